from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from accounts import queries
from accounts.enums import MessageStatus
from accounts.models import Message
from accounts.operations import sign_in
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db

AT = dt.datetime(2027, 1, 4, 10, tzinfo=dt.UTC)


def send(email="grace@example.org", code="274016", at=AT):
    sign_in.send_code(email=email, code=code, by=None, at=at)


def test_the_code_goes_out_and_is_then_wiped(run_due_tasks, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send()
    run_due_tasks()

    [sent] = mail.outbox
    assert sent.to == ["grace@example.org"]
    assert "274016" in sent.body
    assert "274016" not in sent.subject
    message = Message.objects.get()
    assert message.status == MessageStatus.SENT
    assert "274016" not in f"{message.subject}{message.text}{message.html}{message.facts}"
    assert not Message.objects.readable().exists()


def test_codes_are_counted_for_each_address_also_after_they_are_wiped():
    send()
    send("GRACE@example.org", at=AT + dt.timedelta(minutes=10))
    send("other@example.org")
    Message.objects.update(text="", to_address="")

    assert queries.codes_sent_to("grace@example.org", since=AT) == 2
    later = AT + dt.timedelta(minutes=5)
    assert queries.codes_sent_to("Grace@example.org", since=later) == 1
    assert queries.codes_sent_to("nobody@example.org", since=AT) == 0


def test_the_code_comes_with_urgent_help_like_every_message():
    make_college_settings(urgent_help_introduction="If you need help now:")

    send()

    message = Message.objects.get()
    for part in (message.text, message.html):
        assert "If you need help now:" in part
        assert "call 999" in part
