"""Reads certificates: who has earned one, what one says, and what a code stands for."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Exists, F, OuterRef
from django.urls import reverse

from bookings.enums import AttendanceMark, CertificateStatus
from bookings.models import Attendance, Booking, Certificate
from courses.models import CourseRun, CourseSession
from home.models import CollegeSettings
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from accounts.models import Student

# Digits and capitals without I, L, O and U: 32 signs, so that 12 of them hold 60 bits.
CODE_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 12
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


@dataclass(frozen=True, kw_only=True)
class CertificateSheet:
    """Everything printed on one certificate."""

    college_name: str
    student_name: str
    course_title: str
    starts_on: dt.date
    ends_on: dt.date
    sessions_came_to: int
    sessions_held: int
    minutes: int
    topics: tuple[str, ...]
    tutors: tuple[str, ...]
    issued_on: dt.date
    code: str
    check_address: str

    @property
    def dates(self) -> str:
        """Say from when to when, in the house style."""
        first = wording.date_words(self.starts_on)
        if self.starts_on == self.ends_on:
            return first
        return f"{first} to {wording.date_words(self.ends_on)}"

    @property
    def hours(self) -> str:
        """Say how long the student was there, in hours and minutes."""
        return wording.duration_words(self.minutes) if self.minutes else ""

    @property
    def check_place(self) -> str:
        """Give the check page's address as a person would type it."""
        return self.check_address.split("://", 1)[-1]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far one student has come towards the certificate of a run."""

    booking: Booking
    came_to: int
    held: int
    needed: int
    minutes: int
    came_to_first: bool
    needs_first: bool
    not_recorded: int
    not_begun: int

    @property
    def is_decided(self) -> bool:
        """Say whether every session that counts has begun and is recorded for this student."""
        return self.held > 0 and not self.not_begun and not self.not_recorded

    @property
    def is_earned(self) -> bool:
        """Say whether the course's rule is met, for good."""
        meets_first = self.came_to_first or not self.needs_first
        return self.is_decided and meets_first and self.came_to >= self.needed


def sessions_needed(held: int, percent: int) -> int:
    """Return how many of the held sessions a student has to come to.

    Rounded in the student's favour: 70% of 6 sessions is 4.2, so 4 are enough. Coming to
    at least one is always needed.
    """
    return max(1, held * percent // 100)


def standings_for(run: CourseRun, *, at: dt.datetime) -> list[Standing]:
    """Return where every student with a place on the run stands, in a fixed number of queries.

    Counted are the sessions that the college held and that are not optional. A session
    that was over before the student booked counts as not come, without anybody having to
    mark it.
    """
    sessions = list(
        CourseSession.objects.planned().filter(run=run, is_optional=False).order_by("starts_at")
    )
    bookings = Booking.objects.active().filter(run=run).select_related("student")
    marks: dict[int, dict[int, str]] = defaultdict(dict)
    recorded = Attendance.objects.recorded().filter(session__in=sessions)
    for booking_id, session_id, mark in recorded.values_list("booking_id", "session_id", "mark"):
        marks[booking_id][session_id] = mark
    needed = sessions_needed(len(sessions), run.course.certificate_percent)
    not_begun = sum(session.starts_at > at for session in sessions)
    standings = []
    for booking in bookings:
        own = marks[booking.pk]
        came = [session for session in sessions if own.get(session.pk) in AttendanceMark.CAME]
        standings.append(
            Standing(
                booking=booking,
                came_to=len(came),
                held=len(sessions),
                needed=needed,
                minutes=sum(
                    round((session.ends_at - session.starts_at).total_seconds() / 60)
                    for session in came
                ),
                came_to_first=bool(came) and came[0] == sessions[0],
                needs_first=run.course.certificate_needs_first,
                not_recorded=sum(
                    session.pk not in own and session.ends_at >= booking.booked_at
                    for session in sessions
                ),
                not_begun=not_begun,
            )
        )
    return standings


def runs_marked_beforehand(*, since: dt.datetime, at: dt.datetime) -> QuerySet[CourseRun]:
    """Return the runs of sessions that have begun since, and were marked before they did.

    Only where somebody marked so has had no certificate yet: one that the office has withdrawn
    is not given again by the clock.
    """
    had_one = Certificate.objects.filter(booking=OuterRef("booking"))
    marked = Attendance.objects.recorded().filter(
        ~Exists(had_one),
        session__run=OuterRef("pk"),
        session__starts_at__gt=since,
        session__starts_at__lte=at,
        marked_at__lt=F("session__starts_at"),
    )
    return CourseRun.objects.filter(Exists(marked))


def certificates_for(students: Iterable[Student]) -> QuerySet[Certificate]:
    """Return the certificates that stand for these students, newest first, without the files."""
    return (
        Certificate.objects.filter(booking__student__in=students, status=CertificateStatus.VALID)
        .select_related("booking__student")
        .defer("pdf")
    )


def certificate_sheet(certificate: Certificate) -> CertificateSheet:
    """Gather what is printed on a certificate: the facts as they were when it was given."""
    return CertificateSheet(
        college_name=CollegeSettings.load().name,
        student_name=certificate.name,
        course_title=certificate.course_title,
        starts_on=certificate.starts_on,
        ends_on=certificate.ends_on,
        sessions_came_to=certificate.sessions_attended,
        sessions_held=certificate.sessions_held,
        minutes=certificate.minutes_attended,
        topics=tuple(certificate.outcomes),
        tutors=tuple(certificate.tutor_names),
        issued_on=wording.local_date(certificate.issued_at),
        code=certificate.code,
        check_address=settings.SITE_ADDRESS
        + reverse("bookings:certificate_check_code", args=[certificate.code]),
    )


def code_as_written(typed: str) -> str | None:
    """Turn what somebody typed into a code as we print it, or None where it cannot be one.

    Spaces, dashes and small letters are forgiven, and signs that look alike are read as
    the one we use: O as 0, I and L as 1.
    """
    signs = re.sub(r"[\s\-\u2010-\u2015.]", "", typed.upper()).translate(_READ_AS)
    if len(signs) != CODE_LENGTH or not set(signs) <= set(CODE_SIGNS):
        return None
    return "-".join((signs[:4], signs[4:8], signs[8:]))


def certificate_with_code(typed: str) -> Certificate | None:
    """Find the certificate that a code stands for, whatever has become of it."""
    code = code_as_written(typed)
    if code is None:
        return None
    return (
        Certificate.objects.filter(code=code)
        .select_related("booking__student")
        .defer("pdf")
        .first()
    )
