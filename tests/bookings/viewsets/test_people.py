from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.enums import Role
from accounts.models import Message, Student, StudentAccess, TwoPeople, User
from tests.factories.accounts import StudentAccessFactory, StudentFactory, UserFactory
from tests.factories.bookings import BookingFactory, EntryFactory
from tests.factories.courses import NOW, make_run
from tests.factories.home import make_college_settings
from tests.factories.staff import client_of, make_user

pytestmark = pytest.mark.django_db
AGREED = {"agreed": "PHONE", "agreed_on": "2027-01-03", "step": "link"}


@pytest.fixture
def ruth():
    make_college_settings()
    return make_user(Role.COORDINATOR)


@pytest.fixture
def desk(ruth, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return client_of(ruth)


def words(answer):
    return " ".join(answer.content.decode().split())


def merge(gone, into):
    return reverse("people_merge", args=(gone.uuid, into.uuid))


def helpers_of(student):
    return reverse("people_helpers", args=(student.uuid,))


def test_possible_duplicates_are_suggestions_with_their_reason(desk):
    known = StudentFactory(name="Pat Lee", phone="01632 960111", email="a@example.org")
    same = StudentFactory(name="pat lee", phone="01632960111", email="b@example.org")
    child = StudentFactory(name="Kim", phone="", email="A@example.org")
    StudentFactory(name="Somebody Else", phone="", email="")

    page = desk.get(reverse("people_duplicates"))

    assert [(pair.first, pair.second, pair.why) for pair in page.context["pairs"]] == [
        (known, same, ("same name", "same phone number")),
        (known, child, ("same email address",)),
    ]
    assert merge(same, known) in words(page)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_duplicates_costs_the_same_for_many(desk, rows, django_assert_num_queries):
    for _ in range(rows + 1):
        StudentFactory(name="Pat Lee")
    desk.get(reverse("people_duplicates"))

    with django_assert_num_queries(13):
        desk.get(reverse("people_duplicates"))


def test_who_has_been_told_apart_is_not_shown_again(desk, ruth):
    one, other, third = (StudentFactory(name="Pat Lee") for _ in range(3))
    address = reverse("people_duplicates")

    def pairs():
        return [(pair.first, pair.second) for pair in desk.get(address).context["pairs"]]

    assert pairs() == [(one, other), (one, third)]
    assert "Not the same person" in words(desk.get(address))
    for _ in range(2):
        desk.post(address, {"one": other.uuid, "other": one.uuid})

    said = TwoPeople.objects.get()
    assert (said.first, said.second, said.said_by) == (one, other, ruth)
    assert pairs() == [(one, third)]
    desk.post(merge(third, one), {"is_one_person": "on", "step": "do"})
    assert pairs() == []


@pytest.mark.parametrize("form", [{}, {"one": "x", "other": "\x00"}, {"one": "same"}])
def test_rubbish_tells_nobody_apart(desk, form):
    student = StudentFactory()
    form = {name: student.uuid if typed == "same" else typed for name, typed in form.items()}

    assert (
        desk.post(reverse("people_duplicates"), {"other": student.uuid} | form).status_code == 302
    )
    assert not TwoPeople.objects.exists()


def test_joining_is_shown_first_and_leaves_a_pointer(desk):
    gone, into = StudentFactory(name="P Lee", phone="123"), StudentFactory(name="Pat Lee")
    booking = BookingFactory(student=gone)
    form = {"is_one_person": "on"}

    preview = words(desk.post(merge(gone, into), form | {"step": "show"}))
    assert "<li>Bookings: 1</li>" in preview
    booking.refresh_from_db()
    assert booking.student == gone
    unsure = words(desk.post(merge(gone, into), {"step": "do"}))
    assert "Tick this when you have checked it." in unsure
    desk.post(merge(gone, into), form | {"step": "do"})

    booking.refresh_from_db()
    gone.refresh_from_db()
    assert (booking.student, gone.merged_into, gone.merged_at) == (into, into, NOW)
    assert list(Student.objects.present()) == [into]
    listed = words(desk.get(reverse("students:index")))
    assert "Pat Lee" in listed
    assert "P Lee" not in listed.replace("Pat Lee", "")
    pointer = words(desk.get(reverse("students:inspect", args=(gone.uuid,))))
    assert "This record was joined with another." in pointer
    twice = words(desk.post(merge(gone, into), form | {"step": "do"}, follow=True))
    assert "These two records are joined already. Nothing was changed now." in twice


def test_joining_names_who_signs_in_and_asks_who_goes_on_helping(desk):
    into = StudentAccessFactory(user__email="pat@example.org").student
    access = StudentAccessFactory(
        user__name="Sly", user__email="sly@example.org", kind="HELPER", student=StudentFactory()
    )
    address = merge(access.student, into)

    page = words(desk.get(address))
    assert "pat@example.org" in page
    assert "</td><td>Sly (sly@example.org)</td>" in page
    assert "Who goes on helping?" in page
    preview = words(desk.post(address, {"is_one_person": "on", "step": "show"}))
    assert "Sly does not help any more." in preview
    form = {"is_one_person": "on", "helpers_stay": str(access.pk)}
    preview = words(desk.post(address, form | {"step": "show"}))
    assert "Sly goes on helping" in preview
    assert f'name="helpers_stay" value="{access.pk}"' in preview
    assert "that somebody helps them, by email" in preview
    desk.post(address, form | {"step": "do"})

    access.refresh_from_db()
    assert access.student == into


def test_one_record_is_not_joined_with_itself(desk):
    one = StudentFactory()

    page = words(desk.post(merge(one, one), {"is_one_person": "on", "step": "show"}))

    assert "These records are joined already." in page


def test_the_second_record_is_found_by_name(desk):
    one, other = StudentFactory(name="Pat"), StudentFactory(name="Patricia Lee")

    page = desk.post(reverse("people_duplicates_of", args=(one.uuid,)), {"typed": "patricia"})

    assert page.context["found"] == [other]


def test_a_helper_is_linked_after_the_student_agreed_who_is_told(desk, ruth, run_due_tasks):
    student = StudentFactory()

    desk.post(helpers_of(student), AGREED | {"email": "Carer@Example.org"})

    access = StudentAccess.objects.get()
    assert (access.user.email, access.kind, access.granted_by, access.agreed) == (
        "carer@example.org",
        "HELPER",
        ruth,
        "PHONE",
    )
    assert str(access.agreed_on) == "2027-01-03"
    logged = ModelLogEntry.objects.get(action="accounts.helper_linked")
    assert (logged.user, logged.data["login"]) == (ruth, access.user.pk)
    page = words(desk.get(helpers_of(student)))
    assert "carer@example.org" in page
    run_due_tasks()
    told = Message.objects.get(kind="helper_added")
    assert (told.student, told.to_address) == (student, student.email)
    assert "We have written down that you agreed to let carer@example.org" in told.text
    assert "On the phone, Sun 3 Jan 2027" in page


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"email": ""}, "Write the helper&#x27;s email address."),
        ({"agreed": ""}, "Choose how the student agreed."),
        ({"agreed_on": "2027-02-01"}, "Write a day that is not in the future."),
        ({"agreed_on": "soon"}, "Write a day, like 12/01/2027."),
    ],
)
def test_what_is_missing_for_a_helper_gets_a_sentence(desk, form, sentence):
    answer = desk.post(helpers_of(StudentFactory()), AGREED | {"email": "a@example.org"} | form)

    assert sentence in words(answer)
    assert not StudentAccess.objects.exists()


