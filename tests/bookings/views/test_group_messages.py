"""Writing to everybody on a run: checked before it goes, stopped within a minute."""

from __future__ import annotations

import datetime as dt
import html
import re
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.kinds import kind_named
from accounts.models import Message
from accounts.operations.wording import set_wording
from accounts.texting import LONGEST_TEXT
from bookings.models import GroupMessage
from bookings.operations import overtaken, places
from bookings.operations import waiting as waiting_list
from recoverycollege.due_work import STEPS
from tests.factories.accounts import StudentFactory
from tests.factories.bookings import BookingFactory, EntryFactory
from tests.factories.courses import NOW, make_run
from tests.factories.home import make_college_settings
from tests.factories.staff import client_of, make_user

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)
WORDS = "The heating is off.\n\nPlease bring a warm jumper & a friend's <scarf>."


class Clock:
    now = NOW


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture
def run(clock):
    make_college_settings(email="questions@college.example")
    made = make_run()
    for name, email in (("Bev", "bev@example.org"), ("Amina", "")):
        BookingFactory(run=made, student__name=name, student__email=email)
    EntryFactory(run=made, student__name="Winston")
    return made


@pytest.fixture
def tutor(run):
    return client_of(run.tutors.order_by("pk").first().user)


def address(run):
    return f"/teach/{run.uuid}/message/"


def typed(audience="PLACES", **changes):
    said = {"audience": audience, "subject": "Bring something warm", "words": WORDS}
    return said | {"key": str(uuid4())} | changes


def told():
    return sorted(
        Message.objects.filter(kind="group_message").values_list("student__name", flat=True)
    )


def test_a_message_is_checked_with_who_gets_it_and_how_before_anything_goes(tutor, run):
    page = tutor.post(address(run), typed()).content.decode()

    assert "Who gets it: 2 people" in page
    assert "<strong>Amina</strong>, by letter" in page or "<strong>Amina</strong>, by phone" in page
    assert "<strong>Bev</strong>, by email" in page
    assert "a friend&#x27;s &lt;scarf&gt;" in page
    assert (GroupMessage.objects.count(), told()) == (0, [])


def test_a_message_is_checked_as_it_will_look(tutor, run):
    set_wording(
        kind=kind_named("group_message"),
        subject="",
        opening="A word about {course}:",
        by=make_user(Role.COORDINATOR),
        at=NOW,
    )

    page = " ".join(tutor.post(address(run), typed()).content.decode().split())

    looks = page[page.index("Hello Sam,") :]
    for words in (
        f"A word about {run.course.title}:",
        "<h2>Bring something warm</h2>",
        "The heating is off.</p>",
        f"{run.tutors.order_by('pk').first().user.name}, {run.course.title}",
        "call 999",
    ):
        assert looks.index(words) < looks.index("Who gets it")


@pytest.mark.parametrize(("days", "channel"), [(3, "PHONE"), (5, "LETTER")])
def test_whom_a_letter_would_reach_too_late_is_rung(tutor, run, days, channel):
    amina = run.bookings.get(student__name="Amina").student
    amina.phone, amina.contact_by = "01632 960 001", "LETTER"
    amina.save()
    starts = NOW + dt.timedelta(days=days)
    first = run.sessions.earliest("starts_at").pk
    run.sessions.filter(pk=first).update(starts_at=starts, ends_at=starts + dt.timedelta(hours=2))
    run.sessions.exclude(pk=first).delete()

    page = tutor.post(address(run), typed()).content.decode()
    tutor.post(address(run), typed(step="send"))

    how = "phone: the office rings them" if channel == "PHONE" else "letter: the office posts it"
    assert f"<strong>Amina</strong>, by {how}" in page
    assert Message.objects.get(student=amina, kind="group_message").channel == channel


def test_everybody_gets_it_alone_and_answers_go_to_the_office(
    tutor, run, run_due_tasks, mailoutbox
):
    said = typed(step="send")
    for _ in range(2):
        answer = tutor.post(address(run), said)
    run_due_tasks()

    (mail,) = mailoutbox
    assert answer.url == f"/teach/messages/{said['key']}/"
    assert told() == ["Amina", "Bev"]
    assert (mail.to, mail.reply_to) == (["bev@example.org"], ["questions@college.example"])
    assert (mail.subject, "Hello Bev," in mail.body) == ("Bring something warm", True)
    assert WORDS in mail.body
    assert "call 999" in mail.body


def test_the_frame_around_the_words_is_the_colleges_and_the_words_stay_as_written(
    tutor, run, run_due_tasks, mailoutbox
):
    set_wording(
        kind=kind_named("group_message"),
        subject="",
        opening="A word about {course} for {first_name}:",
        by=make_user(Role.COORDINATOR),
        at=NOW,
    )
    tutor.post(address(run), typed(step="send", words="Bring {first_name} & {nothing}."))
    run_due_tasks()

    (mail,) = mailoutbox
    opening, words = f"A word about {run.course.title} for Bev:", "Bring {first_name} & {nothing}."
    assert 0 < mail.body.index(opening) < mail.body.index(words)


