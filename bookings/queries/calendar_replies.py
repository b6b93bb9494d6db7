"""What a calendar's answer means for a booking; nothing is changed here.

An answer counts only where it comes from the address that was invited and is about the newest
invitation, or about a date that is in it as it was. “No” to one date is an apology, which a later
“yes” takes back, also when the date has left the calendar meanwhile; “no” to all of them is a
question to be asked, because a tap in a calendar is easily made and a place is not easily got
back. “Yes” to all of them, and “perhaps”, say nothing new. A “no” of which nothing comes is for
people to read, and so is a “yes” to a place that is not held any more: somebody may stand before
the door.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef
from icalendar import Calendar

from accounts.models import Message
from bookings.itip.replies import Answer
from bookings.itip.series import lay_out
from bookings.itip.state import LeftOut, bare_facts, from_told
from bookings.models import CalendarEntry, SessionApology
from bookings.queries.calendars import address_reached
from courses.models import CourseSession

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet
    from icalendar import Component

    from bookings.itip.replies import CalendarReply
    from bookings.itip.state import SessionState
    from bookings.models import Booking


GIVE_UP_QUESTION = "give_up_question"


class Meaning(StrEnum):
    """What is to be done about an answer."""

    APOLOGY = "an apology for one session"
    COMING = "coming to a session after all"
    QUESTION = "a question back, whether to give up the place"
    NOTHING = "nothing to do"
    OUTDATED = "an answer to an older invitation"
    NOT_THEIRS = "not from the person who was invited"
    UNKNOWN = "no invitation of ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One answer, understood."""

    meaning: Meaning
    entry: CalendarEntry | None = None
    session: CourseSession | None = None
    is_for_people: bool = False
    """Somebody says “no”, or “yes” to a place they do not have, and nothing comes of it."""

    @property
    def booking(self) -> Booking | None:
        """Return the place that the answer is about."""
        return self.entry.booking if self.entry else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """What we wrote into invitations, which calendars write into their answers again."""

    titles: frozenset[str]
    lines: frozenset[str]


def words_of_invitations(replies: Iterable[CalendarReply]) -> Invited:
    """Return what we wrote into the invitations that are answered."""
    titles: set[str] = set()
    lines: set[str] = set()
    for uid in {reply.uid for reply in replies}:
        entry = _entry_of(uid)
        if entry is None:
            continue
        for event in _events_sent(entry):
            titles.add(_in_one_line(str(event.get("SUMMARY", ""))))
            for name in ("LOCATION", "DESCRIPTION"):
                lines.update(map(_in_one_line, str(event.get(name, "")).splitlines()))
    return Invited(titles=frozenset(titles), lines=frozenset(titles | lines))


def _events_sent(entry: CalendarEntry) -> Iterator[Component]:
    """Give what was mailed about an entry of a calendar, as long as its words are kept."""
    sent = Message.objects.filter(student=entry.booking.student_id, calendar__contains=entry.uid)
    for written in sent.values_list("calendar", flat=True):
        yield from Calendar.from_ical(written).walk("VEVENT")


def _in_one_line(words: str) -> str:
    return " ".join(words.split())


