"""The clock's round: every step is tried, whatever the one before it did."""

from __future__ import annotations

import datetime as dt
import logging

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.enums import MessageStatus
from recoverycollege import due_work
from recoverycollege.due_work import Step
from tests.factories.accounts import MessageFactory


def test_a_step_that_goes_wrong_does_not_stop_the_next(at, caplog):
    done = []

    def break_down(at: dt.datetime) -> None:
        message = "the mail server has gone"
        raise OSError(message)

    steps = (
        Step("count the chairs", done.append),
        Step("water the plants", break_down),
        Step("lock the door", done.append),
    )

    with caplog.at_level(logging.ERROR):
        undone = due_work.do_all(at=at, steps=steps)

    assert undone == ["water the plants"]
    assert done == [at, at]
    assert "Could not water the plants" in caplog.text


@pytest.mark.django_db
def test_stuck_messages_are_rescued_and_old_tasks_forgotten():
    long_ago = timezone.now() - dt.timedelta(days=8)
    message = MessageFactory(status=MessageStatus.SENDING, created_at=long_ago, claimed_at=long_ago)
    for finished_at in (long_ago, timezone.now()):
        DBTaskResult.objects.create(
            args_kwargs={"args": [], "kwargs": {}},
            task_path="accounts.tasks.deliver_message",
            backend_name="default",
            status="SUCCESSFUL",
            finished_at=finished_at,
        )

    call_command("run_due_work")

    message.refresh_from_db()
    assert message.status == MessageStatus.QUEUED
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_the_command_says_what_it_could_not_do(monkeypatch):
    def break_down(at: dt.datetime) -> None:
        message = "no"
        raise OSError(message)

    monkeypatch.setattr(due_work, "STEPS", (Step("water the plants", break_down),))

    with pytest.raises(CommandError, match=r"^Could not water the plants\. The log says why\.$"):
        call_command("run_due_work")
