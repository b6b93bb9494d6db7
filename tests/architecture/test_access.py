"""Every address of ours, held against every kind of visitor.

A new address fails here until somebody has said, in one line, what each visitor gets.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.admin.viewsets import viewsets

from accounts import composing
from accounts.enums import AccessKind, Role
from bookings.enums import AttendanceMark
from bookings.messages import links
from bookings.models import Booking
from home.queries import design_system
from tests.architecture.test_staff_access import WHO_MAY
from tests.factories.accounts import MessageFactory, StudentAccessFactory
from tests.factories.bookings import (
    BookingFactory,
    EntryFactory,
    GroupMessageFactory,
    OfferFactory,
)
from tests.factories.courses import NOW, local, make_run
from tests.factories.home import make_college_settings, make_standard_page
from tests.factories.registers import mark_all
from tests.factories.staff import client_of, make_user

OURS = ("accounts", "bookings", "courses", "home", "recoverycollege")
SIGN_IN = "/sign-in/"
HERE = AttendanceMark.HERE


class Gets(NamedTuple):
    """The status that each kind of visitor gets; without a sign-in, 302 leads to the sign-in."""

    anonymous: int
    owner: int
    helper: int
    stranger: int
    tutor: int
    other_tutor: int
    coordinator: int
    editor: int
    manager: int


EVERYBODY = Gets(200, 200, 200, 200, 200, 200, 200, 200, 200)
# Whoever has signed in gets a page, with nothing but their own on it.
SIGNED_IN = Gets(302, 200, 200, 200, 200, 200, 200, 200, 200)
# Away from the sign-in, for whoever is signed in already.
SIGNED_OUT = Gets(200, 302, 302, 302, 302, 302, 302, 302, 302)
# A page about one student. For everybody else there is no such page.
STUDENT_AND_HELPER = Gets(302, 200, 200, 404, 404, 404, 404, 404, 404)
STUDENT_ALONE = Gets(302, 200, 404, 404, 404, 404, 404, 404, 404)
STUDENT_AND_OFFICE = Gets(302, 200, 404, 404, 404, 404, 200, 404, 404)
THIS_RUNS_TUTORS = Gets(302, 404, 404, 404, 200, 404, 200, 404, 404)
NOT_HERE = Gets(404, 404, 404, 404, 404, 404, 404, 404, 404)
OFFICE = Gets(302, 302, 302, 302, 302, 302, 200, 302, 200)
# For those who may; whoever may not is turned away before that.
ONLY_BY_POST = Gets(302, 302, 302, 302, 302, 302, 405, 302, 302)

# Changes something of whoever is signed in, and has no page to read.
NEEDS_A_BUTTON = Gets(302, 405, 405, 405, 405, 405, 405, 405, 405)
# Whoever has a link from a message needs no sign-in.
WITH_THE_LINK = Gets(302, 302, 302, 302, 302, 302, 302, 302, 302)

READING: dict[str, Gets] = {
    "healthz": EVERYBODY,
    "readyz": EVERYBODY,
    "sitemap": EVERYBODY,
    "demo_sign_in": NOT_HERE,
    "wagtail_serve": EVERYBODY,
    "home:urgent_help": EVERYBODY,
    "home:accent": EVERYBODY,
    "home:design_system": EVERYBODY,
    "home:robots": EVERYBODY,
    "home:favicon": Gets(302, 302, 302, 302, 302, 302, 302, 302, 302),
    "courses:dates_calendar": EVERYBODY,
    "courses:dates_feed": EVERYBODY,
    "courses:dates_calendars": EVERYBODY,
    "courses:dates_of_topic": NOT_HERE,
    "courses:dates_at_place": EVERYBODY,
    "accounts:sign_in": SIGNED_OUT,
    "accounts:sign_in_code": SIGNED_OUT._replace(anonymous=302),
    "accounts:sign_in_closed": EVERYBODY,
    "accounts:sign_out": EVERYBODY,
    "accounts:details": SIGNED_IN,
    "accounts:my_messages": SIGNED_IN,
    "accounts:stop_news": EVERYBODY,
    "accounts:my_message": STUDENT_ALONE,
    "accounts:details_change": STUDENT_ALONE,
    # Changes by a press of a button and has no page.
    "accounts:remove_helper": Gets(302, 405, 405, 405, 405, 405, 405, 405, 405),
    "bookings:book_start": Gets(302, 200, 200, 302, 302, 302, 302, 302, 302),
    "bookings:book_check": Gets(302, 200, 200, 302, 302, 302, 302, 302, 302),
    "bookings:book_step": SIGNED_IN,
    "bookings:closed_run": NOT_HERE,
    "bookings:student_agreement": EVERYBODY,
    "bookings:equality_questions": STUDENT_ALONE,
    "bookings:my_courses": SIGNED_IN,
    "bookings:my_calendar": SIGNED_IN,
    # Whoever has the address reads it; nobody else finds it. See tests/bookings/calendars.
    "bookings:calendar_feed": NOT_HERE,
    "bookings:booking_detail": STUDENT_AND_HELPER,
    "bookings:booking_booked": STUDENT_AND_HELPER,
    "bookings:booking_cancel": STUDENT_AND_HELPER,
    "bookings:booking_calendar": STUDENT_AND_HELPER,
    "bookings:booking_take_back": Gets(302, 405, 405, 405, 405, 405, 405, 405, 405),
    "bookings:booking_move": STUDENT_AND_HELPER,
    "bookings:booking_company": STUDENT_AND_HELPER,
    "bookings:booking_apology": NEEDS_A_BUTTON,
    "bookings:answer_offer": EVERYBODY,
    "bookings:answer_apology": EVERYBODY,
    "bookings:answer_give_up": EVERYBODY,
    "bookings:answer_dates": EVERYBODY,
    "bookings:tell_me": SIGNED_IN,
    "bookings:waiting_entry": STUDENT_AND_HELPER,
    "bookings:waiting_joined": STUDENT_AND_HELPER,
    "bookings:waiting_change": STUDENT_AND_HELPER,
    "bookings:waiting_answer": NEEDS_A_BUTTON,
    "bookings:certificate_pdf": STUDENT_AND_OFFICE,
    "bookings:certificate_check": EVERYBODY,
    "bookings:certificate_check_code": EVERYBODY,
    "bookings:teach_today": Gets(302, 403, 403, 403, 200, 200, 200, 403, 403),
    "bookings:teaching_calendar": Gets(302, 403, 403, 403, 200, 200, 200, 403, 403),
    "bookings:teach_run": THIS_RUNS_TUTORS,
    "bookings:write_to_group": THIS_RUNS_TUTORS,
    "bookings:write_news": Gets(302, 403, 403, 403, 403, 403, 200, 403, 403),
    "bookings:group_message": THIS_RUNS_TUTORS,
    "bookings:register": THIS_RUNS_TUTORS,
    "bookings:sign_in_sheet": THIS_RUNS_TUTORS,
    "bookings:head_count": THIS_RUNS_TUTORS,
    "messages:index": OFFICE,
    "messages:index_results": OFFICE,
    "messages:inspect": OFFICE,
    "messages:html": OFFICE,
    "messages:file": OFFICE,
    "messages:letter": OFFICE,
    "messages:send_again": ONLY_BY_POST,
    "messages:passed_on": ONLY_BY_POST,
}
# What a POST does, in this order; whoever may get 302, because every POST that worked redirects.
CHANGING: dict[str, Gets] = {
    "bookings:book_check": Gets(302, 302, 302, 302, 302, 302, 302, 302, 302),
    "bookings:booking_move": Gets(302, 302, 302, 404, 404, 404, 404, 404, 404),
    "bookings:student_agreement": Gets(302, 200, 200, 200, 200, 200, 200, 200, 200),
    "bookings:booking_company": Gets(302, 200, 200, 404, 404, 404, 404, 404, 404),
    "bookings:booking_apology": Gets(302, 302, 302, 404, 404, 404, 404, 404, 404),
    "bookings:answer_offer": WITH_THE_LINK,
    "bookings:answer_apology": WITH_THE_LINK,
    "bookings:answer_give_up": WITH_THE_LINK,
    # An answer is missing, so the page asks again.
    "bookings:waiting_change": Gets(302, 200, 200, 404, 404, 404, 404, 404, 404),
    "bookings:waiting_answer": Gets(302, 302, 302, 404, 404, 404, 404, 404, 404),
    "bookings:booking_cancel": Gets(302, 302, 302, 404, 404, 404, 404, 404, 404),
    "bookings:booking_take_back": Gets(302, 302, 302, 404, 404, 404, 404, 404, 404),
    "bookings:register": Gets(302, 404, 404, 404, 302, 404, 302, 404, 404),
    "bookings:my_calendar": Gets(302, 302, 302, 302, 302, 302, 302, 302, 302),
    "bookings:teaching_calendar": Gets(302, 403, 403, 403, 302, 302, 302, 403, 403),
    "accounts:remove_helper": Gets(302, 302, 404, 404, 404, 404, 404, 404, 404),
    "bookings:head_count": Gets(302, 404, 404, 404, 200, 404, 200, 404, 404),
    "bookings:write_to_group": Gets(302, 404, 404, 404, 200, 404, 200, 404, 404),
    "bookings:write_news": Gets(302, 403, 403, 403, 403, 403, 200, 403, 403),
    "bookings:group_message": Gets(302, 404, 404, 404, 302, 404, 302, 404, 404),
    "accounts:details_change": Gets(302, 302, 404, 404, 404, 404, 404, 404, 404),
    "messages:passed_on": Gets(302, 302, 302, 302, 302, 302, 302, 302, 302),
}


def _named(patterns: list[URLPattern | URLResolver], space: str = "") -> dict[str, URLPattern]:
    """Walk the address map: every line with its full name."""
    found: dict[str, URLPattern] = {}
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            found |= _named(one.url_patterns, inner)
        else:
            view = one.callback
            found[f"{space}{one.name or f'{view.__module__}.{view.__name__}'}"] = one
    return found


def _addresses_of_ours() -> set[str]:
    """Return the names of what we answer: our views, and all that our staff screens offer."""
    our_screens = {
        viewset.url_namespace
        for viewset in viewsets.viewsets
        if type(viewset).__module__.startswith(OURS)
    }
    ours = set()
    for name, pattern in _named(get_resolver().url_patterns).items():
        view = getattr(pattern.callback, "view_class", pattern.callback)
        is_our_screen = name.rpartition(":")[0] in our_screens
        if is_our_screen or view.__module__.split(".")[0] in OURS:
            ours.add(name)
    return ours


def test_every_address_of_ours_says_who_may_have_it():
    # Answered for us by Django and Wagtail, but with what we made.
    answered_for_us = {"sitemap", "wagtail_serve", "wagtailsettings:edit"}
    # Stands before Wagtail's own line and takes the same addresses.
    without_a_name = {"recoverycollege.kept_pages.serve"}

    said = READING.keys() | WHO_MAY.keys() | without_a_name
    assert _addresses_of_ours() == said - answered_for_us


@pytest.fixture
def world(db, monkeypatch):
    """A student with a helper, a place to come, a certificate, and a message about them."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    make_college_settings(asks_age=True)
    page = make_standard_page()
    own = StudentAccessFactory(student__is_adult=True)
    helper = StudentAccessFactory(student=own.student, kind=AccessKind.HELPER)
    run, elsewhere = make_run(), make_run()
    drop_in = make_run(is_drop_in=True, tutors=list(run.tutors.all()))
    booking = BookingFactory(run=run, student=own.student)
    past = BookingFactory(
        run=make_run(starts=local(2026, 11, 10), tutors=list(run.tutors.all())),
        student=own.student,
        booked_at=local(2026, 11, 1),
        changed_at=local(2026, 11, 1),
    )
    mark_all(past.run, {past: [HERE] * 4})
    # Made already, so that no test waits for the tools that make it.
    past.certificates.update(pdf=b"%PDF", rendered_at=NOW)
    written = {"student": own.student, "text": "Hello", "composed_at": NOW}
    letter = MessageFactory(**written, to_address="", channel="LETTER", status="FOR_OFFICE")
    return {
        "people": {
            "owner": own.user,
            "helper": helper.user,
            "stranger": make_user(Role.STUDENT),
            "tutor": run.tutors.first().user,
            "other_tutor": elsewhere.tutors.first().user,
            "coordinator": make_user(Role.COORDINATOR),
            "editor": make_user(Role.EDITOR),
            "manager": make_user(Role.MANAGER),
        },
        "page": page,
        "booking": booking,
        "group_message": GroupMessageFactory(run=run),
        "turn": EntryFactory(run=elsewhere, student=own.student),
        "offer": OfferFactory(entry__student=own.student),
        "drop_in": drop_in.sessions.first(),
        "session": past.run.sessions.first(),
        "certificate": past.certificates.get(),
        "letter": letter,
        "mail": MessageFactory(**written, status="SENT"),
    }


