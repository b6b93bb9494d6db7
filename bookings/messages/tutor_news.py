"""Composes what tutors hear when the dates of a course of theirs change; sends nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.urls import reverse

from accounts import outbox
from bookings.messages import parts
from bookings.messages.changes import Changes, changes
from bookings.models import TutorUpdate
from bookings.queries import tutor_news
from courses.enums import RunStatus
from courses.models import CoursePage, CourseRun, Tutor

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Message
    from accounts.wording import Wording
    from bookings.queries.calendars import RunFacts

COURSE_CHANGED: Final = "tutor_course_changed"


def register_composers() -> None:
    """Say how this kind of message gets its words, and show it to the office."""
    outbox.register_composer(COURSE_CHANGED, compose_changed, is_needed=is_still_theirs)
    outbox.register_kind(
        outbox.Kind(
            name=COURSE_CHANGED,
            label="To tutors: a course has changed",
            sent_when="the college moves or cancels sessions, or a whole course",
            gaps=("first_name", "name", "course", "link", "college"),
            has_fixed_subject=True,
            sample=_sample,
        )
    )


def is_still_theirs(message: Message, *, at: dt.datetime) -> bool:
    """Say whether the tutor still holds that course."""
    del at
    updates = TutorUpdate.objects.filter(pk=message.facts["update_id"])
    return updates.filter(run__tutors=message.facts["tutor_id"]).exists()


def compose_changed(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose what has changed since a tutor heard last, with the way to the course."""
    del at
    tutor = Tutor.objects.get(pk=message.facts["tutor_id"])
    update = TutorUpdate.objects.select_related("run__course").get(pk=message.facts["update_id"])
    before = tutor_news.last_told(update.run_id, before=update.pk)
    what = changes(
        tutor_news.states_told(before) if before else [],
        tutor_news.states_told(update),
        at=update.made_at,
    )
    return parts.parts(COURSE_CHANGED, message, tutor, _context(update.run, what.sentences))


def what_tutors_hear(facts: RunFacts, *, at: dt.datetime) -> Changes | None:
    """Say what the tutors of a run would hear, if it were as these facts say; None for nothing."""
    last = tutor_news.last_told(facts.run.pk)
    if last is None:
        return None
    what = changes(tutor_news.states_told(last), tutor_news.states_of(facts), at=at)
    return what if what.sentences else None


def _context(run: CourseRun, sentences: tuple[str, ...]) -> dict[str, object]:
    page = reverse("bookings:teach_run", args=[run.uuid])
    return {
        "run": run,
        "course": run.course,
        "sentences": sentences,
        "is_off": run.status == RunStatus.CANCELLED,
        "register_page": settings.SITE_ADDRESS + page,
    }


def _sample(message: Message, wording: Wording) -> outbox.Parts:
    run = CourseRun(course=CoursePage(title="Sleep well"))
    sentence = "Session 2 is now on Wednesday 20 January at 10am, was Tuesday 19 January at 10am."
    context = _context(run, (sentence,)) | {"told": SimpleNamespace(place=None)}
    tutor = Tutor(name="Amina Yusuf")
    return parts.parts(COURSE_CHANGED, message, tutor, context, wording=wording)
