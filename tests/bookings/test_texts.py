"""Text messages about places: when and where, and links for people who have only a telephone."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.composing import as_text, compose
from accounts.models import Message
from accounts.texting import LONGEST_TEXT
from bookings.messages.texts import first_words, short_place
from bookings.operations import calendar_updates, places, reminders, run_changes, waiting
from courses.enums import DeliveryMode, SessionStatus
from tests.factories.accounts import StudentFactory
from tests.factories.courses import NOW, VenueFactory, local, make_run
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db
SCHOOL = "The Old School, 7 Mill Lane, WB1 2CD"
SOONER = "Now Tuesday 12 January at 11am (it was 10am)"
TWO_DAYS_BEFORE = local(2027, 1, 10, 12)


@pytest.fixture(autouse=True)
def college(monkeypatch, settings):
    settings.SITE_ADDRESS = "https://courses.willowbrook-recovery-college.nhs.uk"
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    make_college_settings(phone="01632 960100")


@pytest.fixture
def sam():
    return StudentFactory(
        name="Sam", email="", phone="07700 900123", contact_by="TEXT", may_text=True
    )


@pytest.fixture
def run():
    venue = VenueFactory(name="The Old School", address="7 Mill Lane", postcode="WB1 2CD")
    return make_run(starts=local(2027, 1, 12), sessions=3, venue=venue)


def book(run, student):
    return places.book_place(run=run, student=student, by=None, at=NOW)


def text_of(kind, *, at=NOW) -> str:
    """Return a text with each link as what it is for, once that has been opened with no sign-in."""
    message = Message.objects.filter(kind=kind).latest("pk")
    message.composed_at = None
    compose(message, at=at)
    assert len(message.short) <= LONGEST_TEXT
    for address in re.findall(r"https://[^/]+(\S+)", message.short):
        assert Client().get(address).status_code == 200, address
    return re.sub(r"https?://[^/]+/answer/(\w+)/\S+", r"<\1>", message.short)


def test_a_booked_place_says_when_and_where_and_leads_to_all_dates(run, sam):
    book(run, sam)

    assert text_of("booking_confirmed") == (
        "Your place is booked. First day: Tuesday 12 January 2027, 10am to 12 noon, "
        f"{SCHOOL}. "
        "All dates: <dates> or ring 01632 960100. In danger? Ring 999."
    )
    sam.is_discreet = True
    sam.save()
    assert text_of("booking_confirmed") == (
        "Your appointment is booked. First day: Tuesday 12 January 2027, 10am to 12 noon. "
        "All dates: <dates> or ring 01632 960100. In danger? Ring 999."
    )


@pytest.mark.parametrize(
    ("mode", "is_discreet", "said"),
    [
        (
            DeliveryMode.IN_PERSON,
            False,
            f", {SCHOOL}. If you cannot come: <session> or ring 01632 960100.",
        ),
        (
            DeliveryMode.ONLINE,
            False,
            ", online. Join: <dates> Cannot come? <session> or ring 01632 960100.",
        ),
        (
            DeliveryMode.HYBRID,
            False,
            f", {SCHOOL}. Or online: <dates> Cannot come? <session>",
        ),
        (
            DeliveryMode.IN_PERSON,
            True,
            ". More: <dates> If you cannot come: <session> or ring 01632 960100.",
        ),
    ],
)
def test_a_reminder_says_where_to_go_or_how_to_join(run, sam, mode, is_discreet, said):
    run.mode, run.online_link = mode, "https://meet.example/a"
    run.save()
    sam.is_discreet = is_discreet
    sam.save()
    book(run, sam)
    reminders.queue_due_reminders(at=TWO_DAYS_BEFORE)

    what = "appointment" if is_discreet else "next session"
    assert text_of("reminder", at=TWO_DAYS_BEFORE) == (
        f"Your {what} is in 2 days: Tuesday 12 January, 10am to 12 noon{said} In danger? Ring 999."
    )


def moved(run, *numbers):
    for number in numbers:
        session = list(run.sessions.order_by("starts_at"))[number]
        session.starts_at += dt.timedelta(hours=1)
        session.ends_at += dt.timedelta(hours=1)
        session.save()


def put_elsewhere(run):
    library = VenueFactory(name="The Library", address="3 High Street", postcode="")
    run.sessions.filter(starts_at=local(2027, 1, 19)).update(venue=library)


def called_off(run):
    run.sessions.filter(starts_at=local(2027, 1, 12)).update(status=SessionStatus.CANCELLED)


@pytest.mark.parametrize(
    ("change", "said", "discreetly"),
    [
        (
            lambda run: moved(run, 1),
            f"Now Tuesday 19 January at 11am (it was 10am). Place: {SCHOOL}.",
            "Now Tuesday 19 January at 11am (it was 10am).",
        ),
        (
            lambda run: moved(run, 0, 2),
            f"{SOONER}. Place: {SCHOOL}. Other dates change too.",
            f"{SOONER}. Other dates change too.",
        ),
        (called_off, "Off: Tuesday 12 January at 10am.", "Off: Tuesday 12 January at 10am."),
        (
            put_elsewhere,
            "Tuesday 19 January at 10am: now in another place. Place: The Library, 3 High Street.",
            "Tuesday 19 January at 10am: there is news.",
        ),
    ],
)
def test_a_change_is_told_in_the_text_itself(run, sam, change, said, discreetly):
    booking = book(run, sam)
    Message.objects.update(status="SENT", composed_at=NOW)
    change(run)
    calendar_updates.follow_up_booking(booking=booking, at=NOW)

    rest = "All dates: <dates> or ring 01632 960100. In danger? Ring 999."
    assert text_of("calendar_updated") == f"A change to your session. {said} {rest}"
    sam.is_discreet = True
    sam.save()
    assert text_of("calendar_updated") == f"A change to your appointment. {discreetly} {rest}"


def test_an_offered_place_can_be_answered_from_the_text(run, sam):
    run.capacity = 1
    run.save()
    taken = book(run, StudentFactory())
    waiting.join_waiting_list(run=run, student=sam, by=None, at=NOW)
    places.cancel_booking(booking=taken, by=None, at=NOW)

    said = text_of("place_offered")
    assert said.startswith(
        "A place is held for you. First day: Tuesday 12 January 2027, 10am to 12 noon, "
        f"{SCHOOL}. Please tell us by "
    )
    assert said.endswith(": <offer> or ring 01632 960100. In danger? Ring 999.")


@pytest.mark.parametrize(
    ("address", "longest", "short"),
    [
        ("The Old School, 7 Mill Lane, WB1 2CD", 80, "The Old School, 7 Mill Lane, WB1 2CD"),
        ("The Old School, 7 Mill Lane, WB1 2CD", 30, "The Old School, 7 Mill Lane"),
        ("The Old School, 7 Mill Lane, WB1 2CD", 20, "The Old School"),
        ("The very old school of all of Willowbrook", 20, "The very old..."),
        ("", 20, ""),
    ],
)
def test_a_long_address_keeps_its_name(address, longest, short):
    assert short_place(address, longest=longest) == short


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        ("Come at ten.", "Come at ten."),
        ("Come at ten, if you like.", "Come at ten, if..."),
        ("x" * 30, "x" * 17 + "..."),
    ],
)
def test_words_are_cut_between_two_of_them(words, cut):
    assert first_words(words, longest=20) == cut


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Come at ten", "Come at ten. In danger? Ring 999."),
        ("Can you?", "Can you? In danger? Ring 999."),
        ("See https://a.example/b/", "See https://a.example/b/ In danger? Ring 999."),
        ("\u201cSam\u2019s\u201d \u2013 now…", '"Sam\'s" - now... In danger? Ring 999.'),
    ],
)
def test_a_text_ends_with_urgent_help_in_the_letters_of_telephones(words, text):
    assert as_text(words) == text


def test_cancelled_dates_lead_to_a_page_that_says_so(run, sam):
    book(run, sam)
    run_changes.cancel_run(run=run, reason="Snow.", by=None, at=NOW)

    assert text_of("booking_cancelled").endswith(
        ": <dates> or ring 01632 960100. In danger? Ring 999."
    )


def test_a_text_fits_into_three_even_with_long_names_and_two_links(sam):
    venue = VenueFactory(name="The Old School of Upper Willowbrook", address="127 Mill Lane, " * 9)
    starts = local(2027, 9, 22, 10) + dt.timedelta(minutes=30)
    run = make_run(starts=starts, sessions=3, venue=venue, mode=DeliveryMode.HYBRID)
    book(run, sam)
    at = starts - dt.timedelta(days=2)
    reminders.queue_due_reminders(at=at)

    said = text_of("reminder", at=at)
    assert (
        "Wednesday 22 September, 10:30am to 12:30pm, The Old School of Upper Willowbrook." in said
    )
    assert said.endswith("Or online: <dates> Cannot come? <session> In danger? Ring 999.")
