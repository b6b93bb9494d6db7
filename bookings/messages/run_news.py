"""Who would hear what about their dates, if a run were as somebody is about to make it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import prefetch_related_objects

from accounts.enums import Channel
from bookings.itip.state import as_before
from bookings.itip.steps import steps_for
from bookings.messages.changes import changes
from bookings.messages.tutor_news import what_tutors_hear
from bookings.models import WaitingListEntry
from bookings.queries import calendar_changes, calendars
from bookings.queries.calendars import RunFacts
from bookings.queries.dates_shown import dates_shown, is_news
from bookings.queries.joining import joining_link_shown
from bookings.queries.reaching import way_to
from bookings.queries.tutor_news import tutors_reached
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from accounts.models import Student
    from courses.models import CourseRun, CourseSession, Tutor


@dataclass(frozen=True, slots=True, kw_only=True)
class Hears:
    """One student who would hear of a change."""

    student: Student
    channel: Channel
    sentences: tuple[str, ...]
    is_at_once: bool
    """It is so near that it does not wait, not even in quiet hours."""
    is_in_time: bool = True
    """It reaches them before they could come in vain."""

    @property
    def is_out_of_reach(self) -> bool:
        """Say whether we know neither a number to ring nor an address to write to."""
        if self.channel == Channel.PHONE:
            return not self.student.phone
        return self.channel == Channel.LETTER and not self.student.postal_address.strip()


@dataclass(frozen=True, slots=True)
class Version:
    """What several students hear in the same words."""

    sentences: tuple[str, ...]
    students: int


@dataclass(frozen=True, slots=True)
class Audience:
    """People who would hear of a change, and how."""

    hears: tuple[Hears, ...] = ()

    def __len__(self) -> int:
        """Count the students."""
        return len(self.hears)

    @property
    def by_email(self) -> int:
        """Count those who get a mail; it changes the calendar, where that shows a place."""
        return len(self._reached_by(Channel.EMAIL))

    @property
    def by_text(self) -> int:
        """Count those who get a text message."""
        return len(self._reached_by(Channel.TEXT))

    @property
    def to_ring(self) -> list[str]:
        """Name those whom the office rings."""
        return self._reached_by(Channel.PHONE)

    @property
    def to_write_to(self) -> list[str]:
        """Name those to whom the office posts a letter."""
        return self._reached_by(Channel.LETTER)

    @property
    def out_of_reach(self) -> list[str]:
        """Name those of whom we have nothing to reach them by."""
        return [one.student.name for one in self.hears if one.is_out_of_reach]

    @property
    def too_late(self) -> list[str]:
        """Name those whom a letter would reach too late, and whom nobody can ring."""
        late = (one for one in self.hears if not one.is_in_time and not one.is_out_of_reach)
        return [one.student.name for one in late]

    @property
    def at_once(self) -> int:
        """Count those who hear at once, since it is so near."""
        return sum(one.is_at_once for one in self.hears)

    @property
    def versions(self) -> list[Version]:
        """Return what they hear, what most of them hear first."""
        found = Counter(one.sentences for one in self.hears)
        return [Version(sentences, students) for sentences, students in found.most_common()]

    def _reached_by(self, channel: Channel) -> list[str]:
        return [
            one.student.name
            for one in self.hears
            if one.channel == channel and one.is_in_time and not one.is_out_of_reach
        ]


@dataclass(frozen=True, slots=True)
class RunNews:
    """Everybody who would hear of a change: with a place, or still without one."""

    with_places: Audience = Audience()
    waiting: Audience = Audience()
    tutors: tuple[Tutor, ...] = ()
    """Those with a login, who hear of it by email; whoever makes the change among them."""

    @property
    def when(self) -> str:
        """Say when they are told."""
        at_once = self.with_places.at_once
        if not at_once:
            return "in a few minutes"
        return "at once" if at_once == len(self) else "in a few minutes, some of them at once"

    def __len__(self) -> int:
        """Count the students among them."""
        return len(self.with_places) + len(self.waiting)


def news_of(facts: RunFacts, *, at: dt.datetime) -> RunNews:
    """Say who will hear what, once a run is as these facts say: in six queries.

    Compares as the clock does when it follows changes up, by the same rules; writes nothing.
    """
    hear = what_tutors_hear(facts, at=at) is not None
    tutors = tuple(tutors_reached(facts.run.pk)) if hear else ()
    return RunNews(_with_places(facts, at=at), _waiting(facts, at=at), tutors)


def _waiting(facts: RunFacts, *, at: dt.datetime) -> Audience:
    now = dates_shown(facts.run, facts.sessions)
    live = WaitingListEntry.objects.live().filter(run=facts.run.pk).select_related("student")
    return Audience(
        tuple(
            Hears(
                student=entry.student,
                channel=entry.student.channel,
                sentences=(),
                is_at_once=False,
            )
            for entry in live.order_by("student__name", "pk")
            if entry.dates_told is not None and is_news(entry.dates_told, now, at=at)
        )
    )


def _with_places(facts: RunFacts, *, at: dt.datetime) -> Audience:
    found = calendar_changes.bookings_to_look_at(facts.run.pk, at=at)
    bookings = [one for one in found.order_by("student__name", "pk") if one.is_active]
    ids = [booking.pk for booking in bookings]
    entries, apologies = calendars.entries_of(ids), calendars.apologies_of(ids)
    zone, hears = ZoneInfo(settings.TIME_ZONE), []
    for booking in bookings:
        own = entries[booking.pk]
        after = calendars.every_session(facts, booking, apologies[booking.pk], own)
        known = calendars.known(booking, own)
        if not known or not steps_for(booking.uuid, after, known, zone=zone, at=at):
            continue
        what = changes(as_before(known), after, at=at)
        told_by = what.soonest.starts_at if what.by_college and what.soonest else None
        way = way_to(booking.student, told_by=told_by, at=at)
        # Who has no calendar of ours hears only of what others have changed.
        if what.by_college or way.channel == Channel.EMAIL:
            hears.append(
                Hears(
                    student=booking.student,
                    channel=way.channel,
                    is_in_time=way.is_in_time,
                    sentences=what.sentences,
                    is_at_once=what.by_college and bool(what.headline),
                )
            )
    return Audience(tuple(hears))


def facts_if(
    run: CourseRun,
    sessions: Iterable[CourseSession],
    tutors: Iterable[Tutor],
    *,
    at: dt.datetime,
) -> RunFacts:
    """Return a run's facts as they would be with these sessions and tutors, saved or not."""
    in_order = sorted(sessions, key=lambda one: one.starts_at)
    prefetch_related_objects(in_order, "venue")
    return RunFacts(
        run=run,
        sessions=tuple(in_order),
        tutors=wording.list_words(sorted(tutor.name for tutor in tutors)),
        link=joining_link_shown(run, in_order, at=at),
    )