def test_the_students_own_login_and_a_closed_one_are_no_helpers(desk):
    own = StudentAccessFactory()
    closed = UserFactory(is_active=False)

    page = words(desk.post(helpers_of(own.student), AGREED | {"email": own.user.email}))
    shut = words(desk.post(helpers_of(own.student), AGREED | {"email": closed.email}))

    assert "own login" in page
    assert "This login is closed." in shut
    assert StudentAccess.objects.get().kind == "SELF"


def test_a_helper_is_removed_after_a_question_and_the_log_keeps_it(desk, run_due_tasks):
    access = StudentAccessFactory(
        kind="HELPER", user__name="Kofi", student__email="grace@example.org"
    )
    form = {"access": access.pk}

    asked = words(desk.post(helpers_of(access.student), form | {"step": "ask"}))
    assert "from helping?" in asked
    assert StudentAccess.objects.exists()
    desk.post(helpers_of(access.student), form | {"step": "remove"})

    assert not StudentAccess.objects.exists()
    assert User.objects.filter(pk=access.user.pk).exists()
    assert "removed, by" in words(desk.get(helpers_of(access.student)))
    run_due_tasks()
    told = Message.objects.get(kind="helper_removed")
    assert told.student == access.student
    assert "Kofi cannot book courses for you any more." in told.text
    assert "The places that were booked for you stay yours." in told.text


