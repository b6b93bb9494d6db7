from __future__ import annotations

import datetime as dt

import pytest
from wagtail.models import ModelLogEntry

from accounts.models import AccessNeeds, Message, RecordRead, Student, StudentAccess
from accounts.operations import people
from bookings.enums import BookingStatus, EntryStatus
from bookings.models import (
    AgreementAcceptance,
    Attendance,
    Booking,
    Certificate,
    CourseInterest,
    Offer,
    SessionApology,
    StudentAgreement,
)
from bookings.operations import merging, places, waiting
from bookings.queries import office
from tests.factories.accounts import (
    AccessNeedsFactory,
    MessageFactory,
    StudentAccessFactory,
    StudentFactory,
    UserFactory,
)
from tests.factories.bookings import BookingFactory, EntryFactory, InterestFactory, OfferFactory
from tests.factories.courses import NOW, make_course_page, make_run
from tests.factories.home import make_college_settings
from tests.factories.registers import HERE, MISSED, make_class, mark

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def both():
    make_college_settings()
    gone = StudentFactory(name="P. Lee", email="p@example.org", phone="123")
    return gone, StudentFactory(name="Pat Lee", email="", phone="")


def merge(gone, into, **more):
    return merging.merge_students(gone=gone, into=into, **more, by=UserFactory(), at=NOW)


def test_everything_moves_and_the_other_record_becomes_a_pointer(both):
    gone, into = both
    booking = BookingFactory(student=gone)
    entry = EntryFactory(student=gone)
    message = MessageFactory(student=gone)
    interest = InterestFactory(student=gone)
    access = StudentAccessFactory(student=gone)
    needs = AccessNeedsFactory(student=gone)

    merged = merge(gone, into)

    moved = (booking, entry, message, interest, access, needs)
    for row in (*moved, gone, into):
        row.refresh_from_db()
    assert {row.student for row in moved} == {into}
    assert (gone.merged_into, gone.merged_at) == (into, NOW)
    assert (into.name, into.email, into.phone) == ("Pat Lee", "p@example.org", "123")
    assert merged.moved == {
        "bookings": 1,
        "turns on waiting lists": 1,
        "messages": 1,
        "interests": 1,
        "ways to sign in": 1,
        "things that make it easier": 1,
    }
    assert ModelLogEntry.objects.get(action="accounts.students_merged").data["gone"] == str(
        gone.uuid
    )


@pytest.mark.parametrize("gone_was_first", [True, False])
def test_of_two_places_the_earlier_stays_and_the_other_goes_to_the_next(both, gone_was_first):
    gone, into = both
    run = make_run(capacity=2)
    theirs = BookingFactory(
        run=run, student=gone, booked_at=NOW - HOUR * (2 if gone_was_first else 1)
    )
    own = BookingFactory(run=run, student=into, booked_at=NOW - HOUR * (1 if gone_was_first else 2))
    waits = EntryFactory(run=run)

    merge(gone, into)

    stays, freed = (theirs, own) if gone_was_first else (own, theirs)
    for row in (stays, freed, waits):
        row.refresh_from_db()
    assert (stays.student, stays.status) == (into, BookingStatus.CONFIRMED)
    assert (freed.student, freed.status) == (gone, BookingStatus.CANCELLED)
    assert freed.events.get().note == merging.NOTE
    assert waits.status == EntryStatus.OFFERED
    assert {(message.kind, message.student) for message in Message.objects.all()} == {
        ("place_offered", waits.student),
        *({("booking_cancelled", into)} if not gone_was_first else ()),
    }
    assert Student.objects.count() == 3


def test_a_calendar_that_shows_the_dates_twice_hears_of_it(both, run_due_tasks, mailoutbox):
    gone, into = both
    into.email = "pat@example.org"
    into.save()
    run = make_run()
    places.book_place(run=run, student=into, by=None, at=NOW - 2 * HOUR)
    ended = places.book_place(run=run, student=gone, by=None, at=NOW - HOUR)
    run_due_tasks()
    mailoutbox.clear()

    merge(gone, into)
    run_due_tasks()

    (mail,) = mailoutbox
    assert (mail.subject, mail.to) == ("We had booked you twice", ["p@example.org"])
    assert "Your place stays, so please come" in mail.body
    (calendar,) = [part for part in mail.message().walk() if part.get_param("method") == "CANCEL"]
    assert str(ended.uuid) in calendar.get_payload(decode=True).decode()


