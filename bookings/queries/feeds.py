"""Reads what a subscribed calendar shows, and by one query whether that has changed."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid5

from django.conf import settings
from django.db import connection
from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.discretion import DISCREET, PLAIN
from accounts.enums import AccessKind
from accounts.models import Student, StudentAccess, shown_to
from bookings.enums import BookingStatus, EntryStatus, FeedKind
from bookings.itip.feeds import FeedEvent
from bookings.models import Booking, CalendarFeed, SessionApology, WaitingListEntry
from courses.enums import DeliveryMode, RunStatus
from courses.models import CoursePage, CourseRun, CourseSession, RunTutor, Venue

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.discretion import Words
    from accounts.models import User

# Raised when feeds are written differently, so that every calendar reads again.
_EDITION = "4"
# These stand for the address and the time until somebody asks.
_ANY = "-"
_NOW = dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_FACTS = (
    "bookings_changed",
    "bookings_active",
    "entries_changed",
    "entries_live",
    "taught_newest",
    "taught_number",
    "sessions_changed",
    "sessions_number",
    "runs_changed",
    "apologies_made",
    "apologies_withdrawn",
    "waiting_over",
    "students_discreet",
    "students_changed",
    "accesses_number",
    "accesses_newest",
    "accesses_own",
    "accesses_granted",
    "venues_changed",
    "courses_changed",
)
# Students whose calendar names no course, as `accounts.discretion.in_calendar` has it.
_QUIET = Q(is_discreet=True, names_us_in_calendar=False)
_SHOWN_BACK = dt.timedelta(days=400)


def token_of(feed: CalendarFeed) -> str:
    """Return the secret part of a feed's address, which is kept nowhere."""
    made = salted_hmac("bookings.calendar_feed", feed.nonce.hex, algorithm="sha256")
    return base64.urlsafe_b64encode(made.digest()).decode().rstrip("=")


def hash_of(token: str) -> str:
    """Return what an address is recognised by."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_good(feed: CalendarFeed) -> bool:
    """Say whether the address can still be shown; not after the site's secret was changed."""
    return constant_time_compare(hash_of(token_of(feed)), feed.token_hash)


def feed_of(user: User, kind: FeedKind) -> CalendarFeed | None:
    """Return a login's own feed of one kind."""
    return CalendarFeed.objects.filter(user=user, kind=kind).first()


def feed_with(token: str, *, at: dt.datetime) -> CalendarFeed | None:
    """Return the feed with this address and all that its mark is made of: one query."""
    sql, params = _sql()
    as_asked = connection.ops.adapt_datetimefield_value
    asked: dict[object, object] = {
        _ANY: hash_of(token),
        as_asked(_NOW): as_asked(at),
        as_asked(_LONG_AGO): as_asked(at - _SHOWN_BACK),
    }
    given = [asked.get(param, param) for param in params]
    return next(iter(CalendarFeed.objects.raw(sql, given)), None)


@cache
def _sql() -> tuple[str, tuple[object, ...]]:
    """Write that query down once: putting it together takes longer than answering it."""
    feeds: QuerySet[Any] = CalendarFeed.objects.filter(token_hash=_ANY, user__is_active=True)
    sql, params = feeds.annotate(**_facts()).query.sql_with_params()
    return sql, tuple(params)


def mark_of(feed: Any) -> str:
    """Return a mark that differs whenever what the feed shows does."""
    facts = [_EDITION, settings.SITE_ADDRESS, feed.kind, str(feed.shows_waiting)]
    facts += [str(getattr(feed, name)) for name in _FACTS]
    return hashlib.sha256("|".join(facts).encode()).hexdigest()


