from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from accounts.enums import Role
from courses.models import CoursePage
from courses.operations import pages
from tests.factories.courses import NOW, make_course_page, make_prospectus_page, make_run
from tests.factories.staff import client_as, client_of, make_user

pytestmark = pytest.mark.django_db

WORDS = {
    "title": "Walk and Talk",
    "summary": "A walk in company.",
    "about": "We walk.\nSlowly.\n\nWe talk & rest <here>.",
    "who_for": "Everybody",
    "outcomes": "know the park\n\n find a friend ",
    "on_the_day": "",
    "content_note": "",
    "access_note": "Level paths",
}


@pytest.fixture
def editor():
    make_prospectus_page()
    return client_as(Role.EDITOR)


def address(page: Page) -> str:
    return reverse("plain_course", args=(page.pk,))


def send(client, page, action, **changed):
    """Press a button on the page as it is now."""
    page.refresh_from_db()
    seen = page.latest_revision_id or ""
    words = WORDS | {"seen": seen} | changed | {"action": action}
    return client.post(address(page), words, follow=True)


def words_of(page: CoursePage) -> dict[str, object]:
    return {
        "title": page.title,
        "about": page.about,
        "outcomes": [block.value for block in page.outcomes],
        "access_note": page.access_note,
        "live": page.live,
    }


WRITTEN = {
    "title": "Walk and Talk",
    "about": "<p>We walk.<br/>Slowly.</p><p>We talk &amp; rest &lt;here&gt;.</p>",
    "outcomes": ["know the park", "find a friend"],
    "access_note": "Level paths",
}


def test_a_course_is_started_as_a_draft_that_the_public_does_not_see(editor, client):
    answer = editor.post(reverse("plain_course_new"), WORDS, follow=True)

    page = CoursePage.objects.get()
    assert words_of(page) == WRITTEN | {"live": False}
    assert page.slug == "walk-and-talk"
    assert "Nobody else sees it yet." in answer.content.decode()
    assert client.get("/courses/walk-and-talk/").status_code == 404


def test_two_courses_of_one_name_get_two_addresses(editor):
    for _ in range(2):
        editor.post(reverse("plain_course_new"), WORDS)

    assert sorted(CoursePage.objects.values_list("slug", flat=True)) == [
        "walk-and-talk",
        "walk-and-talk-2",
    ]


def test_a_draft_leaves_the_public_page_as_it_is(editor):
    page = make_course_page(title="Old name")

    send(editor, page, "draft")

    page.refresh_from_db()
    assert page.title == "Old name"
    assert page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    assert words_of(draft) == WRITTEN | {"live": True}


@pytest.mark.parametrize("action", ("draft", "publish"))
def test_nobodys_work_is_written_over_unseen(editor, action):
    page = make_course_page()
    seen = page.latest_revision_id or ""
    send(editor, page, "draft", summary="What the other window said.")

    answer = send(editor, page, action, title="Mine", seen=seen)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "There is something newer" in shown
    assert "You changed this course at" in shown
    assert 'value="Mine"' in shown
    draft = page.get_latest_revision_as_object()
    assert (draft.title, draft.summary) == (WORDS["title"], "What the other window said.")
    page.refresh_from_db()
    assert f'name="seen" value="{page.latest_revision_id}"' in shown
    # Once more, having read so.
    send(editor, page, action, title="Mine")
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "Mine"


def test_it_is_said_who_was_quicker(editor):
    page = make_course_page()
    seen = page.latest_revision_id or ""
    quicker = make_user(Role.EDITOR)
    send(client_of(quicker), page, "draft")

    shown = send(editor, page, "draft", seen=seen).content.decode()

    assert "Somebody was quicker" in shown
    assert f"{quicker} changed this course at" in shown


def test_taking_a_course_down_tells_of_dates_nobody_can_book(editor):
    open_run = make_run(starts=timezone.now() + dt.timedelta(days=7))

    shown = send(editor, open_run.course, "unpublish").content.decode()

    assert "There is 1 run that is open for booking. Nobody can book it" in shown


