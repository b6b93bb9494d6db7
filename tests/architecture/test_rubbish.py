"""No address of ours breaks, whatever is sent to it."""

from __future__ import annotations

import datetime as dt
import itertools
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bookings.enums import AttendanceMark
from bookings.messages import links
from home.queries import design_system
from tests.factories.accounts import StudentAccessFactory
from tests.factories.bookings import (
    BookingFactory,
    EntryFactory,
    GroupMessageFactory,
    OfferFactory,
)
from tests.factories.courses import NOW, TutorFactory, local, make_run
from tests.factories.home import make_college_settings
from tests.factories.registers import mark_all
from tests.factories.staff import client_of

HERE = AttendanceMark.HERE
UNKNOWN = "00000000-0000-0000-0000-000000000000"
HUGE = "9" * 400
FORM = "application/x-www-form-urlencoded"
# A part of an address that stands for something of somebody's: a uuid, a code, a page's name.
SHORTEST_KEY = 6

# What may be typed, pasted, or sent by a machine that looks for holes.
WORDS = {
    "nothing": "",
    "a zero byte": "a\x00b",
    "ten thousand letters": "a" * 10_000,
    "a huge number": HUGE,
    "not a number": "NaN",
    "half a letter": "\ud800",
    "no such day": "2026-13-45",
    "code of every kind": "'; DROP TABLE x; -- <script>{{ 7 }}{% x %}%s%(x)s ../../x \u202e🫖",
}
# As they stand in an address: a zero byte, what is not UTF-8, and half a letter.
RAW_QUERIES = (
    "?&&=&=&q[]=1&q=2&q=3",
    "?%00=%00",
    "?q=%ff%fe&page=%",
    "?q=%ed%a0%80&next=%ed%a0%80",
)
RAW_BODIES = (
    (b"%ed%a0%80=%00&a=%ff\xff\x00", "application/x-www-form-urlencoded"),
    (b"a=\xe4", "application/x-www-form-urlencoded; charset=no-such-charset"),
    (b"{", "application/json"),
    (b"--x\r\nnothing", "multipart/form-data; boundary=x"),
    (b"--x\r\nnothing", "multipart/form-data"),
    (b"", ""),
)
METHODS = ("HEAD", "PUT", "OPTIONS", "BREW")
PARTS = (UNKNOWN, "x", HUGE, "a" * 10_000, "%00", "%ED%A0%80", "..")


