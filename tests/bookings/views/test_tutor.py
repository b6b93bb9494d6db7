from __future__ import annotations

import datetime as dt
import uuid

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.models import RecordRead
from bookings.enums import BookingStatus
from bookings.models import AttendanceChange, SessionApology
from courses.enums import RunStatus, SessionStatus
from tests.factories.accounts import AccessNeedsFactory, StudentAccessFactory, UserFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import NOW, TutorFactory, local, make_run
from tests.factories.registers import HERE, LATE, MISSED, TOLD_US, make_class, mark, tutor_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    """Set the clock to the morning of the first session."""
    monkeypatch.setattr(timezone, "now", lambda: local(2027, 1, 12, 9, 30))


def later(monkeypatch, moment):
    monkeypatch.setattr(timezone, "now", lambda: moment)


def coordinator():
    user = UserFactory()
    user.groups.add(Group.objects.get_or_create(name="Coordinators")[0])
    return user


def register_address(run, number=0):
    return reverse("bookings:register", args=[run.sessions.all()[number].uuid])


def addresses(run):
    session = run.sessions.first()
    return [
        reverse("bookings:teach_run", args=[run.uuid]),
        reverse("bookings:register", args=[session.uuid]),
        reverse("bookings:sign_in_sheet", args=[session.uuid]),
    ]


def post_marks(client, run, marks, seen=None, **extra):
    """Send the register as a browser would."""
    data = {f"mark-{booking.uuid}": given for booking, given in marks.items()}
    data |= {f"seen-{booking.uuid}": given for booking, given in (seen or {}).items()}
    return client.post(register_address(run), data | extra)


def marks_of(run):
    return dict(run.sessions.first().attendances.values_list("booking_id", "mark"))


def page_of(response):
    return BeautifulSoup(response.content, "html.parser")


def words(response):
    return " ".join(page_of(response).main.get_text().split())


class TestWhoMayEnter:
    @pytest.mark.parametrize("which", [0, 1])
    def test_both_tutors_of_the_run(self, client, which):
        run, _students = make_class()
        client.force_login(tutor_user(run, which=which))

        assert [client.get(address).status_code for address in addresses(run)] == [200] * 3

    def test_a_coordinator(self, client):
        run, _students = make_class()
        client.force_login(coordinator())

        assert [client.get(address).status_code for address in addresses(run)] == [200] * 3

    def test_not_a_tutor_of_another_run(self, client):
        run, _students = make_class()
        other, _others = make_class()
        client.force_login(tutor_user(other))

        assert [client.get(address).status_code for address in addresses(run)] == [404] * 3

    def test_not_a_tutor_who_stopped_teaching(self, client):
        run, _students = make_class()
        user = tutor_user(run)
        user.tutor.is_active = False
        user.tutor.save()
        client.force_login(user)

        assert [client.get(address).status_code for address in addresses(run)] == [404] * 3
        assert client.get(reverse("bookings:teach_today")).status_code == 403

    @pytest.mark.parametrize("group", ["Editors", "Managers"])
    def test_not_other_staff(self, client, group):
        run, _students = make_class()
        user = UserFactory()
        user.groups.add(Group.objects.get_or_create(name=group)[0])
        client.force_login(user)

        assert [client.get(address).status_code for address in addresses(run)] == [404] * 3
        assert client.get(reverse("bookings:teach_today")).status_code == 403

    def test_not_a_student_of_the_run(self, client):
        run, (amina,) = make_class()
        access = StudentAccessFactory(student=amina.student)
        client.force_login(access.user)

        assert [client.get(address).status_code for address in addresses(run)] == [404] * 3
        assert client.get(reverse("bookings:teach_today")).status_code == 403

    def test_somebody_signed_out_is_asked_to_sign_in(self, client):
        run, _students = make_class()

        for address in [*addresses(run), reverse("bookings:teach_today")]:
            assert client.get(address)["Location"] == f"/sign-in/?next={address}"

    def test_nobody_posts_to_a_register_that_is_not_theirs(self, client):
        run, (amina,) = make_class()
        other, _others = make_class()
        client.force_login(tutor_user(other))

        assert post_marks(client, run, {amina: HERE}).status_code == 404
        assert marks_of(run) == {}

    def test_a_run_being_prepared_has_no_register(self, client):
        run, _students = make_class(status=RunStatus.PREPARING)
        client.force_login(tutor_user(run))

        assert [client.get(address).status_code for address in addresses(run)] == [404] * 3

    @pytest.mark.parametrize("name", ["teach_run", "register", "sign_in_sheet"])
    def test_an_address_of_nothing_is_not_found(self, client, name):
        client.force_login(coordinator())

        address = reverse(f"bookings:{name}", args=[uuid.uuid4()])

        assert client.get(address).status_code == 404