def test_whom_only_the_helper_would_tell_is_not_told(desk):
    by_letter = StudentFactory(
        email="", phone="", postal_address="1 High Street", contact_by="LETTER"
    )
    nowhere = StudentFactory(email="", phone="", postal_address="")
    shared = StudentFactory(email="a@example.org")

    for student in (by_letter, nowhere, shared):
        desk.post(helpers_of(student), AGREED | {"email": "A@example.org"})

    assert [message.student for message in Message.objects.all()] == [by_letter]


@pytest.mark.parametrize(
    ("ways", "says", "warns"),
    [
        ({"email": "grace@example.org"}, "Grace is told that Kofi does not help any more.", False),
        ({"email": "kofi@example.org", "phone": "01632 960001"}, "Grace is told", False),
        ({"email": "kofi@example.org"}, "The only address we have for Grace is Kofi", True),
        ({"email": ""}, "We have no way to reach Grace, so please tell them yourself.", True),
    ],
)
def test_removing_a_helper_says_truly_who_is_told(desk, ways, says, warns):
    student = StudentFactory(name="Grace", **ways)
    user = UserFactory(name="Kofi", email="kofi@example.org")
    access = StudentAccessFactory(kind="HELPER", user=user, student=student)
    form = {"access": access.pk}

    asked = words(desk.post(helpers_of(student), form | {"step": "ask"}))
    done = words(desk.post(helpers_of(student), form | {"step": "remove"}, follow=True))

    assert says in asked
    assert "Kofi is not told by the college" in asked
    assert Message.objects.filter(kind="helper_removed").exists() is not warns
    assert ("We have no way to reach Grace now. Ask them for one." in done) is warns
    twice = words(desk.post(helpers_of(student), form | {"step": "remove"}, follow=True))
    assert "The helper cannot act for this student any more." in twice


@pytest.mark.parametrize("typed", ["", "x", "9" * 400, "0"])
def test_a_helper_of_nobody_is_not_found(desk, typed):
    own = StudentAccessFactory()

    answer = desk.post(helpers_of(own.student), {"step": "remove", "access": typed})

    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EDITOR, Role.STUDENT])
def test_nobody_else_links_helpers_or_joins_records(role):
    gone, into = StudentFactory(), StudentFactory()
    client = client_of(make_user(role))

    client.post(helpers_of(into), AGREED | {"email": "a@example.org"})
    client.post(merge(gone, into), {"is_one_person": "on", "step": "do"})

    assert not StudentAccess.objects.filter(student=into).exists()
    gone.refresh_from_db()
    assert gone.merged_into is None


def test_a_students_record_leads_to_booking_helpers_and_joining(desk):
    entry = EntryFactory(run=make_run())

    page = words(desk.get(reverse("students:inspect", args=(entry.student.uuid,))))

    for name in ("places_student", "people_helpers", "people_duplicates_of"):
        assert reverse(name, args=(entry.student.uuid,)) in page
    assert reverse("places_run", args=(entry.run.uuid,)) in page
