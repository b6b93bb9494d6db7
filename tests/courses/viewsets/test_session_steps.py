"""Calling off one session of a run, and letting it take place after all."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from courses.enums import RunStatus, SessionStatus
from courses.models import CourseRun
from courses.operations import runs
from tests.factories.courses import NOW, make_run
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db
DAYS = dt.timedelta(days=1)


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return make_run(sessions=2)


def states(run):
    return list(run.sessions.order_by("starts_at").values_list("status", flat=True))


def test_one_session_is_called_off_and_takes_place_after_all(run):
    office, page = client_as(Role.COORDINATOR), reverse("runs:sessions", args=[run.pk])
    first = run.sessions.order_by("starts_at").first()
    assert "Call off" in office.get(page).content.decode()

    for _ in range(2):
        answer = office.post(page, {"off": first.uuid}, follow=True).content.decode()
        assert "The session of Tue 12 Jan 2027 will not take place." in answer
        assert states(run) == [SessionStatus.CANCELLED, SessionStatus.PLANNED]

    answer = office.post(page, {"on": first.uuid}, follow=True).content.decode()
    assert "The session of Tue 12 Jan 2027 takes place after all." in answer
    assert states(run) == [SessionStatus.PLANNED] * 2


def test_the_last_session_left_is_not_called_off_alone(run):
    office, page = client_as(Role.COORDINATOR), reverse("runs:sessions", args=[run.pk])
    first, last = run.sessions.order_by("starts_at")
    office.post(page, {"off": first.uuid})

    answer = office.post(page, {"off": last.uuid}).content.decode()

    assert "This is the only session left. Cancel the run instead" in answer
    assert states(run) == [SessionStatus.CANCELLED, SessionStatus.PLANNED]


@pytest.mark.parametrize("step", [runs.call_off_session, runs.hold_session_after_all])
def test_what_is_over_or_cancelled_stays_as_it_is(run, step):
    first = run.sessions.order_by("starts_at").first()
    if step is runs.hold_session_after_all:
        run.sessions.filter(pk=first.pk).update(status=SessionStatus.CANCELLED)
    before = states(run)

    with pytest.raises(runs.CannotCallOff):
        step(run=run, session=first, by=None, at=first.ends_at + DAYS)
    CourseRun.objects.update(status=RunStatus.CANCELLED, cancelled_at=NOW)
    with pytest.raises(runs.CannotCallOff):
        step(run=run, session=first, by=None, at=NOW)

    assert states(run) == before


@pytest.mark.parametrize("data", [{}, {"off": "rubbish"}, {"on": "0"}])
def test_anything_else_changes_nothing(run, data):
    page = reverse("runs:sessions", args=[run.pk])

    assert client_as(Role.COORDINATOR).post(page, data).status_code == 302
    assert states(run) == [SessionStatus.PLANNED] * 2
