"""Every database constraint of ours has a change here that it refuses."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F

from accounts.models import CallAttempt, LetterBatch, TwoPeople, User
from bookings.models import (
    AgreementAcceptance,
    Attendance,
    CalendarFeed,
    Certificate,
    EqualityResponse,
    HeadCount,
    SessionApology,
    StudentAgreement,
)
from courses.models import (
    Contribution,
    CoProductionRecord,
    RunShare,
    RunTutor,
    TermHoliday,
)
from home.models import UrgentHelpLine
from tests.factories import accounts, bookings, courses, home

pytestmark = pytest.mark.django_db
NOW = courses.NOW
HOUR = dt.timedelta(hours=1)


def make_two_people():
    first, second = accounts.StudentFactory(), accounts.StudentFactory()
    return TwoPeople.objects.create(
        first=first, second=second, said_at=NOW, said_by=accounts.UserFactory()
    )


def make_contribution():
    record = CoProductionRecord.objects.create(course=courses.make_course_page())
    return Contribution.objects.create(record=record, name="Sam", perspective="CARER")


def make_holiday():
    return TermHoliday.objects.create(
        term=courses.TermFactory(),
        name="Half-term",
        starts_on=dt.date(2027, 2, 15),
        ends_on=dt.date(2027, 2, 19),
    )


def make_share():
    return RunShare.objects.create(run=courses.make_run(), percent=30, for_staff=True)


def make_agreement():
    return StudentAgreement.objects.create(text="Be kind.", written_at=NOW, published_at=NOW)


def make_acceptance():
    return AgreementAcceptance.objects.create(
        student=accounts.StudentFactory(), agreement=make_agreement(), at=NOW
    )


def make_head_count():
    return HeadCount.objects.create(session=session(), count=9, at=NOW)


def make_equality_response():
    return EqualityResponse.objects.create(
        term=courses.TermFactory(), month=dt.date(2027, 1, 1), age="UNDER_25"
    )


def make_call():
    return CallAttempt.objects.create(
        message=accounts.MessageFactory(),
        outcome="REACHED",
        made_at=NOW,
        made_by=accounts.UserFactory(),
    )


def make_batch():
    return LetterBatch.objects.create(made_at=NOW, made_by=accounts.UserFactory())


def make_urgent_help_line():
    home.make_college_settings()
    return UrgentHelpLine.objects.get()


def make_attendance():
    booking = bookings.BookingFactory()
    session = booking.run.sessions.first()
    return Attendance.objects.create(booking=booking, session=session, mark="HERE", marked_at=NOW)


def make_apology():
    booking = bookings.BookingFactory()
    session = booking.run.sessions.first()
    return SessionApology.objects.create(booking=booking, session=session, made_at=NOW)


def make_calendar_feed():
    return CalendarFeed.objects.create(
        user=accounts.UserFactory(), kind="LEARNING", token_hash="a", made_at=NOW, changed_at=NOW
    )


def make_certificate():
    return Certificate.objects.create(
        booking=bookings.BookingFactory(),
        code="TEST-TEST-TEST",
        name="Sam",
        course_title="Sleep Well",
        sessions_attended=3,
        sessions_held=4,
        minutes_attended=360,
        starts_on=NOW.date(),
        ends_on=NOW.date(),
        issued_at=NOW,
    )


def change(make, **fields):
    """Return an attempt to change one good row into a bad one."""

    def attempt():
        row = make()
        type(row).objects.filter(pk=row.pk).update(**fields)

    return attempt


def again(make, *names, **fields):
    """Return an attempt to write a good row a second time."""

    def attempt():
        row = make()
        type(row).objects.create(**{name: getattr(row, name) for name in names}, **fields)

    return attempt


def session():
    return courses.make_run().sessions.first()


def given_up_by_somebody_but_not_given_up():
    change(booking, cancelled_by=accounts.UserFactory())()


run = courses.make_run
booking, message = bookings.BookingFactory, accounts.MessageFactory

REFUSED = {
    "student_kind_is_known": change(accounts.StudentFactory, kind="WIZARD"),
    "run_share_is_a_part": change(make_share, percent=101),
    "run_share_is_for_somebody": change(make_share, for_staff=False),
    "agreement_ends_only_if_published": change(make_agreement, published_at=None, ended_at=NOW),
    "agreement_ends_after_it_begins": change(make_agreement, ended_at=NOW - HOUR),
    "agreement_accepted_once_per_student": again(
        make_acceptance, "student", "agreement", at=NOW + HOUR
    ),
    "head_count_is_a_group": change(make_head_count, count=501),
    "group_message_audience_is_known": change(bookings.GroupMessageFactory, audience="ALL"),
    "group_message_can_be_taken_back": change(bookings.GroupMessageFactory, goes_at=NOW),
    "group_message_taken_back_in_time": change(
        bookings.GroupMessageFactory, taken_back_at=NOW + HOUR
    ),
    "group_message_news_has_no_run": change(bookings.GroupMessageFactory, audience="NEWS"),
    "group_message_only_news_handed_out": change(bookings.GroupMessageFactory, handed_out_at=NOW),
    "equality_tells_no_day": change(make_equality_response, month=dt.date(2027, 1, 4)),
    "equality_answers_are_known": change(make_equality_response, age="OLD"),
    "student_contact_by_is_known": change(accounts.StudentFactory, contact_by="PIGEON"),
    "student_quiet_hours_begin_and_end": change(accounts.StudentFactory, quiet_from=dt.time(21)),
    "call_outcome_is_known": change(make_call, outcome="SANG"),
    "call_tried_again_at_a_time": change(make_call, outcome="TRY_AGAIN"),
    "letter_batch_says_who_posted": change(make_batch, posted_at=NOW),
    "student_asked_for_news_how_and_when": change(accounts.StudentFactory, news_agreed="PHONE"),
    "two_people_said_once": again(make_two_people, "first", "second", "said_at", "said_by"),
    "two_people_in_one_order": change(make_two_people, first=F("second")),
    "message_pace_is_known": change(message, pace="SLOW"),
    "student_merged_says_when": change(accounts.StudentFactory, merged_at=NOW),
    "student_merged_into_another": change(
        accounts.StudentFactory, merged_into=F("id"), merged_at=NOW
    ),
    "student_access_agreed_is_known": change(accounts.StudentAccessFactory, agreed="WINKED"),
    "student_access_once_per_login": again(accounts.StudentAccessFactory, "user", "student"),
    "student_access_kind_is_known": change(accounts.StudentAccessFactory, kind="NEIGHBOUR"),
    "message_status_is_known": change(message, status="LOST"),
    "message_channel_is_known": change(message, channel="PIGEON"),
    "message_being_sent_was_claimed": change(message, status="SENDING", claimed_at=None),
    "message_asked_about_is_a_text_taken": change(message, channel="EMAIL", ask_at=NOW),
    "message_due_after_created": change(message, due_at=NOW - HOUR),
    "user_one_login_per_address": lambda: User.objects.create(
        email=accounts.UserFactory().email.upper()
    ),
    "urgent_help_link_is_safe": change(make_urgent_help_line, link="javascript:alert(1)"),
    "coproduction_stage_is_known": lambda: CoProductionRecord.objects.create(
        course=courses.make_course_page(), stage="DREAM"
    ),
    "contribution_perspective_is_known": change(make_contribution, perspective="OUTSIDER"),
    "contribution_credit_is_known": change(make_contribution, credit="NICKNAME"),
    "course_certificate_percent_is_a_share": change(
        courses.make_course_page, certificate_percent=101
    ),
    "term_ends_after_it_starts": change(courses.TermFactory, ends_on=dt.date(2027, 1, 4)),
    "term_holiday_ends_after_it_starts": change(make_holiday, ends_on=dt.date(2027, 2, 14)),
    "tutor_kind_is_known": change(courses.TutorFactory, kind="ASSISTANT"),
    "venue_has_both_coordinates_or_none": change(courses.VenueFactory, latitude=52),
    "run_status_is_known": change(run, status="LOST"),
    "run_mode_is_known": change(run, mode="TELEPATHY"),
    "run_has_room_for_somebody": change(run, capacity=0),
    "run_in_person_has_a_venue": change(run, venue=None),
    "run_cancelled_says_when": change(run, status="CANCELLED", cancelled_at=None),
    "run_booking_closes_after_it_opens": change(run, booking_opens_at=NOW, booking_closes_at=NOW),
    "run_tutor_once": again(lambda: RunTutor.objects.filter(run=run())[0], "run", "tutor"),
    "session_starts_once_per_run": again(session, "run", "starts_at", "ends_at"),
    "session_ends_after_it_starts": change(session, ends_at=models.F("starts_at")),
    "session_status_is_known": change(session, status="LOST"),
    "booking_one_per_student_and_run": again(booking, "run", "student", "booked_at"),
    "booking_status_is_known": change(booking, status="LOST", cancelled_at=NOW),
    "booking_takes_one_or_two_places": change(booking, places=3),
    "booking_cancelled_says_when": change(booking, status="CANCELLED", cancelled_at=None),
    "booking_cancelled_by_only_when_cancelled": given_up_by_somebody_but_not_given_up,
    "booking_cancelled_after_booked": change(booking, status="CANCELLED", cancelled_at=NOW - HOUR),
    "calendar_feed_kind_is_known": change(make_calendar_feed, kind="DREAMING"),
    "calendar_feed_one_of_a_kind": again(
        make_calendar_feed, "user", "kind", "made_at", "changed_at", token_hash="b"
    ),
    "attendance_one_mark_per_session": again(
        make_attendance, "booking", "session", "mark", "marked_at"
    ),
    "apology_one_standing_per_session": again(make_apology, "booking", "session", "made_at"),
    "apology_withdrawn_after_made": change(make_apology, withdrawn_at=NOW - HOUR),
    "attendance_mark_is_known": change(make_attendance, mark="ASLEEP"),
    "entry_one_live_per_student_and_run": again(
        bookings.EntryFactory, "run", "student", "rank", "joined_at", "changed_at"
    ),
    "entry_status_is_known": change(bookings.EntryFactory, status="LOST", ended_at=NOW),
    "entry_waits_for_one_or_two_places": change(bookings.EntryFactory, places=3),
    "entry_ended_says_when": change(bookings.EntryFactory, status="LEFT", ended_at=None),
    "offer_one_open_per_entry": again(
        bookings.OfferFactory, "entry", "run", "made_at", "answer_by"
    ),
    "offer_status_is_known": change(bookings.OfferFactory, status="LOST", ended_at=NOW),
    "offer_holds_one_or_two_places": change(bookings.OfferFactory, places=0),
    "offer_ends_after_it_is_made": change(bookings.OfferFactory, answer_by=NOW),
    "offer_ended_says_when": change(bookings.OfferFactory, status="DECLINED", ended_at=None),
    "interest_one_open_per_student_and_course": again(
        bookings.InterestFactory, "student", "course", "kind", "since"
    ),
    "interest_kind_is_known": change(bookings.InterestFactory, kind="MAYBE"),
    "interest_in_one_or_two_places": change(bookings.InterestFactory, places=0),
    "certificate_one_valid_per_booking": again(
        make_certificate,
        "booking",
        "sessions_attended",
        "sessions_held",
        "minutes_attended",
        "starts_on",
        "ends_on",
        "issued_at",
        code="THER-THER-THER",
    ),
    "certificate_status_is_known": change(make_certificate, status="LOST", ended_at=NOW),
    "certificate_ended_says_when": change(make_certificate, status="WITHDRAWN", ended_at=None),
    "certificate_attended_no_more_than_held": change(make_certificate, sessions_attended=5),
}


def our_constraints():
    return {
        constraint.name: (model, constraint)
        for label in ("accounts", "home", "courses", "bookings")
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
    }


def marks_of(model, constraint):
    """Return the words by which SQLite or PostgreSQL may name the constraint."""
    columns = [model._meta.get_field(name).column for name in getattr(constraint, "fields", ())]
    table = re.escape(model._meta.db_table)
    return "|".join(
        filter(None, [constraint.name, ", ".join(rf"{table}\.{column}" for column in columns)])
    )


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_database_refuses(name):
    model, constraint = our_constraints()[name]

    with pytest.raises(IntegrityError, match=marks_of(model, constraint)), transaction.atomic():
        REFUSED[name]()


def test_every_constraint_is_tried():
    assert set(REFUSED) == set(our_constraints())


def test_good_rows_are_accepted():
    for make in (booking, message, make_certificate, make_attendance, make_holiday, session):
        assert make().pk
