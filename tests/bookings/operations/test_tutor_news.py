"""Tutors hear what the college changes about their courses, once, unless they did it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import F
from django.urls import reverse
from wagtail.log_actions import log

from accounts.models import Message
from bookings.models import TutorUpdate
from bookings.operations import run_changes, tutor_news
from tests.factories.courses import NOW, TutorFactory, VenueFactory, local, make_run
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db
LATER, HOUR = NOW + dt.timedelta(minutes=6), dt.timedelta(hours=1)


@pytest.fixture
def run():
    """Two weekly sessions far off, which the tutors know of."""
    make_college_settings()
    tutors = [TutorFactory(name="Amina"), TutorFactory(name="Tom")]
    run = make_run(starts=local(2027, 2, 9), sessions=2, tutors=[*tutors, TutorFactory(user=None)])
    settle(run)
    tutor_news.tell_tutors(at=NOW - HOUR)
    return run


def settle(run, at=NOW - dt.timedelta(hours=2)):
    type(run).objects.filter(pk=run.pk).update(changed_at=at)
    type(run.course).objects.filter(pk=run.course_id).update(changed_at=at)
    type(run.venue).objects.filter(pk=run.venue_id).update(changed_at=at)
    run.sessions.update(changed_at=at)


def move(run, which=0, days=1, at=NOW):
    session = list(run.sessions.order_by("starts_at"))[which]
    run.sessions.filter(pk=session.pk).update(
        starts_at=F("starts_at") + dt.timedelta(days),
        ends_at=F("ends_at") + dt.timedelta(days),
        changed_at=at,
    )


def told():
    return Message.objects.filter(kind="tutor_course_changed").order_by("pk")


def test_several_changes_within_minutes_are_one_mail_to_each_tutor(run, run_due_tasks, mailoutbox):
    move(run)
    tutor_news.tell_tutors(at=NOW + dt.timedelta(minutes=1))
    run.sessions.update(venue=VenueFactory(name="The Library"), changed_at=NOW)
    assert not told()

    assert tutor_news.tell_tutors(at=LATER) == 2
    assert tutor_news.tell_tutors(at=LATER) == 0
    run_due_tasks()

    assert [mail.subject for mail in mailoutbox] == ["A course of yours has changed"] * 2
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(
        run.tutors.filter(user__isnull=False).values_list("user__email", flat=True)
    )
    words = mailoutbox[0].body
    assert run.course.title in words
    assert "Session 1 is now on Wednesday 10 February at 10am, was Tuesday 9 February" in words
    assert "All your sessions are now at The Library" in words
    assert reverse("bookings:teach_run", args=[run.uuid]) in words


def test_what_is_changed_back_meanwhile_is_told_to_nobody(run):
    move(run)
    move(run, days=-1)

    assert tutor_news.tell_tutors(at=LATER) == 0
    assert TutorUpdate.objects.count() == 1


def test_whoever_made_the_change_knows_it(run):
    amina = run.tutors.get(name="Amina").user
    move(run)
    log(run, "wagtail.edit", user=amina, timestamp=NOW)

    tutor_news.tell_tutors(at=LATER)

    assert [one.to_address for one in told()] == [run.tutors.get(name="Tom").user.email]


def test_a_change_of_tomorrow_does_not_rest(run):
    at = local(2027, 2, 8, 20)
    settle(run)
    move(run, days=2, at=at)

    assert tutor_news.tell_tutors(at=at) == 2
    assert {(one.pace, one.due_at) for one in told()} == {("NOW", at)}


def test_a_cancelled_course_names_its_dates_to_come_and_why(run, run_due_tasks, mailoutbox):
    run_changes.cancel_run(run=run, reason="The roof leaks.", by=None, at=local(2027, 2, 10))
    settle(run, at=local(2027, 2, 10))

    assert tutor_news.tell_tutors(at=local(2027, 2, 10, 11)) == 2
    run_due_tasks()

    mail = mailoutbox[0]
    assert mail.subject == "A course of yours is cancelled"
    assert "The roof leaks." in mail.body
    assert "16 February" in mail.body
    assert "9 February" not in mail.body


def test_a_run_in_preparation_tells_nobody(run):
    type(run).objects.filter(pk=run.pk).update(status="PREPARING")
    move(run)

    assert tutor_news.tell_tutors(at=LATER) == 0
