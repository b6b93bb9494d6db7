from __future__ import annotations

import pytest

from bookings.operations import settling
from bookings.queries.certificates import (
    CODE_SIGNS,
    certificate_sheet,
    certificate_with_code,
    code_as_written,
)
from tests.factories.home import make_college_settings
from tests.factories.registers import HERE, make_class, mark_all


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("K7QM-3XWT-P9HD", "K7QM-3XWT-P9HD"),
        (" k7qm 3xwt p9hd ", "K7QM-3XWT-P9HD"),
        ("K7QM\u20133XWT\u2014P9HD.", "K7QM-3XWT-P9HD"),
        ("OIL0-1111-UUUU", "0110-1111-VVVV"),
        ("K7QM3XWTP9H", None),
        ("K7QM3XWTP9HDD", None),
        ("K7QM-3XWT-P9H!", None),
        ("", None),
        ("ß" * 6, "SSSS-SSSS-SSSS"),
        ("💥" * 12, None),
        ("١٢٣٤-١٢٣٤-١٢٣٤", None),
    ],
)
def test_codes_are_read_kindly(typed, code):
    assert code_as_written(typed) == code


def test_codes_are_random_and_made_of_signs_that_are_hard_to_confuse():
    codes = {settling.new_code() for _ in range(2000)}

    assert len(codes) == 2000
    assert set("".join(codes)) == {*CODE_SIGNS, "-"}
    assert len(CODE_SIGNS) == 32
    assert set(CODE_SIGNS).isdisjoint("ILOU")


@pytest.mark.django_db
def test_a_code_finds_its_certificate_however_it_is_typed():
    run, (amina,) = make_class(sessions=1)
    mark_all(run, {amina: [HERE]})
    certificate = amina.certificates.get()

    assert certificate_with_code(certificate.code.lower().replace("-", " ")) == certificate
    assert certificate_with_code("0000-0000-0000") is None
    assert certificate_with_code("rubbish") is None


@pytest.mark.django_db
def test_the_sheet_says_what_was_frozen_not_what_is_there_now(settings):
    settings.SITE_ADDRESS = "https://college.example"
    make_college_settings(name="Willowbrook")
    run, (amina,) = make_class(sessions=1, hours=1.5)
    mark_all(run, {amina: [HERE]})
    certificate = amina.certificates.get()
    run.course.title = "Something else"
    run.course.save()
    amina.student.name = "Somebody else"
    amina.student.save()

    sheet = certificate_sheet(certificate)

    assert sheet.college_name == "Willowbrook"
    assert sheet.student_name == certificate.name != "Somebody else"
    assert sheet.course_title == certificate.course_title != "Something else"
    assert sheet.dates == "Tuesday 12 January 2027"
    assert sheet.hours == "1 hour 30 minutes"
    assert sheet.check_address == f"https://college.example/check/{certificate.code}/"
    assert sheet.check_place == f"college.example/check/{certificate.code}/"
