"""What whoever watches over the college is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.enums import MessageStatus
from accounts.operations import clock
from recoverycollege import health
from tests.factories.accounts import MessageFactory

ALL_WELL = {"database": "ok", "migrations": "ok", "queue": "ok", "messages": "ok", "clock": "ok"}
NOTHING_WAITS = {
    "last_round": None,
    "not_done": 0,
    "messages_due": 0,
    "messages_for_later": 0,
    "messages_not_sent": 0,
}
AN_HOUR = dt.timedelta(hours=1)


def task_waiting_since(moment: dt.datetime, *, run_after: dt.datetime | None = None) -> None:
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="accounts.tasks.deliver_message",
        backend_name="default",
        **({"run_after": run_after} if run_after else {}),
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=moment)


@pytest.mark.django_db
def test_process_answers_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_when_nothing_is_late(client, django_assert_num_queries):
    task_waiting_since(timezone.now())
    task_waiting_since(timezone.now() - AN_HOUR, run_after=timezone.now() + AN_HOUR)
    MessageFactory(created_at=timezone.now())

    with django_assert_num_queries(6):
        response = client.get("/readyz")

    assert (response.status_code, response.json()) == (
        200,
        {"ready": True, "parts": ALL_WELL, "work": NOTHING_WAITS | {"messages_due": 1}},
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "run_after", (None, timezone.now() - AN_HOUR), ids=["at once", "for a time that has passed"]
)
def test_not_ready_when_no_worker_takes_tasks(client, run_after):
    task_waiting_since(timezone.now() - AN_HOUR, run_after=run_after)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"] == ALL_WELL | {"queue": "1 tasks late; does a worker run?"}


@pytest.mark.django_db
@pytest.mark.parametrize("status", (MessageStatus.QUEUED, MessageStatus.SENDING))
def test_not_ready_when_messages_are_stuck(client, status):
    long_ago = timezone.now() - AN_HOUR
    MessageFactory(status=status, created_at=long_ago, claimed_at=long_ago)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"] == ALL_WELL | {"messages": "1 late"}


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "state"), ((14, "ok"), (16, "late; does run_due_work run?")))
def test_clock_that_has_stopped_is_told_and_what_waits_is_counted(client, minutes, state):
    now = timezone.now()
    finished = now - dt.timedelta(minutes=minutes)
    clock.record_round(started_at=finished, undone=["water the plants"], by=None, at=finished)
    MessageFactory(status=MessageStatus.FAILED, created_at=now)
    MessageFactory(created_at=now, due_at=now + AN_HOUR)

    answer = client.get("/readyz").json()

    assert answer["parts"] == ALL_WELL | {"clock": state}
    assert answer["work"] == NOTHING_WAITS | {
        "last_round": DjangoJSONEncoder().default(finished),
        "not_done": 1,
        "messages_for_later": 1,
        "messages_not_sent": 1,
    }


@pytest.mark.django_db
def test_not_ready_before_the_last_migration(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts' AND name LIKE '0001%'")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"] == {"database": "ok", "migrations": "1 not applied"}


@pytest.mark.django_db
def test_a_silent_database_is_told_without_its_words(client, monkeypatch):
    def no_answer() -> None:
        message = "could not connect to db.internal as fatima"
        raise DatabaseError(message)

    monkeypatch.setattr(health, "_migrations_in_database", no_answer)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"ready": False, "parts": {"database": "does not answer"}}


@pytest.mark.parametrize("address", ("/healthz", "/readyz"))
def test_asking_is_all_one_can_do(client, address):
    assert client.post(address).status_code == 405
