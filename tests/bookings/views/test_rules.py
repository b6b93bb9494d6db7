"""Soft rules on the students' pages: what is asked, what is refused and what else there is."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Message, Student, StudentAccess
from bookings.enums import AgeBand, Agreed
from bookings.models import (
    AgreementAcceptance,
    Booking,
    EqualityResponse,
    HeadCount,
    StudentAgreement,
    WaitingListEntry,
)
from bookings.operations import agreements, equality, head_counts
from courses.models import RunShare
from courses.operations import runs
from tests.factories.accounts import StudentAccessFactory, StudentFactory, UserFactory
from tests.factories.bookings import BookingFactory, EntryFactory, InterestFactory
from tests.factories.courses import (
    NOW,
    TermFactory,
    TopicFactory,
    local,
    make_course_page,
    make_run,
)
from tests.factories.registers import tutor_user
from tests.factories.staff import client_of, make_user

pytestmark = pytest.mark.django_db


def words(response):
    """Return what the page says, without its markup."""
    text = re.sub(
        r"<(style|script).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL
    )
    return " ".join(html.unescape(text).split())


def start(run):
    return reverse("bookings:book_start", args=[run.uuid])


def check(run):
    return reverse("bookings:book_check", args=[run.uuid])


def step(run, name):
    return reverse("bookings:book_step", args=[run.uuid, name])


def press_the_button(client, run):
    page = client.get(check(run))
    text = page.content.decode()
    found = {
        name: re.search(rf'name="{name}" value="([^"]*)"', text) for name in ("person", "seen")
    }
    assert all(found.values()), words(page)
    return client.post(check(run), {name: match[1] for name, match in found.items()})


def shared_run(**facts):
    run = make_run(**{"capacity": 10, "shares_until": dt.date(2027, 1, 8)} | facts)
    RunShare.objects.create(run=run, percent=70, for_own_experience=True, for_carers=True)
    RunShare.objects.create(run=run, percent=30, for_staff=True)
    return run


@pytest.fixture
def agreement(db):
    return agreements.publish_agreement(text="Be kind.\n\n- Listen.\n- Rest.", by=None, at=NOW)


# How somebody comes to us -----------------------------------------------------


def test_a_run_that_keeps_shares_asks_how_somebody_comes_and_nobody_has_to_say(grace, access):
    run = shared_run()

    assert grace.get(start(run)).url == step(run, "kind")
    assert "Only the college office sees this" in words(grace.get(step(run, "kind")))
    assert grace.post(step(run, "kind"), {}).url == check(run)
    kept = grace.get(check(run))

    assert "The places that are left are kept for others until Friday 8 January" in words(kept)
    assert f'href="{step(run, "kind")}"' in kept.content.decode()
    access.student.refresh_from_db()
    assert access.student.kind == ""

    joined = grace.post(check(run), {"seen": kept.context["seen"], "answer": "wait"})
    assert joined.url == reverse(
        "bookings:waiting_joined", args=[WaitingListEntry.objects.get().uuid]
    )
    access.student.refresh_from_db()
    assert access.student.kind == "NOT_SAID"


def test_an_answer_opens_the_share_and_is_asked_once(grace, access):
    run = shared_run()

    grace.get(start(run))
    grace.post(step(run, "kind"), {"comes_as": "CARER"})
    press_the_button(grace, run)

    access.student.refresh_from_db()
    assert (access.student.kind, Booking.objects.count()) == ("CARER", 1)
    assert grace.get(start(shared_run())).status_code == 200


def test_who_waits_for_another_share_is_in_nobodys_way(grace, access):
    access.student.kind = "STAFF"
    access.student.save()
    run = shared_run()
    BookingFactory.create_batch(7, run=run, student__kind="CARER")
    EntryFactory.create_batch(4, run=run, student__kind="CARER")

    press_the_button(grace, run)

    assert access.student.bookings.get().run == run


def test_other_runs_do_not_ask_unless_the_college_does(grace, college):
    assert grace.get(start(make_run())).status_code == 200

    college.asks_kind = True
    college.save()
    run = make_run()
    assert grace.get(start(run)).url == step(run, "kind")


def test_an_answer_that_is_not_on_the_list_is_asked_for_again(grace):
    run = shared_run()

    page = grace.post(step(run, "kind"), {"comes_as": "WIZARD"})

    assert (page.status_code, "Choose from the list" in words(page)) == (200, True)


def test_who_came_as_what_can_be_changed_in_my_details(grace, access):
    Student.objects.update(kind="STAFF")

    assert "I work in health" in words(grace.get("/my-details/"))
    grace.post(
        reverse("accounts:details_change", args=[access.student.uuid, "kind"]), {"kind": "CARER"}
    )

    access.student.refresh_from_db()
    assert access.student.kind == "CARER"


# Refusals ---------------------------------------------------------------------


def test_a_full_term_is_said_kindly_with_a_way_on(grace, access, college):
    college.runs_per_term = 1
    college.save()
    run = make_run()
    BookingFactory(student=access.student, run=make_run(term=run.term, starts=local(2027, 2, 1)))

    page = words(grace.get(start(run)))

    assert "You have a full term already" in page
    assert "we give each person 1 course in a term" in page
    assert "01632 960 123" in page


def test_with_a_full_term_only_what_it_does_not_stop_is_suggested(grace, access, college):
    college.runs_per_term = 1
    college.save()
    topic = TopicFactory()
    titles = ("Wanted", "Same term", "Drop-in", "Next term", "Full next term", "Not open yet")
    pages = {title: make_course_page(title=title) for title in titles}
    for page in pages.values():
        page.topics.add(topic)
        page.save()
    run = make_run(course=pages["Wanted"])
    later, also_full = (TermFactory(booking_opens_at=NOW - dt.timedelta(days=1)) for _ in range(2))
    TermFactory(name="Autumn 2027", booking_opens_at=local(2027, 6, 7, 9))
    make_run(course=pages["Same term"], term=run.term)
    make_run(course=pages["Drop-in"], term=run.term, is_drop_in=True)
    make_run(course=pages["Next term"], term=later)
    make_run(course=pages["Full next term"], term=also_full)
    for term in (run.term, also_full):
        BookingFactory(student=access.student, run=make_run(term=term, starts=local(2027, 2, 1)))

    page = words(grace.get(start(run)))

    assert {title for title in titles[1:] if title in page} == {"Drop-in", "Next term"}
    assert "Booking for Autumn 2027 opens on Monday 7 June 2027." in page


def test_a_needed_first_session_is_named_before_booking_and_after_it_began(grace, clock):
    run = make_run(first_session_required=True, last_joining_session=3)

    assert "Please come to the first session" in words(grace.get(start(run)))
    clock(local(2027, 1, 12, 11))
    assert "The first session is one that everybody needs" in words(grace.get(start(run)))


def test_the_age_that_the_college_chose_is_asked(grace, access, college):
    college.minimum_age = 16
    college.save()
    Student.objects.update(is_adult=None)
    run = make_run()
    grace.get(start(run))

    assert "Are you 16 or over?" in words(grace.get(step(run, "age")))


# Closed runs ------------------------------------------------------------------


def test_a_closed_run_is_only_open_through_its_link(grace, caplog):
    run = runs.replace_private_link(run=make_run(is_listed=False), by=None, at=NOW)

    assert "This is not open to everyone" in words(grace.get(start(run)))
    link = reverse("bookings:closed_run", args=[run.private_key])
    through = grace.get(link)

    assert (through.url, through["Referrer-Policy"]) == (start(run), "no-referrer")
    assert "Check and book" in words(grace.get(start(run)))
    press_the_button(grace, run)
    assert Booking.objects.get().run == run


def test_a_replaced_link_leads_to_a_kind_page_and_opens_nothing_more(grace):
    run = runs.replace_private_link(run=make_run(is_listed=False), by=None, at=NOW)
    old = reverse("bookings:closed_run", args=[run.private_key])
    grace.get(old)
    runs.replace_private_link(run=run, by=None, at=NOW)

    page = grace.get(old)

    assert (page.status_code, page["Referrer-Policy"]) == (404, "no-referrer")
    assert "This link does not work any more" in words(page)
    assert "This is not open to everyone" in words(grace.get(start(run)))


def test_somebody_who_has_not_signed_in_comes_through_the_link(college, clock):
    run = runs.replace_private_link(run=make_run(is_listed=False), by=None, at=NOW)
    visitor = Client()

    visitor.get(reverse("bookings:closed_run", args=[run.private_key]))

    assert visitor.get(start(run)).url.startswith("/sign-in/")


def test_the_office_makes_and_replaces_the_link(college):
    run = make_run(is_listed=False)
    office = client_of(make_user(Role.COORDINATOR))
    address = reverse("runs:link", args=[run.pk])

    assert "There is no link yet" in words(office.get(address))
    office.post(address)
    run.refresh_from_db()
    first = run.private_key
    assert f"/closed/{first}/" in office.get(address).content.decode()
    office.post(address)
    run.refresh_from_db()
    assert run.private_key not in {first, None}


# The student agreement --------------------------------------------------------


def test_the_agreement_is_asked_once_and_again_when_it_changes(grace, access, agreement):
    run = make_run()

    assert grace.get(start(run)).url == step(run, "agreement")
    page = grace.get(step(run, "agreement"))
    assert "Be kind. Listen. Rest." in words(page)
    assert "Tick the box if you agree" in words(grace.post(step(run, "agreement"), {}))
    assert not AgreementAcceptance.objects.exists()
    grace.post(step(run, "agreement"), {"agrees": "on"})
    press_the_button(grace, run)

    assert list(AgreementAcceptance.objects.values_list("student", "agreement", "agreed")) == [
        (access.student.pk, agreement.pk, "SELF")
    ]
    assert grace.get(start(make_run())).status_code == 200
    agreements.publish_agreement(text="Be kinder.", by=None, at=NOW)
    another = make_run()
    assert grace.get(start(another)).url == step(another, "agreement")


def test_without_an_agreement_nobody_is_asked(grace, agreement):
    agreements.end_agreement(agreement=agreement, by=None, at=NOW)
    agreements.end_agreement(agreement=agreement, by=None, at=NOW)

    assert grace.get(start(make_run())).status_code == 200
    assert "We have no written agreement" in words(Client().get("/student-agreement/"))


def test_the_agreement_is_there_to_be_read(college, agreement):
    assert "Be kind. Listen. Rest." in words(Client().get("/student-agreement/"))


def test_publishing_or_agreeing_twice_changes_nothing(agreement):
    student = StudentFactory()
    same = agreements.publish_agreement(text="Be kind.\n\n- Listen.\n- Rest.", by=None, at=NOW)
    for how in (Agreed.PHONE, Agreed.SELF):
        agreements.accept_agreement(
            student=student, agreement_id=agreement.pk, agreed=how, by=None, at=NOW
        )

    assert same == agreement
    assert AgreementAcceptance.objects.get().agreed == "PHONE"


def test_a_version_is_taken_back_until_somebody_agrees_and_ending_is_undone(college):
    manager, page = client_of(make_user(Role.MANAGER)), reverse("people_agreement")

    def published():
        current = StudentAgreement.objects.current().first()
        return current.text if current else None

    for text in ("Be kind.", "Be kinder."):
        manager.post(page, {"text": text, "step": "publish"})
    assert "Nobody has agreed to it yet" in words(manager.get(page))
    same = words(manager.post(page, {"text": "Be kinder.", "step": "show"}))
    assert "so nothing changes" in same
    manager.post(page, {"step": "take-back"})
    assert published() == "Be kind."
    current = StudentAgreement.objects.current().get()
    manager.post(page, {"step": "end"})
    assert published() is None
    assert "Ask for that version again" in words(manager.get(page))
    manager.post(page, {"step": "ask-again"})
    assert published() == "Be kind."

    agreements.accept_agreement(
        student=StudentFactory(), agreement_id=current.pk, agreed=Agreed.SELF, by=None, at=NOW
    )
    assert "take it back" not in words(manager.get(page))
    kept = words(manager.post(page, {"step": "take-back"}))
    assert "Somebody has agreed to this version, so it stays." in kept
    assert published() == "Be kind."


def test_a_manager_publishes_and_the_office_writes_down_who_agreed_on_the_phone(college):
    manager, office = (client_of(make_user(role)) for role in (Role.MANAGER, Role.COORDINATOR))
    words_page, student = reverse("people_agreement"), StudentFactory()
    record = reverse("people_agreed", args=[student.uuid])

    assert "asks for no agreement" in words(office.get(record))
    assert "Write what students agree to." in words(manager.post(words_page, {"text": " "}))
    preview = words(manager.post(words_page, {"text": "Be kind.", "step": "show"}))
    assert "Students will read this Be kind." in preview
    assert not StudentAgreement.objects.exists()
    manager.post(words_page, {"text": "Be kind.", "step": "publish"})
    assert "Choose how the student agreed." in words(office.post(record, {"agreed": "SELF"}))
    office.post(record, {"agreed": "PHONE"})

    assert AgreementAcceptance.objects.get().agreed == "PHONE"
    assert "on the phone" in words(office.get(record))
    assert "1 student agreed to it" in words(manager.get(words_page))
    manager.post(words_page, {"step": "end"})
    assert "Nobody is asked" in words(manager.get(words_page))


# Helpers ----------------------------------------------------------------------

ANSWERS = (
    ("age", {"answer": "yes"}),
    ("area", {"answer": "yes"}),
    ("needs", {"chosen": ["BREAKS"], "shares": "no"}),
)


@pytest.fixture
def kofi(college, clock):
    """The browser of somebody who helps and has just signed in."""
    return client_of(UserFactory(email="kofi@example.org", name="Kofi"))


def help_somebody(kofi, run, **given):
    kofi.get(start(run))
    kofi.post(step(run, "who"), {"person": "new-helper"})
    kofi.post(step(run, "name"), {"name": "Amina", "has_agreed": "on"} | given)
    for name, answer in ANSWERS:
        kofi.post(step(run, name), answer)
    press_the_button(kofi, run)
    return Student.objects.get()


def test_a_helper_has_to_ask_first(kofi):
    run = make_run()
    kofi.get(start(run))
    kofi.post(step(run, "who"), {"person": "new-helper"})

    page = kofi.post(step(run, "name"), {"name": "Amina", "phone": "01632 960 001"})

    assert "Ask them first" in words(page)
    assert 'value="01632 960 001"' in page.content.decode()


def test_somebody_helped_with_an_address_is_told_and_takes_over(kofi, run_due_tasks):
    from accounts.operations import people  # noqa: PLC0415 -- used here alone

    run = make_run()
    amina = help_somebody(kofi, run, email="amina@example.org")
    run_due_tasks()

    assert list(amina.accesses.values_list("kind", "agreed", "agreed_on")) == [
        ("HELPER", "HELPER", NOW.date())
    ]
    told = Message.objects.get(kind="helper_added")
    assert (told.to_address, "Kofi told us that you agreed" in told.text) == (
        "amina@example.org",
        True,
    )
    login = people.open_login(email="amina@example.org", by=None, at=NOW)
    own = client_of(login)
    booking = Booking.objects.get()
    assert run.course.title in words(own.get("/my-courses/"))
    own.post(reverse("bookings:booking_cancel", args=[booking.uuid]))
    booking.refresh_from_db()
    assert booking.status == "CANCELLED"


def test_somebody_helped_without_an_address_is_reached_through_the_helper(kofi):
    amina = help_somebody(kofi, make_run())

    assert (amina.email, amina.contact_by) == ("kofi@example.org", "EMAIL")
    assert not Message.objects.filter(kind="helper_added").exists()


def test_signing_in_again_makes_no_helper_the_student(kofi):
    from accounts.operations import people  # noqa: PLC0415 -- used here alone

    amina = help_somebody(kofi, make_run())
    people.open_login(email="kofi@example.org", by=None, at=NOW)

    assert list(amina.accesses.values_list("kind", flat=True)) == ["HELPER"]


def test_a_helper_sees_nothing_from_before(kofi, clock):
    user = UserFactory()
    before = BookingFactory(booked_at=NOW)
    waits = EntryFactory(student=before.student, run=make_run())
    access = StudentAccess.objects.create(
        user=user, student=before.student, kind="HELPER", granted_at=NOW + dt.timedelta(days=1)
    )
    after = BookingFactory(
        student=before.student, run=make_run(), booked_at=NOW + dt.timedelta(days=2)
    )
    clock(NOW + dt.timedelta(days=3))
    helper = client_of(user)

    page = words(helper.get("/my-courses/"))
    assert (after.run.course.title in page, before.run.course.title in page) == (True, False)
    assert waits.run.course.title not in page
    for booking, status in ((after, 200), (before, 404)):
        address = reverse("bookings:booking_detail", args=[booking.uuid])
        assert helper.get(address).status_code == status
    already = helper.get(start(before.run))
    assert "This cannot be booked here Please ring us, or ask" in words(already)
    assert str(before.uuid) not in already.content.decode()
    at_the_same_time = words(helper.get(start(make_run())))
    assert before.run.course.title not in at_the_same_time
    assert access.kind == "HELPER"


def test_a_helper_learns_nothing_by_trying_every_course(grace, access, college):
    """A place, a turn and a full term from before are answered alike, here and elsewhere."""
    college.runs_per_term = 1
    college.save()
    had, waited, asked = (make_run(capacity=1) for _ in range(3))
    held = BookingFactory(run=had, student=access.student, booked_at=NOW - dt.timedelta(days=9))
    waits = EntryFactory(run=waited, student=access.student, joined_at=held.booked_at)
    before = InterestFactory(course=asked.course, student=access.student, since=held.booked_at)
    other = make_run(term=had.term)
    helper = StudentAccessFactory(student=access.student, kind="HELPER", granted_at=NOW)
    kofi = client_of(helper.user)

    pages = [(words(kofi.get(start(run))), run) for run in (had, waited, other)]
    posted = kofi.post(check(had), {"person": str(access.student.uuid), "seen": ""}, follow=True)
    told = words(kofi.get(reverse("bookings:tell_me", args=[asked.course.translation_key])))

    plain = {page.replace(run.course.title, "") for page, run in pages}
    assert len(plain) == 1, plain
    assert "This cannot be booked here Please ring us, or ask Grace Obi." in plain.pop()
    assert "This cannot be booked here" in words(posted)
    for page, _ in pages:
        assert not re.search("already|full term|courses? in a term|before you", page)
    assert (waits.status, before.kind) == ("WAITING", "TELL_ME")
    assert "written it down" not in told
    assert "You have a place already" in words(grace.get(start(had)))


def test_a_student_takes_a_helper_away_with_one_button(grace, access):
    helper = StudentAccessFactory(student=access.student, kind="HELPER", user__name="Kofi")
    other = StudentAccessFactory(kind="HELPER")
    address = reverse("accounts:remove_helper", args=[access.student.uuid])

    assert "Kofi" in words(grace.get("/my-details/"))
    for pk in (helper.pk, helper.pk, other.pk, "x"):
        assert grace.post(address, {"helper": pk}).url == "/my-details/"

    assert list(StudentAccess.objects.filter(kind="HELPER")) == [other]
    assert client_of(helper.user).post(address, {"helper": helper.pk}).status_code == 404


def test_a_student_reached_only_through_a_helper_is_asked_for_a_way(grace, access):
    helper = StudentAccessFactory(student=access.student, kind="HELPER", user__name="Kofi")
    ways = {"email": helper.user.email, "phone": "", "postal_address": ""}
    Student.objects.filter(pk=access.student.pk).update(**ways)
    address = reverse("accounts:remove_helper", args=[access.student.uuid])

    page = words(grace.post(address, {"helper": helper.pk}, follow=True))

    assert "We had only the address of Kofi for Grace Obi. Tell us how to reach you" in page


# Drop-ins ---------------------------------------------------------------------


@pytest.fixture
def drop_in(college, clock):
    run = make_run(is_drop_in=True)
    clock(local(2027, 1, 12, 13))
    return run.sessions.order_by("starts_at").first()


def test_a_tutor_counts_heads_instead_of_marking_a_register(drop_in):
    tutor = client_of(tutor_user(drop_in.run))
    address = reverse("bookings:head_count", args=[drop_in.uuid])

    assert tutor.get(reverse("bookings:register", args=[drop_in.uuid])).url == address
    assert "Count who came" in words(tutor.get("/teach/"))
    assert "How many people came?" in words(tutor.get(address))
    for count in ("9", "9", "11"):
        tutor.post(address, {"count": count})

    assert list(HeadCount.objects.order_by("pk").values_list("count", flat=True)) == [9, 11]
    assert "11 people came" in words(tutor.get("/teach/"))
    assert "11 people came" in words(
        tutor.get(reverse("bookings:teach_run", args=[drop_in.run.uuid]))
    )


@pytest.mark.parametrize("typed", ["", "many", "-1", "501", "9" * 40, "\x00"])
def test_what_is_no_number_of_people_is_asked_for_again(drop_in, typed):
    tutor = client_of(tutor_user(drop_in.run))

    page = tutor.post(reverse("bookings:head_count", args=[drop_in.uuid]), {"count": typed})

    assert (page.status_code, HeadCount.objects.exists()) == (200, False)


def test_heads_are_counted_from_the_day_on_and_only_at_drop_ins(drop_in):
    booked = make_run().sessions.first()
    coming = drop_in.run.sessions.order_by("starts_at").last()
    cancelled = make_run(is_drop_in=True, status="CANCELLED", cancelled_at=NOW).sessions.first()

    for session in (booked, coming, cancelled):
        with pytest.raises(head_counts.CannotCount):
            head_counts.record_head_count(
                session=session, count=3, by=None, at=local(2027, 1, 12, 13)
            )
    tutor = client_of(tutor_user(drop_in.run))
    page = tutor.get(reverse("bookings:head_count", args=[coming.uuid]))
    assert "from the day of the session on" in words(page)


# Equality questions -----------------------------------------------------------


def questions(run):
    return reverse("bookings:equality_questions", args=[run.uuid])


def test_equality_questions_come_after_a_booking_once_in_a_visit(grace, access):
    run = make_run()
    booked = press_the_button(grace, run)

    assert "some questions about you" in words(grace.get(booked.url))
    assert "Nobody sees the answers of one person" in words(grace.get(questions(run)))
    thanks = grace.post(questions(run), {"age": "FROM_35", "gender": "NOT_SAID"}, follow=True)

    assert "Thank you" in words(thanks)
    assert "some questions about you" not in words(grace.get(booked.url))
    second = BookingFactory(student=access.student, status="CANCELLED", cancelled_at=NOW)
    assert "We ask once" in words(grace.get(questions(second.run)))
    kept = EqualityResponse.objects.get()
    assert (kept.term, kept.month, kept.age, kept.gender, kept.belief) == (
        run.term,
        dt.date(2027, 1, 1),
        "FROM_35",
        "NOT_SAID",
        "",
    )


def test_only_the_browser_remembers_that_somebody_answered(grace, access):
    run = BookingFactory(student=access.student).run
    before = Session.objects.values().get()

    grace.post(questions(run), {"age": "FROM_35"})
    assert Session.objects.values().get() == before
    assert "We ask once" in words(grace.get(questions(run)))
    grace.post(reverse("accounts:sign_out"))
    grace.force_login(access.user)
    assert "How old are you?" in words(grace.get(questions(run)))


def test_the_order_of_the_answers_tells_nobody_whose_they_are():
    term, ages = make_run().term, [age for age in AgeBand.values for _ in range(4)]
    for age in ages:
        equality.keep_answers(term=term, answers={"age": age}, at=NOW)

    with connection.cursor() as cursor:
        place = "rowid" if connection.vendor == "sqlite" else "ctid"
        cursor.execute(f"SELECT age FROM bookings_equalityresponse ORDER BY {place}")
        kept = [age for (age,) in cursor.fetchall()]
    assert (sorted(kept), kept == ages) == (sorted(ages), False)


def test_equality_questions_are_only_for_who_booked(grace, access):
    helped = StudentAccessFactory(user=access.user, kind="HELPER").student
    for run in (make_run(), BookingFactory(student=helped).run):
        assert grace.get(questions(run)).status_code == 404
        assert grace.post(questions(run), {"age": "FROM_35"}).status_code == 404
    assert not EqualityResponse.objects.exists()


def test_every_equality_question_can_be_skipped(grace, access):
    run = BookingFactory(student=access.student).run

    answer = grace.post(questions(run), {}, follow=True)
    assert "That is fine. Nobody has to answer these questions." in words(answer)
    assert not EqualityResponse.objects.exists()
    assert "How old are you?" in words(grace.get(questions(run)))


def test_an_answer_to_an_equality_question_is_one_of_the_list(grace, access):
    run = BookingFactory(student=access.student).run
    page = grace.post(questions(run), {"age": "OLD"})

    assert (page.status_code, EqualityResponse.objects.exists()) == (200, False)


def test_equality_answers_hold_nothing_that_leads_to_a_person():
    fields = {field.name for field in EqualityResponse._meta.get_fields()}

    assert fields == {"id", "term", "month", *equality.QUESTIONS}