def test_what_hangs_on_a_person_or_their_booking_moves_along(both):
    gone, into = both
    run = make_run()
    own = BookingFactory(run=run, student=into, booked_at=NOW - HOUR)
    theirs = BookingFactory(run=run, student=gone)
    first, second = run.sessions.order_by("starts_at")[:2]
    for booking, session in ((own, first), (theirs, first), (theirs, second)):
        SessionApology.objects.create(booking=booking, session=session, made_at=NOW)
    agreement = StudentAgreement.objects.create(text="Be kind.", written_at=NOW, published_at=NOW)
    agreed = AgreementAcceptance.objects.create(student=gone, agreement=agreement, at=NOW)
    read = RecordRead.objects.create(student=gone, reader=UserFactory(), place="x", read_at=NOW)
    helper = StudentAccessFactory(student=gone, kind="HELPER")
    waits_to_move = EntryFactory(student=gone, instead_of=theirs)

    merge(gone, into, helpers_stay=[helper.pk])

    for row in (agreed, read, helper, waits_to_move):
        row.refresh_from_db()
    assert {row.student for row in (agreed, read, helper, waits_to_move)} == {into}
    assert waits_to_move.instead_of == own
    assert set(own.apologies.values_list("session", flat=True)) == {first.pk, second.pk}
    assert theirs.apologies.get().session == first


def test_whoever_books_or_waits_for_a_pointer_does_so_for_the_person(both):
    gone, into = both
    merge(gone, into)

    booking = places.book_place(run=make_run(), student=gone, by=None, at=NOW)
    full = make_run(capacity=1)
    BookingFactory(run=full)
    entry = waiting.join_waiting_list(run=full, student=gone, by=None, at=NOW)

    assert (booking.student, entry.student) == (into, into)


@pytest.mark.parametrize("active", ["gone", "into"])
def test_the_active_booking_stays(both, active):
    gone, into = both
    run = make_run()
    given_up = {"status": "CANCELLED", "cancelled_at": NOW}
    theirs = BookingFactory(run=run, student=gone, **({} if active == "gone" else given_up))
    own = BookingFactory(run=run, student=into, **({} if active == "into" else given_up))

    merge(gone, into)

    stays = Booking.objects.active().get()
    assert (stays, stays.student) == (theirs if active == "gone" else own, into)
    assert Booking.objects.count() == 2


def test_marks_and_certificates_are_never_lost(both):
    gone, into = both
    run, (theirs, own) = make_class(students=2, sessions=2)
    Booking.objects.filter(pk=theirs.pk).update(student=gone)
    Booking.objects.filter(pk=own.pk).update(student=into, booked_at=NOW - HOUR)
    first, second = run.sessions.order_by("starts_at")
    mark(first, {theirs: HERE, own: MISSED})
    mark(second, {theirs: HERE})
    assert Certificate.objects.get().booking == theirs

    merge(gone, into)

    own.refresh_from_db()
    assert [one.mark for one in own.attendances.order_by("session__starts_at")] == [HERE, HERE]
    assert Attendance.objects.count() == 3
    assert list(office.all_certificates_of(into)) == [Certificate.objects.get()]
    assert Certificate.objects.get().booking == own
    assert own.attendances.get(session=first).changes.latest("pk").from_mark == MISSED


def test_of_two_valid_certificates_both_stay_with_the_person(both):
    gone, into = both
    run, (theirs, own) = make_class(students=2, sessions=1)
    Booking.objects.filter(pk=theirs.pk).update(student=gone)
    Booking.objects.filter(pk=own.pk).update(student=into)
    mark(run.sessions.get(), {theirs: HERE, own: HERE})

    merge(gone, into)

    assert set(office.all_certificates_of(into)) == set(Certificate.objects.all())
    assert set(Certificate.objects.values_list("status", flat=True)) == {"VALID"}
    assert Certificate.objects.count() == 2


