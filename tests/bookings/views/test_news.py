"""News: for those who asked for them and nobody else, with a minute to think again."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.kinds import kind_named
from accounts.models import Message, Student
from accounts.operations.wording import set_wording
from bookings.models import GroupMessage
from bookings.operations import group_messages
from recoverycollege.due_work import STEPS
from tests.factories.accounts import StudentFactory
from tests.factories.courses import NOW
from tests.factories.home import make_college_settings
from tests.factories.staff import client_of, make_user

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
ASKED = {"news_agreed": "SELF", "news_agreed_at": NOW}


class Clock:
    now = NOW


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture
def readers(clock):
    make_college_settings(email="questions@college.example")
    StudentFactory(name="Quiet", email="quiet@example.org")
    return [
        StudentFactory(name="Bev", email="bev@example.org", **ASKED),
        StudentFactory(name="Win", email="win@example.org", **ASKED),
        StudentFactory(name="Amina", email="", phone="01632 960 001", **ASKED),
    ]


@pytest.fixture
def office(readers):
    return client_of(make_user(Role.COORDINATOR))


def typed(**changes):
    said = {"subject": "Open day", "words": "Come and see us in March.", "key": str(uuid4())}
    return said | changes


def the_clock_goes_round(at):
    (step,) = [one for one in STEPS if one.meaning == "hand out news"]
    step.do(at)


def told():
    return sorted(Message.objects.values_list("student__name", "channel", "is_news", "pace"))


def test_news_are_checked_before_they_go_and_wait_a_minute(office, clock):
    said = typed()
    page = office.post("/news/write/", said).content.decode()
    assert "Who gets it: everybody who asked for our news" in page
    assert "<li>2 by email</li>" in page
    assert "Come and see us in March." in page
    for _ in range(2):
        sent = office.post("/news/write/", said | {"step": "send"}).url

    assert "Your message goes out in one minute" in office.get(sent).content.decode()
    the_clock_goes_round(NOW + MINUTE / 2)
    assert told() == []
    for minutes in (1, 2):
        the_clock_goes_round(NOW + minutes * MINUTE)
    assert told() == [
        ("Amina", "PHONE", True, "BULK"),
        ("Bev", "EMAIL", True, "BULK"),
        ("Win", "EMAIL", True, "BULK"),
    ]
    clock.now = NOW + 2 * MINUTE
    assert "To 3 people, each alone" in office.get(sent).content.decode()


def test_who_ends_the_news_meanwhile_gets_none_and_the_rest_a_way_to_end_them(
    office, readers, clock, run_due_tasks, mailoutbox, client
):
    own = "Good news, {first_name}! {link}"
    by = make_user(Role.COORDINATOR)
    set_wording(kind=kind_named("news"), subject="", opening=own, by=by, at=NOW)
    office.post("/news/write/", typed(step="send"))
    clock.now = NOW + MINUTE
    the_clock_goes_round(NOW + MINUTE)
    Student.objects.filter(name="Win").update(news_agreed="", news_agreed_at=None)
    run_due_tasks()

    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["bev@example.org"], "Open day")
    assert "Good news, Bev! http://127.0.0.1:8000/" in " ".join(mail.body.split())
    link = mail.message()["List-Unsubscribe"].strip("<>")
    assert mail.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "You get this because you asked for our news." in mail.body
    assert link in mail.body.splitlines()
    assert f'href="{link}"' in mail.alternatives[0].content
    assert "Willowbrook Recovery College" in mail.body
    call = Message.objects.get(student__name="Amina")
    assert (call.status, "Tell us if you want no more of it." in call.text) == ("FOR_OFFICE", True)

    client.post(link[link.index("/news/") :], {"List-Unsubscribe": "One-Click"})
    readers[0].refresh_from_db()
    assert readers[0].news_agreed == ""


def test_news_can_be_stopped_within_their_minute(office):
    sent = office.post("/news/write/", typed(step="send")).url

    office.post(sent)
    the_clock_goes_round(NOW + 2 * MINUTE)

    assert "This message was stopped" in office.get(sent).content.decode()
    assert told() == []


def test_a_round_that_was_interrupted_is_taken_up_again(office, monkeypatch):
    office.post("/news/write/", typed(step="send"))
    group = GroupMessage.objects.get()
    monkeypatch.setattr(group_messages, "_AT_A_TIME", 1)
    group_messages._queue_copy(group, Student.objects.get(name="Bev"), at=NOW)

    assert group_messages.hand_out_news(at=NOW + MINUTE) == 3
    assert group_messages.hand_out_news(at=NOW + MINUTE) == 0
    StudentFactory(name="Later", **ASKED)
    the_clock_goes_round(NOW + 2 * MINUTE)
    assert [name for name, *_ in told()] == ["Amina", "Bev", "Win"]


@pytest.mark.parametrize("step", ["", "send"])
def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(office, step):
    page = office.post("/news/write/", typed(subject="", step=step)).content.decode()

    assert "Write what it is about" in page
    assert "Come and see us in March." in page
    changed = office.post("/news/write/", typed(step="change")).content.decode()
    assert 'value="Open day"' in changed
    assert GroupMessage.objects.count() == 0


def test_without_readers_there_is_nobody_to_write_to(office):
    Student.objects.update(news_agreed="", news_agreed_at=None)

    assert "Nobody has asked for our news yet." in office.get("/news/write/").content.decode()
    assert office.post("/news/write/", typed(step="send")).status_code == 200
    with pytest.raises(group_messages.CannotWrite):
        group_messages.write_news(
            uuid=uuid4(), subject="x", words="x", by=make_user(Role.COORDINATOR), at=NOW
        )
    assert GroupMessage.objects.count() == 0


@pytest.mark.parametrize("rows", (1, 3))
def test_checking_costs_the_same_for_every_reader(office, rows, django_assert_num_queries):
    for _ in range(rows):
        StudentFactory(**ASKED)
    office.get("/news/write/")

    with django_assert_num_queries(12):
        office.post("/news/write/", typed())


def test_only_the_office_sees_what_was_written_as_news(office):
    sent = office.post("/news/write/", typed(step="send")).url
    tutor = client_of(make_user(Role.EDITOR))

    assert (office.get(sent).status_code, tutor.get(sent).status_code) == (200, 404)


def test_other_news_with_the_same_key_are_asked_about(office):
    said = typed(step="send")
    office.post("/news/write/", said)

    page = office.post("/news/write/", said | {"words": "The open day is in April."})

    assert "This is another message." in page.content.decode()
    assert GroupMessage.objects.get().words == "Come and see us in March."
