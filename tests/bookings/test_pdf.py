from __future__ import annotations

import datetime as dt
import io
import logging
from dataclasses import replace

import page
import pypdf
import pytest
from django.conf import settings
from django.test import override_settings
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from accounts import pdf as drawing
from bookings import pdf
from bookings.queries.certificates import CertificateSheet

SHEET = CertificateSheet(
    college_name="Willowbrook Recovery College",
    student_name="Amina Yusuf",
    course_title="Wellness Planning",
    starts_on=dt.date(2026, 10, 6),
    ends_on=dt.date(2026, 11, 10),
    sessions_came_to=5,
    sessions_held=6,
    minutes=600,
    topics=("What keeps me well", "Early signs", "Hard days"),
    tutors=("Dana Field", "Priya Shah"),
    issued_on=dt.date(2026, 11, 10),
    code="K7QM-3XWT-P9HD",
    check_address="https://college.example/check/K7QM-3XWT-P9HD/",
)
LONG = replace(
    SHEET,
    student_name="Maximiliana Featherstonehaugh-Cholmondeley " * 3,
    course_title="Understanding anxiety, panic and worry, and small things that help " * 4,
    topics=("A long line about what we explored together, in some detail, so that it wraps",) * 12,
    tutors=tuple(f"A Tutor With A Long Name, number {number}" for number in range(6)),
)
UNBROKEN = replace(SHEET, student_name="W" * 120, course_title="M" * 255)
SMALL = replace(
    SHEET,
    ends_on=SHEET.starts_on,
    sessions_came_to=1,
    sessions_held=1,
    minutes=90,
    topics=(),
    tutors=(),
)
POLISH = replace(
    SHEET,
    student_name="Małgorzata Żółkiewska",
    tutors=("Łukasz Wójcik", "Óscar Núñez"),
)


def read(document):
    return pypdf.PdfReader(io.BytesIO(document))


def broken_rules(document):
    return sorted(
        {broken.rule_id for broken in page.validate_pdf_bytes(document, profile="ua1").failures}
    )


@pytest.mark.parametrize("sheet", [SHEET, LONG, UNBROKEN, SMALL, POLISH])
def test_every_certificate_is_one_page_of_pdf_ua(sheet):
    made = pdf.certificate_pdf(sheet)

    assert broken_rules(made) == []
    assert len(read(made).pages) == 1


def test_the_validator_turns_down_the_same_page_without_its_tags():
    html = pdf.certificate_html(SHEET, size="roomy", topics=8, code_image=pdf.qr_code_address("x"))

    untagged = HTML(string=html).write_pdf()

    assert "PDFUA1-TAGGED-DOCUMENT-001" in broken_rules(untagged)
    assert "PDFUA1-CONTENT-TAGGING-001" in broken_rules(untagged)


def test_certificate_says_its_language_and_title():
    made = read(pdf.certificate_pdf(SHEET))

    assert made.trailer["/Root"]["/Lang"] == "en-GB"
    assert made.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert made.metadata.title == "Certificate of attendance: Wellness Planning"
    assert made.metadata.author == "Willowbrook Recovery College"


def test_certificate_reads_in_the_order_a_person_would_say_it():
    made = read(pdf.certificate_pdf(SHEET))

    assert made.pages[0].extract_text().split("\n") == [
        "Willowbrook Recovery College",
        "Certificate of attendance",
        "This certificate is for",
        "Amina Yusuf",
        "who took part in",
        "Wellness Planning",
        "Tuesday 6 October 2026 to Tuesday 10 November 2026",
        "Came to 5 of 6 sessions · 10 hours",
        "This course set out to help you",
        "What keeps me well",
        "Early signs",
        "Hard days",
        "Taught together by",
        "Dana Field",
        "Priya Shah",
        "Given on",
        "10 November 2026",
        "Certificate code",
        "K7QM-3XWT-P9HD",
        "Check it at",
        "college.example/check/",
        "K7QM-3XWT-P9HD/",
    ]


