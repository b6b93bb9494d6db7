from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import RecordRead
from bookings.enums import AttendanceMark, BookingStatus
from bookings.models import Attendance, AttendanceChange
from bookings.operations import registers
from bookings.operations.registers import CannotMark, MarkRefusal, MarkWish, RegisterSaved
from bookings.queries import office
from bookings.queries.registers import session_lines_of
from courses.enums import RunStatus, SessionStatus
from tests.factories.accounts import StudentFactory, UserFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import local
from tests.factories.registers import HERE, LATE, MISSED, TOLD_US, make_class, mark, tutor_user

pytestmark = pytest.mark.django_db


def marks_of(session):
    return dict(session.attendances.values_list("booking_id", "mark"))


def history_of(session):
    return list(
        AttendanceChange.objects.filter(attendance__session=session)
        .order_by("id")
        .values_list("attendance__booking_id", "from_mark", "to_mark", "by_id", "at")
    )


def test_marks_a_whole_class_at_once():
    run, (amina, ben, _cass) = make_class(students=3)
    session, tutor = run.sessions.first(), tutor_user(run)

    saved = mark(session, {amina: HERE, ben: MISSED}, by=tutor, at=session.starts_at)

    assert saved == RegisterSaved(changed=2, conflicts=(), place_given_up=())
    assert marks_of(session) == {amina.pk: HERE, ben.pk: MISSED}
    assert history_of(session) == [
        (amina.pk, "", HERE, tutor.pk, session.starts_at),
        (ben.pk, "", MISSED, tutor.pk, session.starts_at),
    ]


@pytest.mark.parametrize("students", [1, 12])
def test_saving_takes_the_same_few_queries_whatever_the_class(students, django_assert_num_queries):
    run, bookings = make_class(students=students)
    session, tutor = run.sessions.first(), tutor_user(run)

    with django_assert_num_queries(13):
        mark(session, dict.fromkeys(bookings, HERE), by=tutor)


def test_a_correction_keeps_what_was_there():
    run, (amina,) = make_class()
    session = run.sessions.first()
    first, second = tutor_user(run), tutor_user(run, which=1)
    later = session.ends_at + dt.timedelta(days=2)
    mark(session, {amina: MISSED}, by=first)

    mark(session, {amina: TOLD_US}, by=second, at=later)

    attendance = Attendance.objects.get()
    assert (attendance.mark, attendance.marked_by, attendance.marked_at) == (
        TOLD_US,
        second,
        later,
    )
    assert history_of(session) == [
        (amina.pk, "", MISSED, first.pk, session.ends_at),
        (amina.pk, MISSED, TOLD_US, second.pk, later),
    ]


def test_saving_the_same_twice_changes_nothing():
    run, (amina,) = make_class()
    session = run.sessions.first()
    wish = MarkWish(booking_id=amina.pk, mark=HERE)
    registers.mark_attendance(session=session, wishes=[wish], by=None, at=session.ends_at)
    before = history_of(session)

    again = registers.mark_attendance(
        session=session, wishes=[wish], by=None, at=session.ends_at + dt.timedelta(hours=1)
    )

    assert again == RegisterSaved(changed=0, conflicts=(), place_given_up=())
    assert history_of(session) == before


def test_two_tutors_marking_different_students_keep_both():
    run, (amina, ben) = make_class(students=2)
    session = run.sessions.first()
    for booking, by in ((amina, tutor_user(run)), (ben, tutor_user(run, which=1))):
        # Each page was opened before the other was saved, and shows the other as unmarked.
        registers.mark_attendance(
            session=session,
            wishes=[MarkWish(booking_id=booking.pk, mark=LATE, seen="")],
            by=by,
            at=session.ends_at,
        )

    assert marks_of(session) == {amina.pk: LATE, ben.pk: LATE}