def test_a_message_waits_a_minute_and_can_be_stopped(tutor, run, run_due_tasks, mailoutbox):
    sent = tutor.post(address(run), typed(step="send")).url
    due = set(Message.objects.filter(kind="group_message").values_list("due_at", flat=True))

    tutor.post(sent)
    run_due_tasks()

    assert due == {NOW + 60 * SECOND}
    assert "This message was stopped" in tutor.get(sent).content.decode()
    assert mailoutbox == []
    assert set(Message.objects.values_list("status", flat=True)) == {"NOT_NEEDED"}


@pytest.mark.parametrize("audience", ("PLACES", "CHOSEN", "WAITING"))
def test_who_leaves_the_group_within_the_minute_does_not_get_it(
    run, audience, run_due_tasks, mailoutbox
):
    leaves, stays = run.bookings.get(student__name="Bev"), run.bookings.get(student__name="Amina")
    waiting = run.waiting_list.get()
    people = [str(one.student.uuid) for one in (leaves, stays)]
    client_of(make_user(Role.COORDINATOR)).post(
        address(run), typed(audience, people=people, step="send")
    )
    waiting_list.leave_waiting_list(entry=waiting, by=None, at=NOW + 30 * SECOND)
    places.cancel_booking(booking=leaves, by=None, at=NOW + 30 * SECOND)

    run_due_tasks()

    states = dict(
        Message.objects.filter(kind="group_message").values_list("student__name", "status")
    )
    assert states == (
        {"Winston": "NOT_NEEDED"}
        if audience == "WAITING"
        else {"Bev": "NOT_NEEDED", "Amina": "FOR_OFFICE"}
    )
    assert [mail.subject for mail in mailoutbox if mail.subject == "Bring something warm"] == []


def test_nobody_is_rung_who_leaves_before_the_call(tutor, run, run_due_tasks):
    tutor.post(address(run), typed(step="send"))
    run_due_tasks()
    call = Message.objects.get(student__name="Amina")
    assert overtaken.leave_overtaken(at=NOW) == 0

    places.cancel_booking(booking=run.bookings.get(student__name="Amina"), by=None, at=NOW)
    overtaken.leave_overtaken(at=NOW + SECOND)

    call.refresh_from_db()
    assert call.status == "NOT_NEEDED"


def test_after_its_minute_it_is_too_late_to_stop_it(tutor, run, clock):
    sent = tutor.post(address(run), typed(step="send")).url
    clock.now = NOW + 60 * SECOND

    page = tutor.post(sent, follow=True).content.decode()

    assert "It is too late: the message is on its way." in page
    assert "To 2 people, each alone" in page
    assert GroupMessage.objects.get().taken_back_at is None


def test_only_the_people_who_were_chosen_get_it(tutor, run):
    bev = run.bookings.get(student__name="Bev").student
    stranger = StudentFactory()

    tutor.post(address(run), typed("CHOSEN", people=[str(bev.uuid)], step="send"))
    refused = tutor.post(address(run), typed("CHOSEN", people=[str(stranger.uuid)], step="send"))

    assert told() == ["Bev"]
    assert "Choose people from this list" in refused.content.decode()


def test_who_waits_is_for_the_office_alone(tutor, run):
    office = client_of(make_user(Role.COORDINATOR))

    refused = tutor.post(address(run), typed("WAITING", step="send")).content.decode()
    office.post(address(run), typed("WAITING", step="send"))

    assert "Winston" not in refused
    assert "Choose who the message is for" in refused
    assert told() == ["Winston"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"audience": ""}, "Choose who the message is for"),
        ({"audience": "CHOSEN"}, "Tick the people it is for"),
        ({"subject": ""}, "Write what it is about"),
        ({"words": " "}, "Write your message"),
        ({"subject": "x" * 101}, "Make this shorter"),
        ({"words": "x\x00"}, "There is a sign in this that we cannot keep"),
        ({"key": "rubbish"}, "Write your message"[:0]),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(tutor, run, changes, sentence):
    page = tutor.post(address(run), typed(step="send") | changes).content.decode()

    assert sentence in page
    kept = changes.get("subject", "Bring something warm")
    assert re.search(f'value="{re.escape(kept)}"', page) or not kept
    assert told() == []


def test_a_message_can_be_changed_after_it_was_checked(tutor, run):
    page = tutor.post(address(run), typed(step="change")).content.decode()

    assert 'value="Bring something warm"' in page
    assert "warm jumper" in page