def elements(element):
    """Walk every structure element of a document."""
    element = element.get_object()
    if isinstance(element, list):
        for kid in element:
            yield from elements(kid)
    elif isinstance(element, dict):
        if "/S" in element:
            yield element
        if "/K" in element:
            yield from elements(element["/K"])


def test_no_tag_is_empty_and_the_picture_says_what_it_is():
    found = list(elements(read(pdf.certificate_pdf(SHEET)).trailer["/Root"]["/StructTreeRoot"]))

    tags = [element["/S"] for element in found]
    assert [element["/S"] for element in found if element.get("/K") in (None, [])] == []
    assert tags.count("/H1") == 1
    assert tags.count("/H2") == 1
    assert tags.count("/LI") == 3
    assert [element["/Alt"] for element in found if element["/S"] == "/Figure"] == [
        "QR code that opens the page where this certificate can be checked"
    ]


def test_every_font_is_our_own_and_embedded():
    made = read(pdf.certificate_pdf(SHEET))

    fonts = [font.get_object() for font in made.pages[0]["/Resources"]["/Font"].values()]
    names = {font["/BaseFont"].split("+")[1] for font in fonts}
    assert names == {
        "College-Certificate",
        "College-Certificate-Semi-Bold",
        "College-Certificate-Bold",
    }
    for font in fonts:
        below = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(below)


def test_the_same_certificate_is_the_same_bytes():
    assert pdf.certificate_pdf(SHEET) == pdf.certificate_pdf(SHEET)
    assert pdf.certificate_pdf(SHEET) != pdf.certificate_pdf(POLISH)


def test_tutors_are_set_alike_whatever_their_number():
    html = pdf.certificate_html(SHEET, size="roomy", topics=8, code_image="data:,")

    assert html.count('<p class="tutor" dir="auto">') == 2


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/picture.png",
        "http://127.0.0.1/admin/",
        f"file://{settings.BASE_DIR}/manage.py",
        "file:///etc/passwd",
        "collegestatic:../manage.py",
        "collegestatic:css/college.css",
        "collegefont:LICENSE.txt",
        "ftp://elsewhere.example/",
    ],
)
def test_a_document_cannot_fetch_anything_but_its_own_files(address):
    with pytest.raises(FatalURLFetchingError):
        drawing.fetcher().fetch(address)


def test_a_document_can_fetch_its_own_files():
    assert drawing.fetcher().fetch("collegefont:SourceSansPro-Bold.ttf").read()[:4] == b"\0\1\0\0"
    assert b"<svg" in drawing.fetcher().fetch("collegestatic:images/certificate-frame.svg").read()


def test_markup_in_a_name_stays_text():
    made = read(pdf.certificate_pdf(replace(SHEET, student_name="<img src=file:///etc/passwd>")))

    assert "<img src=file:///etc/passwd>" in made.pages[0].extract_text()


def test_letters_without_a_font_keep_the_name_out_of_the_log(caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        pdf.certificate_pdf(replace(SHEET, student_name="Ann \U0001f98a\U000e0301"))

    assert caplog.messages != []
    assert [line for line in caplog.messages if "\U0001f98a" in line or "1F98A" in line] == []


def test_a_certificate_that_fits_nowhere_is_refused():
    with pytest.raises(pdf.CannotMakePdf):
        pdf.certificate_pdf(replace(SHEET, course_title="Long " * 3000))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, ""),
        (1, "1 minute"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (601, "10 hours 1 minute"),
    ],
)
def test_hours_are_said_in_words(minutes, words):
    assert replace(SHEET, minutes=minutes).hours == words


@override_settings(STATICFILES_DIRS=[])
def test_a_missing_stylesheet_is_named():
    with pytest.raises(FileNotFoundError, match=r"css/nothing\.css"):
        drawing.static_path("css/nothing.css")