def _arguments(name: str, world: dict) -> tuple[object, ...]:
    """Return what an address of this name needs to lead to the student's own things."""
    booking: Booking = world["booking"]
    certificate, session = world["certificate"], world["session"]
    link = {
        "bookings:answer_offer": (links.Purpose.OFFER, world["offer"].uuid),
        "bookings:answer_apology": (links.Purpose.APOLOGY, booking.uuid),
        "bookings:answer_give_up": (links.Purpose.GIVE_UP, booking.uuid),
        "bookings:answer_dates": (links.Purpose.DATES, booking.uuid),
    }.get(name)
    if link:
        return (links.address(*link, until=NOW + dt.timedelta(days=1)).split("/")[-2],)
    known = {
        "bookings:tell_me": (booking.run.course.translation_key,),
        "bookings:booking_apology": (booking.uuid, booking.run.sessions.first().uuid),
        "wagtail_serve": (world["page"].url_path.removeprefix("/home-page/"),),
        "home:accent": ("17594a",),
        "home:design_system": (design_system.stylesheet_version(),),
        "accounts:details_change": (booking.student.uuid, "certificates"),
        "accounts:remove_helper": (booking.student.uuid,),
        "accounts:stop_news": (composing.stop_news_page(booking.student).split("/")[-2],),
        "accounts:my_message": (world["mail"].uuid,),
        "bookings:closed_run": ("an-old-key",),
        "courses:dates_of_topic": ("no-such-topic",),
        "courses:dates_at_place": (booking.run.venue.uuid,),
        "bookings:calendar_feed": ("an-old-address",),
        "bookings:equality_questions": (booking.run.uuid,),
        "bookings:head_count": (world["drop_in"].uuid,),
        "bookings:book_start": (booking.run.uuid,),
        "bookings:book_check": (booking.run.uuid,),
        "bookings:book_step": (booking.run.uuid, "who"),
        "bookings:certificate_pdf": (certificate.uuid,),
        "bookings:certificate_check_code": (certificate.code,),
        "bookings:teach_run": (booking.run.uuid,),
        "bookings:write_to_group": (booking.run.uuid,),
        "bookings:group_message": (world["group_message"].uuid,),
        "bookings:register": (session.uuid,),
        "bookings:sign_in_sheet": (session.uuid,),
    }
    if name in known:
        return known[name]
    if name.startswith("bookings:waiting_"):
        return (world["turn"].uuid,)
    if name.startswith("bookings:booking_"):
        return (booking.uuid,)
    if name.startswith("messages:") and "index" not in name:
        return (world["mail" if name == "messages:file" else "letter"].uuid,)
    return ()


