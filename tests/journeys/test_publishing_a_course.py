"""An editor drafts a course, looks at it, publishes it, and everybody can read it.

With JavaScript in Wagtail's own editor; without it in the plain one, because Wagtail's needs it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.journeys.college import College
    from tests.journeys.visitor import Visitor

SUMMARY = "Make a bowl, and a little peace."


def test_publish_a_course_as_an_editor(visitor: Visitor, college: College) -> None:
    editor = college.prepare("editor")
    title, address = editor["title"], editor["path"]
    visitor.signs_in(editor["email"])
    visitor.is_office = True

    visitor.opens("/admin/")
    if visitor.javascript:
        _drafts_and_publishes_in_wagtail(visitor, editor)
    else:
        _drafts_and_publishes_in_plain_words(visitor, editor)

    visitor.is_office = False
    visitor.opens("/courses/")
    visitor.fills("What would you like to learn?", title)
    visitor.presses("Search")
    visitor.follows(title)
    visitor.is_at(title)
    assert visitor.reached[-1] == address
    visitor.hears(SUMMARY)


def _drafts_and_publishes_in_wagtail(visitor: Visitor, editor: dict[str, str]) -> None:
    page = visitor.page
    visitor.opens(editor["add"])
    # Wagtail makes the page's address from its title, once its scripts are there to do it.
    page.locator(".Draftail-Editor").first.wait_for()
    page.get_by_role("textbox", name="Title").first.press_sequentially(editor["title"])
    page.get_by_role("textbox", name="Summary").fill(SUMMARY)
    slug = editor["path"].strip("/").split("/")[-1]
    expect(page.locator("[name=slug]")).to_have_value(slug)
    visitor.presses("Save draft")
    assert visitor.reached[-1].endswith("/edit/")
    assert page.request.get(visitor.college.address + editor["path"]).status == 404

    page.get_by_role("button", name="Toggle preview").click()
    seen = page.get_by_title("Preview", exact=True).last.content_frame
    seen.get_by_role("heading", level=1, name=editor["title"]).wait_for()
    seen.get_by_text(SUMMARY).wait_for()
    page.get_by_role("button", name="Toggle preview").click()

    page.get_by_role("button", name="More actions").click()
    visitor.presses("Publish")
    visitor.hears(re.compile("published"))


def _drafts_and_publishes_in_plain_words(visitor: Visitor, editor: dict[str, str]) -> None:
    page = visitor.page
    visitor.follows("All courses in the plain editor")
    visitor.follows("Start a new course")
    page.get_by_role("textbox", name="Title").fill(editor["title"])
    page.get_by_role("textbox", name="Summary").fill(SUMMARY)
    visitor.presses("Keep as a draft")
    visitor.hears(re.compile("nobody outside sees it"))
    assert page.request.get(visitor.college.address + editor["path"]).status == 404

    visitor.is_office = False
    visitor.follows("Look at the draft as a page")
    visitor.is_at(editor["title"])
    # The course's own page will have this title once it is public.
    visitor.looker.titles.clear()
    visitor.is_office = True
    visitor.goes_back()
    visitor.presses("Publish")
    visitor.hears(re.compile("This course is published"))
