"""Students read again what was sent to them, and nobody else's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts import composing
from accounts.enums import AccessKind
from accounts.models import Student
from tests.factories.accounts import MessageFactory, StudentAccessFactory
from tests.factories.courses import NOW
from tests.factories.home import make_college_settings
from tests.factories.staff import client_of

pytestmark = pytest.mark.django_db
HERE = reverse("accounts:my_messages")


@pytest.fixture
def access():
    make_college_settings()
    return StudentAccessFactory()


def told(access, number=0, **changes):
    given = {
        "student": access.student,
        "created_at": NOW + dt.timedelta(minutes=number),
        "composed_at": NOW,
        "status": "SENT",
        "subject": f"Message {number}",
        "text": f"Words {number}\nhttps://college.example/<b>",
    }
    return MessageFactory(**given | changes)


@pytest.mark.parametrize("rows", (1, 3))
def test_list_costs_the_same_whatever_its_length(access, rows, django_assert_num_queries):
    for number in range(rows):
        told(access, number)
    client = client_of(access.user)

    with django_assert_num_queries(6):
        answer = client.get(HERE)

    assert [one.subject for one in answer.context["shown"]] == [
        f"Message {number}" for number in reversed(range(rows))
    ]


def test_list_holds_neither_secrets_nor_others_messages_nor_what_nobody_heard(access):
    told(access, 1)
    told(access, 2, is_secret=True)
    told(access, 3, composed_at=None, status="QUEUED")
    told(access, 6, status="NOT_NEEDED")
    told(StudentAccessFactory(), 4)
    helped = StudentAccessFactory(user=access.user, kind=AccessKind.HELPER)
    told(helped, 5)

    answer = client_of(access.user).get(HERE)

    assert [one.subject for one in answer.context["shown"]] == ["Message 1"]


def test_list_has_pages(access):
    for number in range(21):
        told(access, number)
    client = client_of(access.user)

    assert len(client.get(HERE).context["shown"]) == 20
    assert [one.subject for one in client.get(HERE, {"page": "2"}).context["shown"]] == [
        "Message 0"
    ]
    # Rubbish leads to a page that is there.
    assert client.get(HERE, {"page": "x"}).status_code == 200


def test_message_is_shown_with_its_words_and_nothing_in_it_runs(access):
    message = told(access)

    answer = client_of(access.user).get(reverse("accounts:my_message", args=[message.uuid]))

    assertContains(answer, "Words 0")
    assertContains(answer, 'href="https://college.example/')
    assertNotContains(answer, "<b>")
    assertContains(answer, "Sent by email")


def test_message_is_shown_as_it_was_sent_with_headings_lists_and_links(access):
    html = (
        '<html><head><title>No</title></head><body style="color: red"><p data-html-only>Us</p>'
        "<h1>Your place is booked</h1><ul><li>Tuesday</li></ul>"
        '<p><a href="https://college.example/a">Give it up</a></p><script>no()</script></body>'
    )
    message = told(access, html=html, subject="Your place is booked")

    answer = client_of(access.user).get(reverse("accounts:my_message", args=[message.uuid]))

    assertContains(
        answer,
        "<h2>Your place is booked</h2><ul><li>Tuesday</li></ul>"
        '<p><a href="https://college.example/a">Give it up</a></p></div>',
    )


def test_text_is_shown_as_it_came_with_all_there_is_to_know(access):
    message = told(
        access, channel="TEXT", short="Booked: https://college.example/b", html="<p>More"
    )

    answer = client_of(access.user).get(reverse("accounts:my_message", args=[message.uuid]))

    assertContains(answer, 'Booked: <a href="https://college.example/b"')
    assertContains(answer, "<p>More</p>")


def test_words_that_are_gone_are_told_kindly(access):
    message = told(access, text="", channel="LETTER", status="PASSED_ON")

    answer = client_of(access.user).get(reverse("accounts:my_message", args=[message.uuid]))

    assertContains(answer, "We no longer have the words of this message.")
    assertContains(answer, "Sent by post")


def test_somebody_elses_message_does_not_exist(access):
    theirs = told(StudentAccessFactory())
    helper = StudentAccessFactory(student=theirs.student, kind=AccessKind.HELPER)
    address = reverse("accounts:my_message", args=[theirs.uuid])

    for user in (access.user, helper.user):
        assert client_of(user).get(address).status_code == 404


def test_newsletter_ends_with_one_tap_and_not_by_looking(access):
    student = access.student
    Student.objects.update(news_agreed="SELF", news_agreed_at=NOW)
    address = composing.stop_news_page(student).removeprefix("http://127.0.0.1:8000")
    # A mail reader has neither cookies nor a form of ours.
    reader = Client(enforce_csrf_checks=True)

    assertContains(reader.get(address), "Stop our news?")
    assert Student.objects.get().news_agreed == "SELF"
    answer = reader.post(address, {"List-Unsubscribe": "One-Click"})

    assertContains(answer, "We send you no more news")
    assert Student.objects.values_list("news_agreed", "news_agreed_at").get() == ("", None)
    assert reader.post("/news/stop/rubbish/").status_code == 404