def test_nobody_is_written_to_where_nobody_has_booked(clock):
    make_college_settings()
    empty = make_run()
    client = client_of(empty.tutors.first().user)

    assert "nobody to write to" in client.get(address(empty)).content.decode()
    client.post(address(empty), typed(step="send"))
    assert GroupMessage.objects.count() == 0


@pytest.mark.parametrize(
    ("is_discreet", "short"),
    [(False, "The heating is off."), (True, "About your appointment. You can read it here:")],
)
def test_a_text_says_what_was_written_unless_it_should_be_discreet(
    tutor, run, is_discreet, short, run_due_tasks
):
    bev = run.bookings.get(student__name="Bev").student
    bev.is_discreet = is_discreet
    bev.save()
    tutor.post(address(run), typed("CHOSEN", people=[str(bev.uuid)], step="send"))
    run_due_tasks()

    assert Message.objects.get(kind="group_message").short.startswith(short)


def test_a_text_that_is_too_long_says_where_to_hear_the_rest(tutor, run, run_due_tasks):
    make_college_settings(phone="01632 960100")
    bev = run.bookings.get(student__name="Bev").student
    words = "The heating is off. " * 40
    tutor.post(address(run), typed("CHOSEN", people=[str(bev.uuid)], step="send", words=words))
    run_due_tasks()

    short = Message.objects.get(kind="group_message").short
    assert "Ring us on 01632 960100 for the rest." in short[:LONGEST_TEXT]


def test_reading_who_is_on_a_run_is_written_down(tutor, run):
    tutor.get(address(run))

    assert run.bookings.get(student__name="Bev").student.reads.count() == 1


@pytest.mark.parametrize("students", (1, 4))
def test_writing_asks_the_same_however_many_there_are(
    clock, students, django_assert_max_num_queries
):
    make_college_settings()
    run = make_run()
    for _ in range(students):
        BookingFactory(run=run)
    client = client_of(run.tutors.first().user)
    client.get(address(run))

    with django_assert_max_num_queries(20):
        client.get(address(run))


def typed_in(page):
    """What the browser would send from a page's own fields."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return {name: html.unescape(value) for name, value in hidden.items()}


def test_other_words_with_the_same_key_are_another_message(tutor, run):
    said = typed(step="send")
    tutor.post(address(run), said)

    page = tutor.post(address(run), said | {"words": "The heating is on again."}).content.decode()

    assert "This is another message." in page
    assert GroupMessage.objects.count() == 1
    again = typed_in(page)
    assert again["words"] == "The heating is on again."
    sent = tutor.post(address(run), again | {"step": "send"}).url
    assert sent == f"/teach/messages/{again['key']}/"
    assert told() == ["Amina", "Amina", "Bev", "Bev"]


def test_other_people_with_the_same_key_are_another_message(tutor, run):
    amina, bev = run.bookings.order_by("student__name").values_list("student__uuid", flat=True)
    said = typed("CHOSEN", people=[str(bev)], step="send")
    for _ in range(2):
        tutor.post(address(run), said)

    page = tutor.post(address(run), said | {"people": [str(amina)]}).content.decode()

    assert ("This is another message." in page, told()) == (True, ["Bev"])


def test_a_message_that_was_stopped_is_changed_and_sent_again(tutor, run):
    bev = run.bookings.get(student__name="Bev").student
    sent = tutor.post(address(run), typed("CHOSEN", people=[str(bev.uuid)], step="send")).url
    stopped = tutor.post(sent, follow=True).content.decode()
    assert f'action="{address(run)}"' in stopped

    form = tutor.post(address(run), typed_in(stopped) | {"step": "change"}).content.decode()

    assert 'value="Bring something warm"' in form
    assert "warm jumper" in form
    assert re.search(rf'value="{bev.uuid}"[^>]* checked', form)
    key = typed_in(form)["key"]
    assert key not in sent
    tutor.post(address(run), typed("CHOSEN", people=[str(bev.uuid)], step="send", key=key))
    assert GroupMessage.objects.filter(taken_back_at=None).count() == 1


def test_words_are_kept_as_long_as_those_of_other_messages(tutor, run, settings):
    settings.MESSAGE_WORDS_DAYS = 365
    sent = tutor.post(address(run), typed(step="send")).url
    tutor.post(sent)
    (step,) = [one for one in STEPS if one.meaning == "forget the words of old group messages"]

    step.do(NOW + dt.timedelta(days=364))
    assert "warm jumper" in tutor.get(sent).content.decode()
    step.do(NOW + dt.timedelta(days=366))

    page = tutor.get(sent).content.decode()
    assert "warm jumper" not in page
    assert "We no longer keep the words." in page
    assert "Bring something warm" in page
    assert "send it again" not in page


def test_choosing_people_is_never_said_to_be_left_out(tutor, run):
    page = tutor.get(address(run)).content.decode()

    assert "If you choose people: who?" in page
    assert "you can skip this" not in page