def _client(visitor: str, world: dict) -> Client:
    return Client() if visitor == "anonymous" else client_of(world["people"][visitor])


@pytest.mark.parametrize("visitor", Gets._fields)
def test_each_visitor_reads_what_is_theirs(visitor, world):
    client = _client(visitor, world)
    got, turned_away_elsewhere = {}, {}
    for name in READING:
        answer = client.get(reverse(name, args=_arguments(name, world)))
        got[name] = answer.status_code
        leads_to = answer.headers.get("Location", SIGN_IN)
        is_elsewhere = not leads_to.startswith((SIGN_IN, settings.STATIC_URL))
        if visitor == "anonymous" and is_elsewhere:
            turned_away_elsewhere[name] = leads_to

    wanted = {name: getattr(gets, visitor) for name, gets in READING.items()}
    assert {name: (got[name], wanted[name]) for name in got if got[name] != wanted[name]} == {}
    assert turned_away_elsewhere == {}


@pytest.mark.parametrize("visitor", Gets._fields)
def test_each_visitor_changes_what_is_theirs(visitor, world):
    client = _client(visitor, world)
    got = {}
    for name in CHANGING:
        address = reverse(name, args=_arguments(name, world))
        got[name] = client.post(address, {"rest_are_here": "1"}).status_code

    wanted = {name: getattr(gets, visitor) for name, gets in CHANGING.items()}
    assert {name: (got[name], wanted[name]) for name in got if got[name] != wanted[name]} == {}
