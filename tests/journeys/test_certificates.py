"""The certificate appears by itself; an employer checks its code."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pypdf import PdfReader

if TYPE_CHECKING:
    from tests.journeys.college import College
    from tests.journeys.visitor import Visitor


def test_get_a_certificate(visitor: Visitor, college: College) -> None:
    earned = college.prepare("certificate")
    visitor.knows_as_private(earned["email"], earned["name"])
    visitor.signs_in(earned["email"])

    visitor.opens("/my-courses/")
    file = visitor.downloads(f"Get the certificate (PDF) for {earned['course']}")

    assert file.startswith(b"%PDF")
    written = " ".join(PdfReader(io.BytesIO(file)).pages[0].extract_text().split())
    assert earned["name"] in written
    assert earned["code"] in written
    visitor.follows(earned["course"], within=visitor.region("Finished"))
    visitor.hears("Well done. You came to 4 of 4 sessions.")


def test_check_a_certificate(visitor: Visitor, college: College) -> None:
    earned = college.prepare("certificate")
    visitor.knows_as_private(earned["name"])

    visitor.opens("/check/")
    visitor.fills("Certificate code", earned["code"].lower().replace("-", " "))
    visitor.presses("Check this code")
    visitor.is_at("This certificate is valid")
    visitor.hears(earned["course"])
    assert earned["name"] not in visitor.page.content()

    visitor.follows("Check another code")
    visitor.fills("Certificate code", "0000-0000-0000")
    visitor.presses("Check this code", status=404)
    visitor.is_at("We do not know this code")
    visitor.follows("Check another code")
    visitor.fills("Certificate code", "hello")
    visitor.presses("Check this code")
    visitor.hears("A code has 12 letters and numbers. Look at the certificate again")
    assert visitor.field("Certificate code").input_value() == "hello"