def test_two_tutors_marking_the_same_student_differently_are_told():
    run, (amina, ben) = make_class(students=2)
    session, first = run.sessions.first(), tutor_user(run)
    mark(session, {amina: HERE}, by=first)

    saved = registers.mark_attendance(
        session=session,
        wishes=[
            MarkWish(booking_id=amina.pk, mark=MISSED, seen=""),
            MarkWish(booking_id=ben.pk, mark=HERE, seen=""),
        ],
        by=tutor_user(run, which=1),
        at=session.ends_at,
    )

    assert saved == RegisterSaved(
        changed=1,
        conflicts=(
            registers.MarkConflict(booking_id=amina.pk, ours=MISSED, theirs=HERE, marked_by=first),
        ),
        place_given_up=(),
    )
    assert marks_of(session) == {amina.pk: HERE, ben.pk: HERE}


def test_a_page_left_as_it_was_does_not_undo_a_correction():
    run, (amina,) = make_class()
    session = run.sessions.first()
    mark(session, {amina: MISSED})
    mark(session, {amina: LATE})

    saved = registers.mark_attendance(
        session=session,
        wishes=[MarkWish(booking_id=amina.pk, mark=MISSED, seen=MISSED)],
        by=None,
        at=session.ends_at,
    )

    # Nothing was chosen on that page, so there is nothing to tell its tutor either.
    assert saved == RegisterSaved(changed=0, conflicts=(), place_given_up=())
    assert marks_of(session) == {amina.pk: LATE}


def test_filling_in_the_rest_leaves_other_marks_alone():
    run, (amina, ben) = make_class(students=2)
    session = run.sessions.first()
    mark(session, {amina: MISSED})

    saved = registers.mark_attendance(
        session=session,
        wishes=[
            MarkWish(booking_id=booking.pk, mark=HERE, only_if_blank=True)
            for booking in (amina, ben)
        ],
        by=None,
        at=session.ends_at,
    )

    assert saved == RegisterSaved(changed=1, conflicts=(), place_given_up=())
    assert marks_of(session) == {amina.pk: MISSED, ben.pk: HERE}


def test_not_recorded_is_not_missed():
    run, (amina, ben) = make_class(students=2)
    session = run.sessions.first()

    mark(session, {amina: HERE})

    assert ben.pk not in marks_of(session)


def test_the_register_opens_on_the_day_of_the_session():
    run, (amina,) = make_class(starts=local(2027, 1, 12, 18))
    session = run.sessions.first()

    with pytest.raises(CannotMark) as refused:
        mark(session, {amina: HERE}, at=local(2027, 1, 11, 23, 59))

    assert refused.value.reason == MarkRefusal.TOO_EARLY
    assert marks_of(session) == {}
    assert mark(session, {amina: HERE}, at=local(2027, 1, 12, 0, 0)).changed == 1


def test_the_day_is_the_colleges_own_in_summer():
    run, (amina,) = make_class(starts=local(2027, 7, 12, 9))
    session = run.sessions.first()

    # Half past midnight in Willowbrook is still the evening before in UTC.
    half_past_midnight = local(2027, 7, 12, 0, 30).astimezone(dt.UTC)
    assert mark(session, {amina: HERE}, at=half_past_midnight).changed == 1


def test_a_cancelled_session_cannot_be_marked():
    run, (amina,) = make_class()
    session = run.sessions.first()
    session.status = SessionStatus.CANCELLED
    session.save()

    with pytest.raises(CannotMark) as refused:
        mark(session, {amina: HERE})

    assert refused.value.reason == MarkRefusal.SESSION_CANCELLED
    assert marks_of(session) == {}


def test_a_cancelled_course_cannot_be_marked():
    run, (amina,) = make_class()
    session = run.sessions.first()
    run.status, run.cancelled_at = RunStatus.CANCELLED, session.starts_at
    run.save()

    with pytest.raises(CannotMark) as refused:
        mark(session, {amina: HERE})

    assert refused.value.reason == MarkRefusal.RUN_CANCELLED
    assert marks_of(session) == {}


def test_a_student_of_another_course_stops_the_whole_save():
    run, (amina,) = make_class()
    stranger = BookingFactory()
    session = run.sessions.first()

    with pytest.raises(CannotMark) as refused:
        mark(session, {amina: HERE, stranger: HERE})

    assert refused.value.reason == MarkRefusal.OTHER_RUN
    assert marks_of(session) == {}


