from __future__ import annotations

import datetime as dt

import pytest

from bookings.models import Booking
from bookings.queries import registers
from courses.enums import DeliveryMode, RunStatus, SessionStatus
from courses.models import CourseSession
from tests.factories.accounts import AccessNeedsFactory, UserFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import VenueFactory, local, make_run
from tests.factories.registers import HERE, make_class, mark, tutor_user


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([], []),
        (["Amina Yusuf", "Ben"], ["Amina", "Ben"]),
        (["Sam Taylor", "Sam Wood"], ["Sam T.", "Sam W."]),
        (["Sam", "Sam Wood", "Amina"], ["Sam", "Sam W.", "Amina"]),
        (["sam taylor", "Sam Taylor"], ["sam taylor (1)", "Sam Taylor (2)"]),
        (["Sam Taylor", "Sam Thomas"], ["Sam Taylor", "Sam Thomas"]),
        (["Sam", "Sam", "Sam"], ["Sam (1)", "Sam (2)", "Sam (3)"]),
        (["Sam A Taylor", "Sam B Taylor", "Sam Wood"], ["Sam A Taylor", "Sam B Taylor", "Sam W."]),
        ([" ", "Łukasz Ż"], [" ", "Łukasz"]),
        (["محمد علی", "محمد خان"], ["محمد ع.", "محمد خ."]),
    ],
)
def test_names_are_as_short_as_they_can_be_and_still_tell_people_apart(names, shown):
    assert registers.names_apart(names) == shown


@pytest.mark.django_db
class TestNeeds:
    def booked(self, **booking):
        run = make_run(sessions=2)
        needs = AccessNeedsFactory(own_words="I may need to stand up")
        return run, BookingFactory(run=run, student=needs.student, **booking)

    def needs_at(self, run, at):
        session = registers.session_of(run.sessions.first().uuid)
        (row,) = registers.register_of(session, at=at).rows
        return row.needs

    def test_shared_needs_are_shown_in_words(self):
        run, _booking = self.booked(shares_needs=True)

        assert self.needs_at(run, local(2027, 1, 12)) == (
            "A way in without steps",
            "I may need to stand up",
        )

    def test_needs_not_shared_are_not_there(self):
        run, _booking = self.booked(shares_needs=False)

        assert self.needs_at(run, local(2027, 1, 12)) == ()

    def test_needs_close_14_days_after_the_last_session(self):
        run, _booking = self.booked(shares_needs=True)
        last = run.sessions.last().ends_at
        closes = last + dt.timedelta(days=14)

        assert self.needs_at(run, closes) != ()
        assert self.needs_at(run, closes + dt.timedelta(seconds=1)) == ()

    def test_a_cancelled_session_does_not_keep_them_open(self):
        run, _booking = self.booked(shares_needs=True)
        first, last = run.sessions.all()
        last.status = SessionStatus.CANCELLED
        last.save()

        assert self.needs_at(run, first.ends_at + dt.timedelta(days=14, seconds=1)) == ()

    def test_a_student_without_needs_has_none(self):
        run = make_run()
        BookingFactory(run=run, shares_needs=True)

        assert self.needs_at(run, local(2027, 1, 12)) == ()


@pytest.mark.django_db
class TestTeachingDay:
    def test_sorts_sessions_into_today_coming_and_unfinished(self):
        run, (amina, _ben) = make_class(students=2, sessions=4)
        first, second, third, fourth = run.sessions.all()
        mark(first, {amina: HERE})

        day = registers.teaching_day(tutor_user(run), at=third.starts_at)

        assert [line.uuid for line in day.today] == [third.uuid]
        assert [line.uuid for line in day.coming] == [fourth.uuid]
        # The latest first: it is the one best remembered.
        assert [(line.uuid, line.students, line.not_marked) for line in day.unfinished] == [
            (second.uuid, 2, 2),
            (first.uuid, 2, 1),
        ]

    def test_a_session_stays_today_until_midnight(self):
        run, _students = make_class(sessions=1, starts=local(2027, 1, 12, 10))

        day = registers.teaching_day(tutor_user(run), at=local(2027, 1, 12, 23, 59))

        assert [line.course_title for line in day.today] == [run.course.title]

    def test_finished_cancelled_and_other_tutors_registers_do_not_wait(self):
        finished, (amina,) = make_class(sessions=1)
        tutor = tutor_user(finished)
        teacher = tutor.tutor
        mark(finished.sessions.get(), {amina: HERE})
        cancelled, _students = make_class(
            sessions=1, tutors=[teacher], status=RunStatus.CANCELLED, cancelled_at=local(2027, 1, 5)
        )
        CourseSession.objects.filter(run=cancelled).update(status=SessionStatus.CANCELLED)
        make_class(sessions=1)
        waiting, _students = make_class(sessions=1, tutors=[teacher])

        day = registers.teaching_day(tutor, at=local(2027, 3, 1))

        assert [line.run_uuid for line in day.unfinished] == [waiting.uuid]

    def test_a_student_who_joined_after_a_session_leaves_nothing_to_mark(self):
        run, (amina,) = make_class(sessions=2)
        first = run.sessions.first()
        amina.booked_at = first.ends_at + dt.timedelta(hours=1)
        amina.save()

        day = registers.teaching_day(tutor_user(run), at=local(2027, 3, 1))

        assert [line.uuid for line in day.unfinished] == [run.sessions.last().uuid]

    def test_nobody_is_said_to_have_joined_after_a_session_they_were_marked_for(self):
        run, (amina, ben) = make_class(sessions=2, students=2)
        first = run.sessions.first()
        mark(first, {amina: HERE})
        Booking.objects.update(booked_at=first.ends_at + dt.timedelta(hours=1))

        rows = registers.register_of(first, at=first.ends_at).rows

        assert {row.booking_id: row.joined_after for row in rows} == {
            amina.pk: False,
            ben.pk: True,
        }

    def test_a_run_being_prepared_is_not_shown(self):
        run, _students = make_class(status=RunStatus.PREPARING)

        day = registers.teaching_day(tutor_user(run), at=local(2027, 1, 1))

        assert (day.today, day.coming, day.unfinished) == ((), (), ())

    def test_a_tutor_who_stopped_teaching_sees_nothing(self):
        run, _students = make_class()
        user = tutor_user(run)
        user.tutor.is_active = False
        user.tutor.save()

        assert registers.teaching_day(user, at=local(2027, 1, 1)).coming == ()

    def test_somebody_who_does_not_teach_sees_nothing(self):
        make_class()

        assert registers.teaching_day(UserFactory(), at=local(2027, 1, 1)).coming == ()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_takes_three_queries_whatever_its_length(self, rows, django_assert_num_queries):
        run, _students = make_class(students=2, sessions=1)
        tutor = tutor_user(run)
        for _ in range(rows - 1):
            make_class(sessions=2, tutors=[tutor.tutor])

        with django_assert_num_queries(3):
            registers.teaching_day(tutor, at=local(2027, 1, 15))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "place"),
    [
        (DeliveryMode.IN_PERSON, "Old Library"),
        (DeliveryMode.ONLINE, "Online"),
        (DeliveryMode.HYBRID, "Old Library, and online"),
    ],
)
def test_place_is_said_in_words(mode, place):
    run = make_run(mode=mode, venue=VenueFactory(name="Old Library"), sessions=1)

    assert registers.place_of(run.sessions.get()) == place


@pytest.mark.django_db
def test_a_session_may_be_somewhere_else():
    run = make_run(sessions=1)
    session = run.sessions.get()
    session.venue = VenueFactory(name="The Boathouse")

    assert registers.place_of(session) == "The Boathouse"