def understand(reply: CalendarReply, *, sender: str, at: dt.datetime) -> Understood:
    """Say what an answer means; `sender` is the address the mail came from."""
    says_no = reply.answer == Answer.DECLINED
    entry = _entry_of(reply.uid)
    if entry is None:
        return Understood(meaning=Meaning.UNKNOWN, is_for_people=says_no)
    meaning = _meaning(entry, reply, sender=sender.strip().lower())
    if meaning in {Meaning.OUTDATED, Meaning.NOT_THEIRS}:
        is_for_people = says_no and entry.booking.is_active
        is_for_people |= meaning == Meaning.OUTDATED and _comes_for_nothing(entry, reply)
        return Understood(meaning=meaning, entry=entry, is_for_people=is_for_people)
    if meaning not in {Meaning.APOLOGY, Meaning.COMING}:
        is_for_people = _comes_for_nothing(entry, reply)
        return Understood(meaning=meaning, entry=entry, is_for_people=is_for_people)
    state = _state_meant(entry, reply)
    session = CourseSession.objects.planned().filter(uuid=state.uuid).first() if state else None
    if session is None or session.ends_at <= at:
        # Of a date that is over nothing needs to come.
        is_for_people = says_no and session is None
        return Understood(meaning=Meaning.NOTHING, entry=entry, is_for_people=is_for_people)
    is_overtaken = (
        _was_taken_back(entry, session, reply)
        if says_no
        else not _was_excused_before(entry, session, reply)
    )
    if is_overtaken:
        return Understood(meaning=Meaning.OUTDATED, entry=entry, is_for_people=says_no)
    return Understood(meaning=meaning, entry=entry, session=session)


def _comes_for_nothing(entry: CalendarEntry, reply: CalendarReply) -> bool:
    """Say whether somebody says “yes” to a place that they had given up, or lost, before that."""
    ended_at = entry.booking.cancelled_at
    said_yes = reply.answer == Answer.ACCEPTED
    return bool(said_yes and ended_at and reply.stamp and reply.stamp > ended_at)


def _was_taken_back(entry: CalendarEntry, session: CourseSession, reply: CalendarReply) -> bool:
    """Say whether the student has changed their mind since; the same mail may be read again."""
    since = {"withdrawn_at__gte": reply.stamp} if reply.stamp else {"withdrawn_at__isnull": False}
    return entry.booking.apologies.filter(session=session, **since).exists()


def _was_excused_before(entry: CalendarEntry, session: CourseSession, reply: CalendarReply) -> bool:
    """Say whether the student had excused themselves when the calendar said “yes”."""
    standing = entry.booking.apologies.filter(session=session, withdrawn_at=None)
    if reply.stamp:
        # Calendars write whole seconds.
        standing = standing.filter(made_at__lt=reply.stamp + dt.timedelta(seconds=1))
    elif reply.sequence < entry.sequence:
        return False
    return standing.exists()


def comes_to_nothing(booking: Booking, *, at: dt.datetime) -> bool:
    """Say whether a student has excused themselves from all that is still to come."""
    excused = SessionApology.objects.standing().filter(booking=booking, session=OuterRef("pk"))
    to_come = CourseSession.objects.planned().filter(run=booking.run_id).ending_after(at)
    return not to_come.exclude(Exists(excused)).exists()


def questions_about(booking: Booking) -> QuerySet[Message]:
    """Return how often a student was asked whether to give up this place, as a calendar said."""
    start = f"{GIVE_UP_QUESTION}:{booking.pk}:"
    return Message.objects.filter(kind=GIVE_UP_QUESTION, dedupe_key__startswith=start)


def to_put_back(booking: Booking, *, at: dt.datetime) -> list[CalendarEntry]:
    """Return what a calendar has thrown out that said “no” to every date of a place still held.

    Many take out what is declined. It was told of nothing since, so nothing puts it back.
    """
    asked = questions_about(booking).order_by("created_at").last()
    reached = address_reached(booking)
    if asked is None or not booking.is_active or not reached:
        return []
    entries = CalendarEntry.objects.shown_after(at).filter(booking=booking, invited=reached)
    return list(entries.filter(told_at__lte=asked.created_at).order_by("pk"))


def _entry_of(uid: str) -> CalendarEntry | None:
    entries = CalendarEntry.objects.select_related("booking__student")
    # A file may hold anything, and not every database looks for anything.
    return None if "\0" in uid else entries.filter(uid=uid).first()