class TestTeachToday:
    def test_puts_today_first(self, client):
        run, _students = make_class(students=2)
        client.force_login(tutor_user(run))

        page = page_of(client.get(reverse("bookings:teach_today")))

        assert [heading.get_text() for heading in page.main.find_all("h2")] == [
            "Today",
            "Coming up",
        ]
        first = page.main.find("li")
        assert run.course.title in first.get_text()
        assert first.find("a", class_="nhsuk-button")["href"] == register_address(run)

    def test_says_who_cannot_come_today_until_the_session_is_over(self, client, monkeypatch):
        run, (amina, _ben) = make_class(students=2, sessions=2)
        first = run.sessions.first()
        later(monkeypatch, first.starts_at)
        for withdrawn_at in (first.starts_at, None):
            SessionApology.objects.create(
                booking=amina, session=first, made_at=NOW, withdrawn_at=withdrawn_at
            )
        client.force_login(tutor_user(run))

        today, coming = page_of(client.get(reverse("bookings:teach_today"))).main.find_all("li")
        assert "2 students, 1 cannot come" in " ".join(today.get_text().split())
        assert "2 students" in coming.get_text()
        assert "cannot come" not in coming.get_text()

        later(monkeypatch, first.ends_at)
        assert "cannot come" not in words(client.get(reverse("bookings:teach_today")))

    def test_lists_registers_to_finish(self, client, monkeypatch):
        run, _students = make_class(students=2, sessions=2)
        later(monkeypatch, local(2027, 1, 13))
        client.force_login(tutor_user(run))

        page = page_of(client.get(reverse("bookings:teach_today")))

        waiting = page.find(id="unfinished").parent
        assert [link["href"] for link in waiting.find_all("a", class_="nhsuk-button")] == [
            register_address(run)
        ]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_takes_the_same_few_queries_whatever_its_length(
        self, client, rows, django_assert_num_queries
    ):
        run, _students = make_class(students=2)
        tutor = tutor_user(run)
        for _ in range(rows - 1):
            make_class(students=2, tutors=[tutor.tutor])
        client.force_login(tutor)
        client.get(reverse("bookings:teach_today"))

        with django_assert_num_queries(7):
            client.get(reverse("bookings:teach_today"))


