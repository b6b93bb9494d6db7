"""The tutor's morning: today's session is the first thing, and the register is done in a minute."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.college import College
    from tests.journeys.visitor import Visitor


def test_mark_a_register_as_a_peer_tutor(visitor: Visitor, college: College) -> None:
    today = college.prepare("class_today")
    visitor.knows_as_private(today["tutor"], *(one["name"] for one in today["students"]))
    visitor.signs_in(today["tutor"])

    visitor.opens("/teach/")
    visitor.is_at("Teaching")
    # On a phone, the frame leaves most of the screen to the morning's first session.
    header = visitor.page.get_by_role("banner").bounding_box()
    assert header is not None
    assert header["height"] < 160
    visitor.presses(re.compile("^Mark the register"), within=visitor.region("Today"))
    visitor.is_at(re.compile(f"^Register.*{today['course']}"))
    first, second, third = visitor.page.get_by_role("group").all()
    assert "A seat near the door" in visitor.page.get_by_role("list").all_inner_texts()
    first.get_by_role("radio", name="Late").check()
    second.get_by_role("radio", name="Told us").check()
    visitor.presses("Save the register")
    visitor.hears("Saved. 2 of 3 marked so far.")
    assert not third.get_by_role("radio", checked=True).count()
    assert first.get_by_role("radio", name="Late").is_checked()
    visitor.presses("Save, and mark everyone left as here")

    visitor.hears("The register is saved and complete. Thank you.")
    assert third.get_by_role("radio", name="Here").is_checked()
    visitor.follows("Sign-in sheet to print")
    visitor.goes_back()
    visitor.follows(today["course"])
    visitor.is_at(today["course"])
