"""Every kind of message about bookings with invented facts, for the office to look at.

Nothing here is read from the database but the college's own name and lines of help.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts import outbox
from accounts.enums import Channel
from accounts.models import Student
from bookings.messages import parts
from bookings.messages.group_messages import paragraphs_of
from bookings.queries.group_messages import GROUP_MESSAGE, NEWS
from courses.models import CoursePage, CourseRun, CourseSession, Tutor, Venue
from home.queries import wording as words

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import Message
    from accounts.wording import Wording

_ALL: Final = ("first_name", "name", "course", "when", "place", "link", "college")
# The others tell a time, or what of several things has happened.
_TEXTS_TO_REWORD: Final = frozenset({"booking_confirmed", "on_the_list", "course_runs"})
_PAGE: Final = "/my-courses/example/"


def register_kinds() -> None:
    """Tell the office of every kind of message about bookings."""
    for name, (label, sent_when, gaps, has_fixed_subject, context) in _KINDS.items():
        outbox.register_kind(
            outbox.Kind(
                name=name,
                label=label,
                sent_when=sent_when,
                gaps=gaps,
                has_fixed_subject=has_fixed_subject,
                has_own_text=name in _TEXTS_TO_REWORD,
                sample=_sample(name, context),
            )
        )


def _sample(kind: str, context: Callable[[], dict[str, Any]]) -> outbox.Sample:
    def compose(message: Message, wording: Wording) -> outbox.Parts:
        student = message.student or Student(name="Sam Taylor", email="sam@example.org")
        own = context()
        to = own.pop("student", student)
        given = _everything(message) | own
        return parts.parts(_LIKE.get(kind, kind), message, to, given, wording=wording)

    return compose


def _everything(message: Message) -> dict[str, Any]:
    """Return the facts that most kinds tell, about a course that does not exist."""
    venue = Venue(
        name="The Old School",
        address="7 Mill Lane\nWillowbrook",
        postcode="WB1 2CD",
        finding_the_door="The blue door on the left.",
    )
    run = CourseRun(course=CoursePage(title="Sleep well"), venue=venue)
    sessions = _sessions(run, 12, 19, 26)
    page, courses = settings.SITE_ADDRESS + _PAGE, settings.SITE_ADDRESS + "/courses/"
    return {
        "told": SimpleNamespace(place=venue, joining_link="", page=page, courses_page=courses),
        "run": run,
        "course": run.course,
        "sessions": sessions,
        "session": sessions[0],
        "first_day": words.date_words(sessions[0].starts_at),
        "tutors": words.list_words(["Amina", "Tom"]),
        "first_when": words.when_words(sessions[0].starts_at, sessions[0].ends_at),
        "where": venue.address_line,
        "joins_online": False,
        "dates_page": f"{page}dates/",
        "page": page,
        "courses_page": courses,
        "apology_page": f"{page}apology/",
        "give_up_page": f"{page}give-up/",
        "answer_page": f"{page}answer/",
        "register_page": settings.SITE_ADDRESS + "/teach/",
        "has_calendar": message.channel == Channel.EMAIL,
        "separate": 0,
        "run_cancelled": False,
        "moved": False,
        "joined": False,
        "has_begun": False,
        "has_come": False,
        "missed": frozenset(),
        "goes_first": True,
        "is_second": False,
        "still_waits": 1,
        "by_college": True,
        "whole": False,
        "cause": "",
        "helper": "Kofi Mensah",
        "soon": "in 2 days",
        "stop_page": "",
        "entry": SimpleNamespace(places=1, books_straight_in=False),
        "offer": SimpleNamespace(answer_by=_day(8)),
    }


def _sessions(run: CourseRun, *days: int) -> list[CourseSession]:
    starts = [_day(day) for day in days]
    return [
        CourseSession(run=run, starts_at=start, ends_at=start + dt.timedelta(hours=2))
        for start in starts
    ]


def _day(day: int) -> dt.datetime:
    return dt.datetime(2027, 1, day, 10, tzinfo=ZoneInfo(settings.TIME_ZONE))


def _nothing_more() -> dict[str, Any]:
    return {}


def _these_dates() -> dict[str, Any]:
    return {
        "when": "3 Tuesdays, 12 to 26 January 2027, 10am to 12 noon",
        "place": "The Old School, 7 Mill Lane, Willowbrook, WB1 2CD",
    }


def _by_a_helper() -> SimpleNamespace:
    return SimpleNamespace(who="Kofi Mensah", said_not_this_time=True)


def _changed() -> dict[str, Any]:
    sentence = "Session 2 is now on Wednesday 20 January at 10am, was Tuesday 19 January at 10am."
    return {
        "sessions": _sessions(CourseRun(), 12, 20, 26),
        "what": SimpleNamespace(
            sentences=[sentence],
            dates_changed=True,
            by_college=True,
            way_changed=False,
            nearest="Now Wednesday 20 January at 10am (it was Tuesday 19 January at 10am)",
            nearest_discreetly="Now Wednesday 20 January at 10am (it was Tuesday 19 January)",
            nearest_place="Place: The Old School, 7 Mill Lane, Willowbrook, WB1 2CD",
            more_dates=True,
        ),
    }


def _one_date() -> dict[str, Any]:
    session = SimpleNamespace(
        starts_at=_day(12), ends_at=_day(12) + dt.timedelta(hours=2), course="Sleep well", topic=""
    )
    return {"session": session}


def _to_a_tutor() -> dict[str, Any]:
    return {"student": Tutor(name="Amina Yusuf")}


def _to_a_group() -> dict[str, Any]:
    return _written("Bring something warm", _TO_A_GROUP) | {"writer": "Amina Yusuf"}


def _news() -> dict[str, Any]:
    stop_page = settings.SITE_ADDRESS + "/news/stop/example/"
    page = settings.SITE_ADDRESS + "/courses/"
    own = {"writer": "", "course": None, "stop_page": stop_page, "page": page}
    return _written("Our open day", _OPEN_DAY) | own


def _written(subject: str, words: str) -> dict[str, Any]:
    group = SimpleNamespace(subject=subject, words=words)
    return {"group": group, "paragraphs": paragraphs_of(words), "text_words": words}


_TO_A_GROUP: Final = (
    "The heating in our room is off this week.\n\nPlease bring a warm jumper. There will be hot "
    "drinks for all of us."
)
_OPEN_DAY: Final = "Come and see us on Saturday 6 March, from 10am to 3pm.\n\nBring a friend!"
# Kinds that are put together as another is.
_LIKE: Final = {NEWS: GROUP_MESSAGE}

_Row = tuple[str, str, tuple[str, ...], bool, "Callable[[], dict[str, Any]]"]

_KINDS: dict[str, _Row] = {
    "booking_confirmed": ("Place booked", "a place is booked", _ALL, False, _nothing_more),
    "booking_cancelled": (
        "Place given up or cancelled",
        "a place is given up, moved away from, or cancelled by the college",
        _ALL,
        True,
        lambda: {"takes_out": True},
    ),
    "session_invited": (
        "One date for the calendar",
        "the dates of a course form no series, after “Place booked”",
        (),
        True,
        _one_date,
    ),
    "session_uninvited": (
        "One date out of the calendar",
        "such a date is cancelled or given up",
        (),
        True,
        _one_date,
    ),
    "calendar_updated": (
        "Dates or place changed",
        "the college changes a time, a date or a place",
        _ALL,
        True,
        _changed,
    ),
    "reminder": ("Reminder", "a session comes near", _ALL, False, _nothing_more),
    "on_the_list": ("On the waiting list", "somebody joins a list", _ALL, False, _these_dates),
    "place_offered": (
        "Place offered",
        "a place is held for somebody",
        _ALL,
        False,
        lambda: _these_dates() | {"goes_first": True},
    ),
    "place_free": (
        "A place is free at short notice",
        "there is no time left to ask and wait for an answer, so the office rings",
        _ALL,
        True,
        _these_dates,
    ),
    "waiting_dates": (
        "Dates of a waiting list changed",
        "the dates change that somebody waits for, or is offered a place on",
        _ALL,
        True,
        lambda: _these_dates() | {"offer": None},
    ),
    "offer_ran_out": (
        "Offer ran out",
        "nobody answered an offer in time",
        _ALL,
        True,
        _these_dates,
    ),
    "answered_for": (
        "Somebody let a turn go",
        "a helper or the office says “not this time” or leaves a list for a student",
        _ALL,
        True,
        lambda: _these_dates() | {"answered": _by_a_helper()},
    ),
    "list_ended": (
        "Waiting list ended",
        "nobody can have a place on those dates any more",
        _ALL,
        True,
        _these_dates,
    ),
    "course_runs": (
        "A course runs again",
        "a course can be booked that somebody asked about",
        _ALL,
        False,
        _these_dates,
    ),
    "give_up_question": (
        "Do you still want your place?",
        "somebody's calendar says that they will not come to a whole course",
        _ALL,
        True,
        lambda: {"puts_back": True},
    ),
    "helper_added": (
        "Somebody helps",
        "somebody may book for a student",
        (),
        True,
        _nothing_more,
    ),
    "helper_removed": (
        "Somebody helps no more",
        "the office takes a helper's access away",
        (),
        True,
        _nothing_more,
    ),
    GROUP_MESSAGE: (
        "Written to a group",
        "a tutor or the office writes to people on a course; what they write follows yours",
        ("first_name", "name", "course", "link", "college"),
        True,
        _to_a_group,
    ),
    NEWS: (
        "News",
        "the office writes news, to those who asked for them; what it writes follows yours",
        ("first_name", "name", "link", "college"),
        True,
        _news,
    ),
    "apology": (
        "To tutors: somebody cannot come",
        "a student cannot come to one session",
        ("first_name", "name", "course", "link", "college"),
        False,
        _to_a_tutor,
    ),
    "coming_after_all": (
        "To tutors: somebody can come after all",
        "a student takes that back",
        ("first_name", "name", "course", "link", "college"),
        False,
        _to_a_tutor,
    ),
}