class TestRegister:
    def test_shows_first_names_apart_and_shared_needs(self, client):
        run = make_run()
        sams = [AccessNeedsFactory(student__name=name) for name in ("Sam Taylor", "Sam Wood")]
        BookingFactory(run=run, student=sams[0].student, shares_needs=True)
        BookingFactory(run=run, student=sams[1].student, shares_needs=False)
        client.force_login(tutor_user(run))

        page = page_of(client.get(register_address(run)))

        rows = page.find_all("fieldset")
        assert [row.legend.get_text().strip() for row in rows] == ["Sam T.", "Sam W."]
        assert [[need.get_text() for need in row.find_all("li")] for row in rows] == [
            ["A way in without steps"],
            [],
        ]
        assert rows[0]["aria-describedby"] == rows[0].ul["id"]
        assert "Taylor" not in page.get_text()

    def test_needs_are_gone_14_days_after_the_last_session(self, client, monkeypatch):
        run = make_run(sessions=1)
        needs = AccessNeedsFactory()
        BookingFactory(run=run, student=needs.student, shares_needs=True)
        client.force_login(tutor_user(run))
        assert "without steps" in words(client.get(register_address(run)))

        later(monkeypatch, local(2027, 1, 27))
        client.force_login(tutor_user(run))

        for address in addresses(run)[:2]:
            assert "without steps" not in words(client.get(address))
            assert "is closed now" in words(client.get(address))

    def test_somebody_who_gave_up_the_place_is_not_shown(self, client):
        run, (amina, ben) = make_class(students=2)
        ben.status, ben.cancelled_at = BookingStatus.CANCELLED, local(2027, 1, 5)
        ben.save()
        client.force_login(tutor_user(run))

        page = page_of(client.get(register_address(run)))

        assert [row.legend.get_text().strip() for row in page.find_all("fieldset")] == ["Student"]
        assert page.find(attrs={"name": f"mark-{amina.uuid}"}) is not None

    def test_saves_marks_and_says_so(self, client):
        run, (amina, _ben) = make_class(students=2)
        tutor = tutor_user(run)
        client.force_login(tutor)

        response = post_marks(client, run, {amina: HERE})

        assert response["Location"] == register_address(run)
        assert marks_of(run) == {amina.pk: HERE}
        assert "Saved. 1 of 2 marked so far." in words(client.get(register_address(run)))
        assert AttendanceChange.objects.get().by == tutor

    def test_the_page_shows_what_is_marked(self, client):
        run, (amina,) = make_class()
        mark(run.sessions.first(), {amina: LATE}, by=tutor_user(run, which=1))
        client.force_login(tutor_user(run))

        page = page_of(client.get(register_address(run)))

        chosen = [radio["value"] for radio in page.find_all("input", checked=True)]
        assert chosen == [LATE]
        assert page.find("input", attrs={"name": f"seen-{amina.uuid}"})["value"] == LATE
        assert f"Marked by {tutor_user(run, which=1)}" in page.get_text()

    def test_offers_to_take_back_a_mark_that_is_there_and_no_other(self, client):
        run, (amina, ben) = make_class(students=2)
        mark(run.sessions.first(), {amina: LATE})
        client.force_login(tutor_user(run))

        page = page_of(client.get(register_address(run)))

        offered = {
            booking: [
                radio["value"] for radio in page.find_all(attrs={"name": f"mark-{booking.uuid}"})
            ]
            for booking in (amina, ben)
        }
        marks = ["HERE", "LATE", "LEFT_EARLY", "TOLD_US", "MISSED"]
        assert offered == {amina: [*marks, "NOT_RECORDED"], ben: marks}

    def test_a_mark_is_taken_back(self, client):
        run, (amina,) = make_class()
        mark(run.sessions.first(), {amina: LATE}, by=tutor_user(run, which=1))
        client.force_login(tutor_user(run))

        post_marks(client, run, {amina: "NOT_RECORDED"}, seen={amina: LATE})

        assert marks_of(run) == {amina.pk: ""}
        response = client.get(register_address(run))
        assert "Saved. 0 of 1 marked so far." in words(response)
        assert "Marked by" not in words(response)
        assert page_of(response).find_all("input", checked=True) == []

    def test_marks_everyone_left_as_here(self, client):
        run, (amina, ben, cass) = make_class(students=3)
        mark(run.sessions.first(), {amina: MISSED})
        client.force_login(tutor_user(run))

        # Amina's mark came after this page was opened; Ben is chosen on it.
        post_marks(client, run, {ben: TOLD_US}, rest_are_here="1")

        assert marks_of(run) == {amina.pk: MISSED, ben.pk: TOLD_US, cass.pk: HERE}
        assert "saved and complete" in words(client.get(register_address(run)))

    def test_two_tutors_do_not_wipe_each_others_marks(self, client):
        run, (amina, ben) = make_class(students=2)
        mark(run.sessions.first(), {amina: LATE}, by=tutor_user(run, which=1))
        client.force_login(tutor_user(run))

        # This page was opened before the other tutor saved.
        post_marks(client, run, {ben: HERE}, seen={amina: "", ben: ""})

        assert marks_of(run) == {amina.pk: LATE, ben.pk: HERE}

    def test_somebody_with_two_windows_is_told_of_their_own_mark(self, client):
        run, (amina,) = make_class()
        mark(run.sessions.first(), {amina: HERE}, by=tutor_user(run))
        client.force_login(tutor_user(run))

        response = post_marks(client, run, {amina: MISSED}, seen={amina: ""})

        assert "You already marked Student as here. You chose missed." in words(response)
        assert "Talk to each other" not in words(response)

    def test_a_conflict_is_shown_kindly_and_can_be_settled(self, client):
        run, (amina,) = make_class()
        other = tutor_user(run, which=1)
        mark(run.sessions.first(), {amina: HERE}, by=other)
        client.force_login(tutor_user(run))

        response = post_marks(client, run, {amina: MISSED}, seen={amina: ""})

        assert response.status_code == 200
        assert f"{other} already marked Student as here. You chose missed." in words(response)
        assert "Talk to each other" in words(response)
        assert marks_of(run) == {amina.pk: HERE}
        page = page_of(response)
        seen = page.find("input", attrs={"name": f"seen-{amina.uuid}"})["value"]
        assert seen == HERE
        assert [radio["value"] for radio in page.find_all("input", checked=True)] == [HERE]

        assert post_marks(client, run, {amina: MISSED}, seen={amina: seen}).status_code == 302
        assert marks_of(run) == {amina.pk: MISSED}

    def test_before_the_day_it_shows_who_is_coming_and_nothing_to_mark(self, client, monkeypatch):
        run, _students = make_class()
        client.force_login(tutor_user(run))
        later(monkeypatch, local(2027, 1, 11, 20))

        page = page_of(client.get(register_address(run)))

        assert "This session has not come yet." in page.main.get_text()
        assert page.main.find("input", type="radio") is None
        assert page.main.find("button") is None
        assert "Student" in page.fieldset.get_text()

    def test_saving_before_the_day_is_refused_kindly(self, client, monkeypatch):
        run, (amina,) = make_class()
        client.force_login(tutor_user(run))
        later(monkeypatch, local(2027, 1, 11, 20))

        response = post_marks(client, run, {amina: HERE})

        assert response.status_code == 200
        assert page_of(response).title.get_text().startswith("Error: Register")
        assert "You can mark the register from the day it takes place." in words(response)
        assert marks_of(run) == {}

    def test_a_cancelled_session_has_nothing_to_mark(self, client):
        run, (amina,) = make_class()
        run.sessions.filter(pk=run.sessions.first().pk).update(status=SessionStatus.CANCELLED)
        client.force_login(tutor_user(run))

        assert "The college cancelled this session" in words(client.get(register_address(run)))
        assert post_marks(client, run, {amina: HERE}).status_code == 200
        assert marks_of(run) == {}

    @pytest.mark.parametrize("rubbish", ["ABSENT", "", " ", "HERE\0", "💥" * 300, "here"])
    def test_rubbish_is_never_an_accident(self, client, rubbish):
        run, (amina, ben) = make_class(students=2)
        client.force_login(tutor_user(run))

        response = post_marks(
            client, run, {amina: rubbish, ben: LATE}, seen={amina: rubbish, ben: rubbish}
        )

        assert response.status_code in {200, 302}
        assert amina.pk not in marks_of(run)
        if response.status_code == 200:
            # What was chosen for the others is still chosen.
            chosen = [radio["value"] for radio in page_of(response).find_all("input", checked=True)]
            assert chosen == [LATE]

    def test_a_mark_for_somebody_on_another_course_is_ignored(self, client):
        run, (amina,) = make_class()
        stranger = BookingFactory()
        client.force_login(tutor_user(run))

        post_marks(client, run, {amina: HERE, stranger: HERE})

        assert marks_of(run) == {amina.pk: HERE}
        assert stranger.attendances.count() == 0

    def test_the_last_mark_gives_the_certificate(self, client, monkeypatch):
        run, (amina,) = make_class(sessions=1)
        later(monkeypatch, local(2027, 1, 12, 10))
        client.force_login(tutor_user(run))

        post_marks(client, run, {amina: HERE})

        assert amina.certificates.count() == 1

    @pytest.mark.parametrize("students", [1, 12])
    def test_takes_at_most_12_queries_whatever_the_class(
        self, client, students, django_assert_num_queries
    ):
        run = make_run()
        for _ in range(students):
            needs = AccessNeedsFactory()
            booking = BookingFactory(run=run, student=needs.student, shares_needs=True)
            mark(run.sessions.first(), {booking: HERE}, by=tutor_user(run))
        client.force_login(tutor_user(run))
        address = register_address(run)
        client.get(address)

        with django_assert_num_queries(11):
            client.get(address)

    def test_an_empty_register_says_so(self, client):
        run = make_run()
        client.force_login(tutor_user(run))

        assert "Nobody has booked a place yet." in words(client.get(register_address(run)))

    def test_names_nobody_in_its_title(self, client):
        run, _students = make_class()
        client.force_login(tutor_user(run))

        for address in addresses(run):
            assert "Student" not in page_of(client.get(address)).title.get_text()


