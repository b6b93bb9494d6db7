"""Who a group message can go to, and how each of them would get it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from accounts.models import Message, Student
from bookings.enums import Audience
from bookings.models import Booking, GroupMessage, WaitingListEntry
from bookings.queries.reaching import way_to
from bookings.queries.telling import how_words
from courses.enums import SessionStatus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from accounts.models.student import StudentQuerySet
    from courses.models import CourseRun

GROUP_MESSAGE = "group_message"
# The same, to everybody who asked for news: the college's own words for it are others.
NEWS = "news"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The students of a run whom a message can go to, by their names."""

    with_a_place: tuple[Student, ...]
    waiting: tuple[Student, ...]

    def of(self, audience: str, chosen: Iterable[str] = ()) -> list[Student]:
        """Return who gets the message; nobody twice."""
        if audience == Audience.WAITING:
            return list(self.waiting)
        if audience == Audience.PLACES:
            return list(self.with_a_place)
        wanted = set(chosen)
        return [one for one in self.everybody() if str(one.uuid) in wanted]

    def everybody(self) -> list[Student]:
        """Return all of them, in the order in which they are shown."""
        return list(dict.fromkeys((*self.with_a_place, *self.waiting)))


def people_of(run: CourseRun, *, with_waiting: bool) -> People:
    """Return the students of a run; who waits is the office's affair alone."""
    students = Student.objects.order_by("name", "pk")
    places = students.filter(pk__in=run.bookings.active().values("student"))
    waiting = students.filter(pk__in=run.waiting_list.live().values("student"))
    return People(with_a_place=tuple(places), waiting=tuple(waiting) if with_waiting else ())


def told_by(run: CourseRun | None, *, at: dt.datetime) -> dt.datetime | None:
    """Return until when a message about a run has to be known: when it meets next."""
    if run is None:
        return None
    coming = run.sessions.filter(starts_at__gt=at, status=SessionStatus.PLANNED)
    first = coming.order_by("starts_at").first()
    return first.starts_at if first else None


def how_told(student: Student, *, told_by: dt.datetime | None, at: dt.datetime) -> str:
    """Say how a student would get a message today."""
    way = way_to(student, told_by=told_by, at=at)
    if not way.is_in_time:
        return "by letter, not in time: the post takes too long, and there is no number to ring"
    return how_words(way.channel)


def group_message_of(message_uuid: UUID) -> GroupMessage | None:
    """Return a message with its run, or None where there is none."""
    messages = GroupMessage.objects.select_related("run__course", "written_by")
    return messages.filter(uuid=message_uuid).first()


def news_readers() -> StudentQuerySet:
    """Return everybody who asked for our news, and has not said otherwise since."""
    return Student.objects.present().exclude(news_agreed="")


def ways_of_news() -> list[tuple[str, int]]:
    """Count how many would get news in which way today: one query."""
    ways = Counter(how_words(student.channel) for student in news_readers())
    return ways.most_common()


def news_to_hand_out(*, at: dt.datetime) -> list[GroupMessage]:
    """Return the news whose minute is over and that nobody has handed out or stopped."""
    news = GroupMessage.objects.filter(audience=Audience.NEWS, handed_out_at=None)
    return list(news.filter(taken_back_at=None, goes_at__lte=at).order_by("goes_at", "pk"))


def key_of(message: GroupMessage, student_id: int) -> str:
    """Return what makes one person's copy the only one."""
    return f"{GROUP_MESSAGE}:{message.pk}:{student_id}"


def how_many(message: GroupMessage) -> int:
    """Count the people a message was written to."""
    if message.audience == Audience.NEWS and message.handed_out_at is None:
        return news_readers().count()
    return _copies_of(message).count()


def readers_of(message: GroupMessage) -> set[UUID]:
    """Return the students to whom a message was written."""
    found = _copies_of(message).filter(student__isnull=False)
    return set(found.values_list("student__uuid", flat=True))


def readers_now(
    messages: Iterable[GroupMessage], among: Collection[int]
) -> dict[int, frozenset[int]]:
    """Return for each message which of these students are still among those it is for."""
    groups = list(messages)
    runs = {one.run_id for one in groups if one.run_id}
    held: set[tuple[int, int]] = set()
    waits: set[tuple[int, int]] = set()
    if runs:
        theirs = {"run__in": runs, "student__in": among}
        bookings, entries = Booking.objects.active(), WaitingListEntry.objects.live()
        held = set(bookings.filter(**theirs).values_list("run_id", "student_id"))
        waits = set(entries.filter(**theirs).values_list("run_id", "student_id"))
    wants: frozenset[int] = frozenset()
    if any(one.audience == Audience.NEWS for one in groups):
        wants = frozenset(news_readers().filter(pk__in=among).values_list("pk", flat=True))
    of = {Audience.PLACES: held, Audience.WAITING: waits, Audience.CHOSEN: held | waits}
    return {
        one.pk: wants
        if one.audience == Audience.NEWS
        else frozenset(who for run_id, who in of[Audience(one.audience)] if run_id == one.run_id)
        for one in groups
    }


def is_key_used(key: str) -> bool:
    """Say whether a message has been written with this key; what is none is as good as used."""
    try:
        return GroupMessage.objects.filter(uuid=UUID(key)).exists()
    except ValueError:
        return True


def _copies_of(message: GroupMessage) -> QuerySet[Message]:
    start = f"{GROUP_MESSAGE}:{message.pk}:"
    return Message.objects.filter(kind=GROUP_MESSAGE, dedupe_key__startswith=start)