def _facts() -> dict[str, Subquery]:
    """Name the facts that change when something shown does, each of them one small subquery."""
    user = OuterRef("user")
    bookings, entries, taught = _bookings(user), _entries(user), _taught_by(user)
    # One subquery deeper, the login is one query further out.
    further_out = OuterRef(user)
    sources = (_bookings(further_out), _entries(further_out), _taught_by(further_out))
    mine = [source.values("run") for source in sources]
    own_sessions = CourseSession.objects.filter(
        Q(run__in=mine[0]) | Q(run__in=mine[1]) | Q(run__in=mine[2])
    )
    own_runs = CourseRun.objects.filter(Q(pk__in=mine[0]) | Q(pk__in=mine[1]) | Q(pk__in=mine[2]))
    waited_for = CourseSession.objects.filter(
        run__in=_entries(further_out).filter(status__in=EntryStatus.LIVE).values("run")
    )
    apologies = SessionApology.objects.filter(booking__in=_bookings(further_out).values("pk"))
    students = Student.objects.filter(accesses__user=user)
    accesses = StudentAccess.objects.filter(user=user)
    return {
        "bookings_changed": _one(bookings, Max("changed_at")),
        "bookings_active": _one(bookings.filter(status__in=BookingStatus.ACTIVE), Count("pk")),
        "entries_changed": _one(entries, Max("changed_at")),
        "entries_live": _one(entries.filter(status__in=EntryStatus.LIVE), Count("pk")),
        "taught_newest": _one(taught, Max("pk")),
        "taught_number": _one(taught, Count("pk")),
        "sessions_changed": _one(own_sessions, Max("changed_at")),
        "sessions_number": _one(own_sessions.filter(ends_at__gt=_LONG_AGO), Count("pk")),
        "runs_changed": _one(own_runs, Max("changed_at")),
        "apologies_made": _one(apologies, Max("made_at")),
        "apologies_withdrawn": _one(apologies, Max("withdrawn_at")),
        "waiting_over": _one(waited_for.filter(ends_at__lte=_NOW), Count("pk")),
        "students_discreet": _one(students.filter(_QUIET), Count("pk")),
        "students_changed": _one(students, Max("changed_at")),
        "accesses_number": _one(accesses, Count("pk")),
        "accesses_newest": _one(accesses, Max("pk")),
        "accesses_own": _one(accesses.filter(kind=AccessKind.SELF), Count("pk")),
        "accesses_granted": _one(accesses, Max("granted_at")),
        "venues_changed": _one(Venue.objects.all(), Max("changed_at")),
        "courses_changed": _one(CoursePage.objects.all(), Max("changed_at")),
    }


def _bookings(user: Any) -> QuerySet[Any]:
    bookings: QuerySet[Any] = Booking.objects.filter(shown_to(user, since="booked_at"))
    return bookings


def _entries(user: Any) -> QuerySet[Any]:
    entries: QuerySet[Any] = WaitingListEntry.objects.reachable_by(user)
    return entries


def _taught_by(user: Any) -> QuerySet[Any]:
    taught: QuerySet[Any] = RunTutor.objects.filter(tutor__user=user, tutor__is_active=True)
    return taught


def _one(rows: QuerySet[Any], number: Any) -> Subquery:
    """Return one number about all these rows together: a constant makes them one group."""
    constant = Value(1, output_field=IntegerField())
    together: QuerySet[Any] = rows.order_by().annotate(_all=constant).values("_all")
    return Subquery(together.annotate(_number=number).values("_number"))


def events_of(feed: CalendarFeed, *, at: dt.datetime) -> list[FeedEvent]:
    """Return every session that a feed shows: one query, and one more for those waited for."""
    if feed.kind == FeedKind.TEACHING:
        return _taught(feed, at=at)
    return _booked(feed, at=at) + (_waited_for(feed, at=at) if feed.shows_waiting else [])


def _sessions(at: dt.datetime) -> QuerySet[Any]:
    sessions: QuerySet[Any] = (
        CourseSession.objects.planned()
        .filter(ends_at__gt=at - _SHOWN_BACK)
        # A whole course page takes longer to make than its event.
        .annotate(course_title=F("run__course__title"))
        .select_related("run__venue", "venue")
        .order_by("starts_at", "pk")
    )
    return sessions


def _booked(feed: CalendarFeed, *, at: dt.datetime) -> list[FeedEvent]:
    # Of places that were given up, what had begun has been.
    is_held = Q(run__bookings__status__in=BookingStatus.ACTIVE)
    has_been = Q(run__bookings__cancelled_at__gte=F("starts_at"))
    excused = SessionApology.objects.standing().filter(
        session=OuterRef("pk"), booking=OuterRef("place_id")
    )
    rows = (
        _sessions(at)
        .filter(
            is_held | has_been,
            run__bookings__in=_bookings(feed.user_id),
            ends_at__gt=F("run__bookings__booked_at"),
        )
        # An annotation stays with the place found above; a path in a later filter would find
        # every place on the run anew.
        .annotate(
            place_id=F("run__bookings__pk"),
            place_uuid=F("run__bookings__uuid"),
            student_name=F("run__bookings__student__name"),
            is_discreet=_is_quiet("run__bookings__student"),
            is_own=_is_own("run__bookings__student", feed.user_id),
        )
        .filter(~Exists(excused))
    )
    return [
        _event(row, page=reverse("bookings:booking_detail", args=[row.place_uuid])) for row in rows
    ]