class TestSignInSheet:
    def test_has_a_line_for_everybody_and_nothing_private(self, client):
        run = make_run()
        needs = AccessNeedsFactory(student__name="Amina Yusuf")
        BookingFactory(run=run, student=needs.student, shares_needs=True)
        client.force_login(tutor_user(run))

        page = page_of(client.get(addresses(run)[2]))

        names = [cell.get_text() for cell in page.tbody.find_all("th")]
        assert names == ["Amina"]
        assert len(page.tbody.find_all("tr")) == 5
        assert "Yusuf" not in page.get_text()
        assert "steps" not in page.get_text()


def test_every_look_is_written_down(client):
    run, (amina, ben) = make_class(students=2)
    tutor = tutor_user(run)
    client.force_login(tutor)

    for address in addresses(run):
        client.get(address)

    assert list(
        RecordRead.objects.order_by("id").values_list("reader", "student", "place", "read_at")
    ) == [
        (tutor.pk, booking.student_id, place, local(2027, 1, 12, 9, 30))
        for place in ("run's students", "register", "sign-in sheet")
        for booking in (amina, ben)
    ]


def test_somebody_turned_away_leaves_no_look(client):
    run, _students = make_class()
    client.force_login(UserFactory())

    for address in addresses(run):
        client.get(address)

    assert not RecordRead.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, method):
    run, _students = make_class()
    client.force_login(tutor_user(run))

    for address in addresses(run):
        assert getattr(client, method)(address).status_code == 405


def test_a_tutor_alone_sees_only_own_runs(client):
    run, _students = make_class()
    other, _others = make_class(tutors=[TutorFactory()])
    client.force_login(tutor_user(run))

    shown = words(client.get(reverse("bookings:teach_today")))

    assert run.course.title in shown
    assert other.course.title not in shown
    assert dt.date(2027, 1, 12).strftime("%A") == "Tuesday"