@pytest.fixture
def student(db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    make_college_settings(asks_age=True, asks_area=True)
    return StudentAccessFactory()


def _token(purpose, *ids) -> tuple[str]:
    """Return the last part of a link in a message."""
    return (links.address(purpose, *ids, until=NOW + dt.timedelta(days=1)).split("/")[-2],)


@pytest.fixture
def addresses(student) -> dict[str, str]:
    """Every public and personal address, with a student's own things behind it."""
    run = make_run()
    tutor = TutorFactory(user=student.user)
    past = make_run(starts=local(2026, 11, 10), tutors=[tutor])
    booking = BookingFactory(run=run, student=student.student)
    earned = BookingFactory(
        run=past, student=student.student, booked_at=local(2026, 11, 1), changed_at=NOW
    )
    mark_all(past, {earned: [HERE] * 4})
    earned.certificates.update(pdf=b"%PDF", rendered_at=NOW)
    certificate, session = earned.certificates.get(), past.sessions.first()
    other = make_run()
    turn = EntryFactory(student=student.student)
    offer = OfferFactory(entry__student=student.student)
    arguments = {
        "home:accent": ("17594a",),
        "home:design_system": (design_system.stylesheet_version(),),
        "accounts:details_change": (student.student.uuid, "name"),
        "bookings:book_start": (other.uuid,),
        "bookings:book_check": (other.uuid,),
        "bookings:book_step": (other.uuid, "needs"),
        "bookings:booking_detail": (booking.uuid,),
        "bookings:booking_booked": (booking.uuid,),
        "bookings:booking_cancel": (booking.uuid,),
        "bookings:booking_take_back": (booking.uuid,),
        "bookings:booking_calendar": (booking.uuid,),
        "bookings:tell_me": (run.course.translation_key,),
        "bookings:booking_move": (booking.uuid,),
        "bookings:booking_company": (booking.uuid,),
        "bookings:booking_apology": (booking.uuid, booking.run.sessions.first().uuid),
        "bookings:waiting_entry": (turn.uuid,),
        "bookings:waiting_joined": (turn.uuid,),
        "bookings:waiting_change": (turn.uuid,),
        "bookings:waiting_answer": (turn.uuid,),
        "bookings:answer_offer": _token(links.Purpose.OFFER, offer.uuid),
        "bookings:answer_apology": _token(links.Purpose.APOLOGY, booking.uuid),
        "bookings:answer_give_up": _token(links.Purpose.GIVE_UP, booking.uuid),
        "bookings:answer_dates": _token(links.Purpose.DATES, booking.uuid),
        "bookings:certificate_pdf": (certificate.uuid,),
        "bookings:certificate_check_code": (certificate.code,),
        "bookings:teach_run": (past.uuid,),
        "bookings:write_to_group": (past.uuid,),
        "bookings:group_message": (GroupMessageFactory(run=past).uuid,),
        "bookings:register": (session.uuid,),
        "bookings:sign_in_sheet": (session.uuid,),
    }
    plain = (
        "healthz",
        "readyz",
        "sitemap",
        "demo_sign_in",
        "home:urgent_help",
        "home:robots",
        "home:favicon",
        "courses:dates_calendar",
        "courses:dates_feed",
        "courses:dates_calendars",
        "accounts:sign_in",
        "accounts:sign_in_code",
        "accounts:sign_in_closed",
        "accounts:details",
        "bookings:my_courses",
        "bookings:certificate_check",
        "bookings:teach_today",
        "bookings:write_news",
        # Last, because afterwards nobody is signed in.
        "accounts:sign_out",
    )
    found = {name: reverse(name, args=given) for name, given in arguments.items()}
    pages = {page: page for page in ("/", "/courses/", run.course.get_url())}
    return pages | found | {name: reverse(name) for name in plain}


@pytest.fixture
def answers_to(student):
    """Send something to an address, signed in unless the address is for the others."""
    anybody, signed_in = Client(), client_of(student.user)

    def send(method: str, address: str, body: bytes = b"", kind: str = FORM) -> int:
        client = anybody if address.startswith("/sign-") else signed_in
        client.raise_request_exception = False
        return client.generic(method, address, body, content_type=kind).status_code

    return send


QUESTIONS = ("q", "topic", "where", "when", "day", "time", "page", "next", "sent", "again", "not")
ANSWERS = (
    "email", "stays", "code", "action", "key", "next", "person", "seen", "name",
    "certificate_name", "answer", "chosen", "own_words", "shares", "phone", "contact_by",
    "postal_address", "pronouns", "rest_are_here", "shows_name_on_check",
    "quiet_from", "quiet_until", "may_text", "is_discreet",
    "names_us_in_calendar", "names_us_in_mail", "names_us_in_texts",
    "company", "supporter_name", "asking", "session", "audience", "people", "subject", "words",
    "step",
)  # fmt: skip


def _broken(answers: dict[str, int]) -> dict[str, int]:
    assert answers
    return {what: status for what, status in answers.items() if status >= 500}


@pytest.mark.parametrize("what", WORDS)
def test_words_never_break_a_page(what, addresses, answers_to):
    words = WORDS[what].encode("utf-8", "surrogatepass")
    answers = {}
    for name, address in addresses.items():
        answers[f"query of {name}"] = answers_to(
            "GET", f"{address}?{urlencode(dict.fromkeys(QUESTIONS, words))}"
        )
        answers[f"form of {name}"] = answers_to(
            "POST", address, urlencode(dict.fromkeys(ANSWERS, words)).encode()
        )

    assert _broken(answers) == {}


def test_what_is_no_query_never_breaks_a_page(addresses, answers_to):
    answers = {
        f"{name} {query}": answers_to("GET", address + query)
        for (name, address), query in itertools.product(addresses.items(), RAW_QUERIES)
    }

    assert _broken(answers) == {}


def test_what_is_no_form_never_breaks_a_page(addresses, answers_to):
    answers = {
        f"{name} {kind} {body!r}": answers_to("POST", address, body, kind)
        for (name, address), (body, kind) in itertools.product(addresses.items(), RAW_BODIES)
    }

    assert _broken(answers) == {}


def test_methods_nobody_expects_never_break_a_page(addresses, answers_to):
    answers = {
        f"{method} {name}": answers_to(method, address)
        for (name, address), method in itertools.product(addresses.items(), METHODS)
    }

    assert _broken(answers) == {}


def test_addresses_of_nothing_never_break(addresses, answers_to):
    """An address with one part changed."""
    answers = {}
    for name, address in addresses.items():
        pieces = address.strip("/").split("/")
        end = "/" if address.endswith("/") else ""
        places = [number for number, piece in enumerate(pieces) if len(piece) >= SHORTEST_KEY]
        for number, part in itertools.product(places, PARTS):
            changed = "/".join(["", *pieces[:number], part, *pieces[number + 1 :]]) + end
            answers[f"{name}: {changed[:80]}"] = answers_to("GET", changed)

    assert _broken(answers) == {}