def _meaning(entry: CalendarEntry, reply: CalendarReply, *, sender: str) -> Meaning:
    """Say what an answer means, whatever session it is about."""
    invited = entry.booking.student.email.strip().lower()
    is_whole_series = entry.uid == str(entry.booking.uuid) and reply.slot is None
    if not invited or {reply.attendee, sender} != {invited}:
        return Meaning.NOT_THEIRS
    if reply.answer == Answer.ACCEPTED and entry.booking.is_active and not is_whole_series:
        # Of an older invitation too: it is the last that showed a date they had declined.
        return Meaning.COMING
    if reply.sequence < entry.sequence and not _is_of_a_date_that_stands(entry, reply):
        return Meaning.OUTDATED
    if not entry.booking.is_active or not entry.is_shown:
        return Meaning.NOTHING
    if reply.answer != Answer.DECLINED:
        return Meaning.NOTHING
    return Meaning.QUESTION if is_whole_series else Meaning.APOLOGY


def _is_of_a_date_that_stands(entry: CalendarEntry, reply: CalendarReply) -> bool:
    """Say whether “no” to a date in an older invitation is one to the same date in the newest.

    Whoever says it of two dates has often not seen yet what became of the first.
    """
    if reply.answer != Answer.DECLINED or not entry.booking.is_active or not entry.is_shown:
        return False
    if entry.uid == str(entry.booking.uuid) and reply.slot is None:
        return False
    state = _state_meant(entry, reply)
    if state is None:
        return False
    session = CourseSession.objects.planned().filter(uuid=state.uuid).first()
    has_changed_mind = entry.booking.apologies.filter(
        session__uuid=state.uuid, withdrawn_at__isnull=False
    ).exists()
    # What is about to change counts as changed.
    return bool(session and session.starts_at == state.starts_at and not has_changed_mind)


def _start_shown(entry: CalendarEntry, reply: CalendarReply) -> dt.datetime | None:
    """Return when the date began that a calendar answers, in the invitation it had then."""
    events = [
        event
        for event in _events_sent(entry)
        if (event.get("UID"), event.get("SEQUENCE")) == (entry.uid, reply.sequence)
        and str(event.get("STATUS", "")) != "CANCELLED"
    ]
    for event in events:
        slot = event.get("RECURRENCE-ID")
        if (_in_utc(slot) if slot else None) == reply.slot and "RRULE" not in event:
            return _in_utc(event["DTSTART"])
    return reply.slot if any("RRULE" in event for event in events) else None


def _in_utc(written: Any) -> dt.datetime:
    moment: dt.datetime = written.dt
    return moment.astimezone(dt.UTC)


def _state_meant(entry: CalendarEntry, reply: CalendarReply) -> SessionState | None:
    """Find the session that is answered: of its own event, or at that place of the series."""
    states = [from_told(told) for told in entry.told]
    if reply.answer == Answer.DECLINED and reply.sequence < entry.sequence:
        # Of an older invitation the date counts as it was then, also if it is excused by now.
        starts_at = _start_shown(entry, reply)
        may_be = [state for state in states if state.left_out in {LeftOut.NO, LeftOut.APOLOGY}]
        return next((state for state in may_be if state.starts_at == starts_at), None)
    if reply.answer == Answer.ACCEPTED:
        # As it was when the calendar still showed what they had declined.
        states = [
            replace(state, left_out=LeftOut.NO) if state.left_out == LeftOut.APOLOGY else state
            for state in states
        ]
    shown = [state for state in states if state.is_shown]
    if entry.uid != str(entry.booking.uuid):
        return shown[0] if len(shown) == 1 else None
    zone = ZoneInfo(settings.TIME_ZONE)
    layout = lay_out([bare_facts(state) for state in states], zone)
    if layout.pattern is None or reply.slot is None:
        return None
    meant = next(
        (
            facts.uid
            for facts, slot in zip(layout.shown, layout.pattern.slots, strict=True)
            if slot.replace(tzinfo=zone).astimezone(dt.UTC) == reply.slot
        ),
        None,
    )
    return next((state for state in shown if state.uuid == meant), None)