def test_publishing_shows_the_words_to_everyone_and_is_logged():
    make_prospectus_page()
    user = make_user(Role.EDITOR)
    page = make_course_page(live=False)

    words = {"title": "Walk", "about": "<p>We walk.</p>"}
    live = pages.publish_course(page=page, words=words, seen=None, by=user, at=NOW)

    assert (live.title, live.live, live.has_unpublished_changes) == ("Walk", True, False)
    assert list(
        PageLogEntry.objects.filter(page=page.pk, user=user)
        .order_by("pk")
        .values_list("action", flat=True)
    ) == ["wagtail.edit", "wagtail.publish"]


def test_publish_and_take_down_by_the_buttons(editor):
    page = make_course_page(live=False)

    assert "is published: everyone can read it" in send(editor, page, "publish").content.decode()
    page.refresh_from_db()
    assert words_of(page) == WRITTEN | {"live": True}

    assert "is off the site" in send(editor, page, "unpublish").content.decode()
    page.refresh_from_db()
    assert words_of(page) == WRITTEN | {"live": False}


def test_what_was_typed_comes_back_as_it_was_typed(editor):
    page = make_course_page()
    send(editor, page, "draft")

    form = editor.get(address(page)).context["form"]

    assert {name: form[name].value() for name in WORDS} == WORDS | {
        "outcomes": "know the park\nfind a friend"
    }


def test_words_with_more_than_paragraphs_are_left_alone_and_said_so(editor):
    rich = "<p>See <b>this</b>.</p>"
    page = make_course_page(about=rich)

    assert "“About” has bold words" in editor.get(address(page)).content.decode()
    send(editor, page, "publish")

    page.refresh_from_db()
    assert (page.title, page.about) == ("Walk and Talk", rich)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "Give the course a title."),
        ({"title": "x" * 256}, "at most 255 characters"),
        ({"summary": "x" * 201}, "at most 200 characters"),
        ({"outcomes": "one\n" * 13}, "Write at most 12 lines."),
        ({"outcomes": "x" * 201}, "Keep each line under 200 letters."),
        ({"about": "x\x00"}, "Null characters are not allowed."),
    ],
)
def test_words_that_cannot_be_kept_stay_typed_and_say_why(changed, sentence, editor):
    page = make_course_page(title="Old name")

    answer = send(editor, page, "publish", **changed)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert "Level paths" in text
    page.refresh_from_db()
    assert page.title == "Old name"


def test_a_locked_page_is_not_changed(editor):
    page = make_course_page(title="Old name")
    page.locked = True
    page.locked_by = make_user(Role.EDITOR)
    page.save()

    assert "Somebody has locked this page" in editor.get(address(page)).content.decode()
    for action in ("draft", "publish"):
        assert "do not have permission" in send(editor, page, action).content.decode()
    assert CoursePage.objects.get().get_latest_revision_as_object().title == "Old name"


def test_the_list_tells_drafts_from_published_courses(editor):
    make_course_page(title="Live one")
    make_course_page(title="Draft one", live=False)

    page = editor.get(reverse("plain_courses")).content.decode()

    assert page.index("Draft one") < page.index("Live one")
    assert "Start a new course" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(rows, editor, django_assert_num_queries):
    for _ in range(rows):
        make_course_page()
    editor.get(reverse("plain_courses"))

    with django_assert_num_queries(12):
        editor.get(reverse("plain_courses"))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER, Role.PEER_TUTOR])
def test_only_editors_write(role):
    page = make_run(course=make_course_page(title="Old name")).course

    client_as(role).post(address(page), WORDS | {"action": "publish"})
    client_as(role).post(reverse("plain_course_new"), WORDS)

    assert [one.title for one in CoursePage.objects.all()] == ["Old name"]


def test_the_operations_refuse_those_who_may_not(editor):
    page = make_course_page()
    by = make_user(Role.COORDINATOR)
    prospectus = make_prospectus_page()

    for attempt in (
        lambda: pages.start_course(prospectus=prospectus, words={"title": "x"}, by=by, at=NOW),
        lambda: pages.save_draft(page=page, words={}, seen=None, by=by, at=NOW),
        lambda: pages.publish_course(page=page, words={}, seen=None, by=by, at=NOW),
        lambda: pages.unpublish_course(page=page, by=by, at=NOW),
    ):
        with pytest.raises(pages.PermissionDenied):
            attempt()