def test_a_place_given_up_meanwhile_is_named_and_the_rest_saved():
    run, (amina, ben) = make_class(students=2)
    session = run.sessions.first()
    ben.status, ben.cancelled_at = BookingStatus.CANCELLED, session.starts_at
    ben.save()

    saved = mark(session, {amina: HERE, ben: HERE})

    assert saved == RegisterSaved(changed=1, conflicts=(), place_given_up=(ben.pk,))
    assert marks_of(session) == {amina.pk: HERE}


@pytest.mark.parametrize("given", list(AttendanceMark))
def test_every_mark_can_be_given(given):
    run, (amina,) = make_class()
    session = run.sessions.first()

    mark(session, {amina: given})

    assert marks_of(session) == {amina.pk: given}


def test_every_look_is_written_down_in_one_statement(django_assert_num_queries):
    reader, students = UserFactory(), StudentFactory.create_batch(3)
    at = local(2027, 1, 12)

    with django_assert_num_queries(3):
        registers.note_reads(students=students, place="register", by=reader, at=at)

    assert set(RecordRead.objects.values_list("reader", "student", "place", "read_at")) == {
        (reader.pk, student.pk, "register", at) for student in students
    }


def test_a_mark_can_be_taken_back_and_its_history_stays():
    run, (amina,) = make_class()
    session, tutor = run.sessions.first(), tutor_user(run)
    mark(session, {amina: MISSED})
    later = session.ends_at + dt.timedelta(hours=1)

    saved = mark(session, {amina: None}, by=tutor, at=later)

    assert saved == RegisterSaved(changed=1, conflicts=(), place_given_up=())
    assert history_of(session) == [
        (amina.pk, "", MISSED, None, session.ends_at),
        (amina.pk, MISSED, "", tutor.pk, later),
    ]
    (line,) = session_lines_of(run, at=later)[:1]
    assert (line.students, line.not_marked) == (1, 1)
    assert list(office.registers_missing(at=later)) == [session]
    assert session.attendances.recorded().count() == 0

    # Marked again, the row goes on, and so does its history.
    mark(session, {amina: HERE}, at=later)

    assert marks_of(session) == {amina.pk: HERE}
    assert session_lines_of(run, at=later)[0].not_marked == 0


def test_taking_back_what_nobody_marked_changes_nothing():
    run, (amina,) = make_class()
    session = run.sessions.first()

    assert mark(session, {amina: None}).changed == 0
    assert history_of(session) == []


def test_another_tutors_new_mark_is_not_taken_back_unseen():
    run, (amina,) = make_class()
    session, first = run.sessions.first(), tutor_user(run)
    mark(session, {amina: LATE}, by=first)

    saved = registers.mark_attendance(
        session=session,
        wishes=[MarkWish(booking_id=amina.pk, mark=None, seen=HERE)],
        by=None,
        at=session.ends_at,
    )

    assert saved.conflicts == (
        registers.MarkConflict(booking_id=amina.pk, ours=None, theirs=LATE, marked_by=first),
    )
    assert marks_of(session) == {amina.pk: LATE}


def test_a_mark_taken_back_on_another_page_can_be_set_again():
    run, (amina,) = make_class()
    session = run.sessions.first()
    mark(session, {amina: HERE})
    mark(session, {amina: None})

    registers.mark_attendance(
        session=session,
        wishes=[MarkWish(booking_id=amina.pk, mark=LATE, seen=HERE)],
        by=None,
        at=session.ends_at,
    )

    assert marks_of(session) == {amina.pk: LATE}


def test_a_certificate_stands_until_the_mark_taken_back_is_recorded_again():
    run, (amina,) = make_class(sessions=1)
    session = run.sessions.first()
    mark(session, {amina: HERE})

    mark(session, {amina: None})
    assert [one.status for one in amina.certificates.all()] == ["VALID"]

    mark(session, {amina: MISSED})
    assert [one.status for one in amina.certificates.all()] == ["WITHDRAWN"]