def test_of_two_turns_the_first_stays_and_an_offer_goes_before(both):
    gone, into = both
    run = make_run(capacity=1)
    own = EntryFactory(run=run, student=into)
    theirs = EntryFactory(run=run, student=gone, status="OFFERED")
    OfferFactory(entry=theirs)
    alone = make_run(capacity=1)
    BookingFactory(run=alone)
    late, early = EntryFactory(run=alone, student=into), EntryFactory(run=alone, student=gone)
    type(early).objects.filter(pk=early.pk).update(rank=1)

    merge(gone, into)

    for entry in (own, theirs, late, early):
        entry.refresh_from_db()
    assert (theirs.status, theirs.student) == (EntryStatus.OFFERED, into)
    assert own.status == late.status == EntryStatus.LEFT
    assert (early.status, early.student) == (EntryStatus.WAITING, into)


def test_whoever_has_a_place_waits_for_no_other(both):
    gone, into = both
    run = make_run(capacity=2)
    BookingFactory(run=run, student=into)
    theirs = EntryFactory(run=run, student=gone, status="OFFERED")
    offer = OfferFactory(entry=theirs)
    next_one = EntryFactory(run=run)

    merge(gone, into)

    for row in (theirs, offer, next_one):
        row.refresh_from_db()
    assert (theirs.status, offer.status) == (EntryStatus.LEFT, "WITHDRAWN")
    assert next_one.status == EntryStatus.OFFERED
    assert Offer.objects.open().get().entry == next_one


@pytest.mark.parametrize("has", [BookingFactory, EntryFactory])
@pytest.mark.parametrize("wants", ["gone", "into"])
def test_whoever_has_a_place_or_waits_does_not_want_to_hear_of_the_course(both, has, wants):
    gone, into = both
    wishes, other = (gone, into) if wants == "gone" else (into, gone)
    run = make_run(capacity=1)
    has(run=run, student=other)
    told, first, elsewhere = (
        InterestFactory(student=wishes, course=run.course),
        InterestFactory(student=StudentFactory(), course=run.course, kind="GOES_FIRST"),
        InterestFactory(student=wishes),
    )

    merge(gone, into)

    for interest in (told, first, elsewhere):
        interest.refresh_from_db()
    assert [one.ended_at for one in (told, first, elsewhere)] == [NOW, None, None]


def test_needs_logins_and_interests_of_both_are_kept_once(both):
    gone, into = both
    course = make_course_page()
    AccessNeedsFactory(student=gone, chosen=["BREAKS"], own_words="Tea")
    AccessNeedsFactory(student=into, chosen=["STEP_FREE"], own_words="Light")
    user = UserFactory()
    StudentAccessFactory(user=user, student=gone, kind="SELF")
    StudentAccessFactory(user=user, student=into, kind="HELPER")
    InterestFactory(student=gone, course=course, kind="GOES_FIRST")
    InterestFactory(student=into, course=course, since=NOW - HOUR)

    merge(gone, into)

    needs = AccessNeeds.objects.get(student=into)
    assert (set(needs.chosen), needs.own_words) == ({"BREAKS", "STEP_FREE"}, "Light; Tea")
    assert [(one.student, one.kind) for one in StudentAccess.objects.all()] == [(into, "SELF")]
    assert CourseInterest.objects.get(ended_at=None).kind == "GOES_FIRST"
    assert CourseInterest.objects.filter(student=into).count() == 2


def test_pointers_never_point_at_pointers(both):
    gone, into = both
    older = StudentFactory()
    merge(older, gone)
    merge(gone, into)

    older.refresh_from_db()
    assert older.merged_into == into
    with pytest.raises(merging.CannotMerge, match="joined already"):
        merge(gone, into)
    with pytest.raises(merging.CannotMerge, match="joined already"):
        merge(into, into)


