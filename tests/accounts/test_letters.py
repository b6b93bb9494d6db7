"""A batch of letters is one tagged PDF, each letter on its own sheet, discreet where asked."""

from __future__ import annotations

import io
import re

import page
import pypdf
import pytest

from accounts import letters
from accounts.models import LetterBatch
from tests.factories.accounts import MessageFactory, StudentFactory, UserFactory
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(at):
    make_college_settings(
        name="Willowbrook Recovery College",
        address="Willowbrook Recovery College\n7 Mill Lane\nWillowbrook WB1 2CD",
    )
    made = LetterBatch.objects.create(made_at=at, made_by=UserFactory())
    for name, is_discreet in (("Amina Yusuf", False), ("Ben <Okafor>", True)):
        student = StudentFactory(
            name=name, postal_address="1 High Street\nWillowbrook", is_discreet=is_discreet
        )
        MessageFactory(
            student=student,
            batch=made,
            channel="LETTER",
            to_address="",
            created_at=at,
            composed_at=at,
            html=f"<h1>Your place is booked</h1><p>Hello {name[:3]}, see you soon.</p>",
        )
    return made


def test_batch_is_one_document_for_people_who_listen_too(batch):
    document = letters.letters_pdf(batch)

    broken = page.validate_pdf_bytes(document, profile="ua1").failures
    assert {one.rule_id for one in broken} == set()
    sheets = [one.extract_text() for one in pypdf.PdfReader(io.BytesIO(document)).pages]
    assert [re.findall(r"Amina Yusuf|Ben <Okafor>", sheet) for sheet in sheets] == [
        ["Amina Yusuf"],
        ["Ben <Okafor>"],
    ]
    assert letters.letters_pdf(batch) == document


def test_envelope_of_a_discreet_student_does_not_name_the_college(batch):
    named, discreet = letters.letters_from(batch.messages.order_by("student__name"))

    assert (named.sent_from, named.heading) == (
        "Willowbrook Recovery College, 7 Mill Lane, Willowbrook WB1 2CD",
        "Willowbrook Recovery College",
    )
    assert (discreet.sent_from, discreet.heading) == ("7 Mill Lane, Willowbrook WB1 2CD", "")
    assert discreet.to == ["Ben <Okafor>", "1 High Street", "Willowbrook"]