def _waited_for(feed: CalendarFeed, *, at: dt.datetime) -> list[FeedEvent]:
    live = _entries(feed.user_id).filter(status__in=EntryStatus.LIVE)
    rows = (
        _sessions(at)
        .filter(run__waiting_list__in=live, ends_at__gt=at)
        .annotate(
            place_uuid=F("run__waiting_list__uuid"),
            student_name=F("run__waiting_list__student__name"),
            is_discreet=_is_quiet("run__waiting_list__student"),
            is_own=_is_own("run__waiting_list__student", feed.user_id),
        )
    )
    return [
        _event(
            row,
            page=reverse("bookings:waiting_entry", args=[row.place_uuid]),
            is_tentative=True,
        )
        for row in rows
    ]


def name_of(feed: Any) -> str:
    """Name a feed as calendars show it, after `feed_with` has read it; names nothing if asked."""
    if feed.kind == FeedKind.LEARNING and feed.students_discreet:
        return _words(is_quiet=True).sender
    return FeedKind(feed.kind).label


def _words(*, is_quiet: bool) -> Words:
    return DISCREET if is_quiet else PLAIN


def _is_quiet(student: str) -> Exists:
    """Return the condition that a student wants their calendar to name no course."""
    return Exists(Student.objects.filter(_QUIET, pk=OuterRef(student)))


def _is_own(student: str, user_id: int) -> Exists:
    return Exists(
        StudentAccess.objects.filter(student=OuterRef(student), user=user_id, kind=AccessKind.SELF)
    )


def _taught(feed: CalendarFeed, *, at: dt.datetime) -> list[FeedEvent]:
    own = _taught_by(feed.user_id).values("run")
    rows = _sessions(at).filter(run__in=own).exclude(run__status=RunStatus.CANCELLED)
    return [
        FeedEvent(
            uid=str(uuid5(row.uuid, "teaching")),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            changed_at=max(row.changed_at, row.run.changed_at),
            summary=_title(row),
            location=_location(row),
            description=_link(row),
            url=_address("bookings:register", row.uuid),
            geo=_geo(row),
        )
        for row in rows
    ]


def _event(row: Any, *, page: str, is_tentative: bool = False) -> FeedEvent:
    words = _words(is_quiet=row.is_discreet)
    title = words.title(_title(row))
    if not row.is_own:
        title = f"{title} ({row.student_name})"
    lines = []
    if is_tentative:
        lines.append("You are waiting for a place. It is not booked yet.")
    elif not row.is_discreet:
        lines += [_link(row), *_way_in(row)]
    address = settings.SITE_ADDRESS + page
    return FeedEvent(
        uid=str(uuid5(row.place_uuid, row.uuid.hex)),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        changed_at=max(row.changed_at, row.run.changed_at),
        summary=f"Maybe: {title}" if is_tentative else title,
        location=words.place(_location(row)) if _venue(row) else _location(row),
        description="\n".join(line for line in (*lines, address) if line),
        url=address,
        geo=None if row.is_discreet else _geo(row),
        is_tentative=is_tentative,
    )


def _title(row: Any) -> str:
    return f"{row.course_title}: {row.title}" if row.title else str(row.course_title)


def _venue(row: CourseSession) -> Venue | None:
    own = None if row.run.mode == DeliveryMode.ONLINE else row.run.venue
    return row.venue or own


def _location(row: CourseSession) -> str:
    venue = _venue(row)
    return venue.address_line if venue else "Online"


def _geo(row: CourseSession) -> tuple[float, float] | None:
    venue = _venue(row)
    if venue is None or venue.latitude is None or venue.longitude is None:
        return None
    return float(venue.latitude), float(venue.longitude)


def _link(row: CourseSession) -> str:
    """Give the link to join; one that is shown late stands on the booking's page alone."""
    run = row.run
    if run.mode == DeliveryMode.IN_PERSON or not run.online_link:
        return ""
    if run.online_link_days is not None:
        return "The link to join is on the page of your booking."
    return f"Join online: {run.online_link}"


def _way_in(row: CourseSession) -> list[str]:
    venue = _venue(row)
    return [venue.finding_the_door, venue.access_notes] if venue else []


def _address(name: str, uuid: UUID) -> str:
    return settings.SITE_ADDRESS + reverse(name, args=[uuid])