def test_a_family_on_one_address_stays_three_people(both):
    gone, into = both
    child = StudentFactory(email="p@example.org", phone="123")

    merge(gone, into)

    child.refresh_from_db()
    assert (child.merged_into, set(Student.objects.present())) == (None, {child, into})


def test_a_helper_goes_on_only_where_the_office_says_so(both, run_due_tasks):
    gone, into = both
    before = NOW - HOUR
    office_found = UserFactory()
    linked, let_in, stranger, of_both = (
        StudentAccessFactory(
            student=student, kind="HELPER", user=UserFactory(name=name), granted_at=before
        )
        for name, student in (
            ("Linked", gone), ("Let In", into), ("Stranger", gone), ("Of Both", into),
        )
    )  # fmt: skip
    StudentAccess.objects.filter(pk=linked.pk).update(granted_by=office_found)
    StudentAccessFactory(student=gone, kind="HELPER", user=of_both.user, granted_at=NOW - HOUR / 2)
    BookingFactory(student=into, booked_at=NOW - HOUR / 4)

    merged = merge(gone, into, helpers_stay=[linked.pk, let_in.pk])

    assert {
        access.user.name: (access.student, access.granted_at)
        for access in StudentAccess.objects.filter(kind="HELPER")
    } == {
        "Linked": (into, before),
        "Let In": (into, NOW),
        "Of Both": (into, NOW - HOUR / 2),
    }
    assert merged.decided == [
        "Linked goes on helping.",
        "Stranger does not help any more.",
        "Let In goes on helping, and sees what is booked from now on.",
    ]
    assert [list(Booking.objects.reachable_by(access.user)) for access in (stranger, let_in)] == [
        [],
        [],
    ]
    run_due_tasks()
    assert {(message.kind, message.student) for message in Message.objects.all()} == {
        ("helper_added", into),
        ("helper_removed", into),
    }
    assert list(
        ModelLogEntry.objects.filter(action="accounts.helper_removed").values_list(
            "object_id", flat=True
        )
    ) == [str(into.pk)]


def test_nobody_is_told_of_a_helper_who_cannot_be_reached(both):
    gone, into = both
    Student.objects.update(email="", phone="", postal_address="")
    helper = StudentAccessFactory(student=gone, kind="HELPER")
    Student.objects.update(email="", phone="", postal_address="")

    merged = merge(gone, into, helpers_stay=[helper.pk])

    assert merged.decided[1:] == [
        "We have no way to reach Pat Lee, so tell them who helps them when you meet."
    ]
    assert not Message.objects.exists()


def test_joining_hands_no_record_to_a_helper_who_goes(both):
    gone, into = both
    helper = StudentAccessFactory(student=gone, kind="HELPER")
    Student.objects.filter(pk=gone.pk).update(email=helper.user.email, phone="")
    waits = MessageFactory(student=gone, to_address=helper.user.email)

    merged = merge(gone, into)
    people.open_login(email=helper.user.email, by=None, at=NOW)

    into.refresh_from_db()
    waits.refresh_from_db()
    assert (into.email, waits.to_address, StudentAccess.objects.count()) == ("", "", 0)
    assert merged.decided[1:] == [
        "We have no way to reach Pat Lee, so tell them who helps them when you meet."
    ]


def test_a_helpers_address_is_not_taken_over_where_the_student_can_be_reached(both):
    gone, into = both
    helper = StudentAccessFactory(student=gone, kind="HELPER")
    Student.objects.filter(pk=gone.pk).update(email=helper.user.email)
    Student.objects.filter(pk=into.pk).update(email="", phone="01632 960001")

    merge(gone, into, helpers_stay=[helper.pk])

    into.refresh_from_db()
    assert (into.email, into.channel) == ("", "PHONE")


def test_the_students_own_address_takes_the_place_of_a_helpers_who_goes(both):
    gone, into = both
    helper = StudentAccessFactory(student=into, kind="HELPER")
    Student.objects.filter(pk=into.pk).update(email=helper.user.email)

    merge(gone, into)

    into.refresh_from_db()
    assert into.email == "p@example.org"
    assert Message.objects.get(kind="helper_removed").to_address == "p@example.org"
