from __future__ import annotations

import datetime as dt
import re

import pytest
from django_tasks import default_task_backend

from bookings.enums import BookingStatus, CertificateStatus
from bookings.models import Certificate
from bookings.operations import certificates, places, settling
from bookings.queries.certificates import certificates_for, sessions_needed
from bookings.tasks import render_certificate
from courses.enums import SessionStatus
from courses.models import CourseSession
from tests.factories.courses import TutorFactory, local, make_course_page
from tests.factories.registers import (
    HERE,
    LATE,
    LEFT_EARLY,
    MISSED,
    TOLD_US,
    make_class,
    mark,
    mark_all,
)

pytestmark = pytest.mark.django_db
LATER = local(2027, 6, 1)


def statuses(booking):
    """Return each certificate of a booking, oldest first: status, came to, held."""
    return list(
        booking.certificates.order_by("id").values_list(
            "status", "sessions_attended", "sessions_held"
        )
    )


def pdfs_asked_for():
    """Return what the worker was asked to make; pages ask it for things of their own."""
    return [
        result
        for result in default_task_backend.results
        if result.task.func is render_certificate.func
    ]


@pytest.mark.parametrize(
    ("held", "percent", "needed"),
    [
        (6, 70, 4),  # 4.2
        (10, 70, 7),
        (4, 70, 2),  # 2.8
        (3, 70, 2),  # 2.1
        (1, 70, 1),  # 0.7, and nobody gets a certificate for not coming
        (6, 100, 6),
        (5, 1, 1),
        (7, 50, 3),
    ],
)
def test_the_share_is_rounded_in_the_students_favour(held, percent, needed):
    assert sessions_needed(held, percent) == needed


def test_what_is_marked_before_a_session_begins_earns_nothing_until_it_has_begun():
    run, (amina,) = make_class(sessions=1, starts=local(2027, 2, 2, 14))
    (session,) = run.sessions.all()
    mark(session, {amina: HERE}, at=local(2027, 2, 2, 9))
    assert statuses(amina) == []

    assert certificates.settle_what_has_begun(at=local(2027, 2, 2, 13, 59)) == 0
    assert statuses(amina) == []
    assert certificates.settle_what_has_begun(at=local(2027, 2, 2, 14)) == 1
    assert certificates.settle_what_has_begun(at=local(2027, 2, 2, 14, 1)) == 0

    assert statuses(amina) == [(CertificateStatus.VALID, 1, 1)]


def test_the_clock_does_not_give_again_what_the_office_has_withdrawn():
    run, (amina, ben) = make_class(students=2, sessions=1, starts=local(2027, 2, 2, 14))
    (session,) = run.sessions.all()
    mark(session, {amina: HERE, ben: MISSED}, at=local(2027, 2, 2, 9))
    certificates.settle_what_has_begun(at=local(2027, 2, 2, 14))
    certificates.withdraw_certificate(
        certificate=amina.certificates.get(), by=None, at=local(2027, 2, 2, 15)
    )

    certificates.settle_what_has_begun(at=local(2027, 2, 2, 16))

    assert statuses(amina) == [(CertificateStatus.WITHDRAWN, 1, 1)]


def test_a_place_given_up_before_the_only_session_begins_earns_nothing():
    run, (amina,) = make_class(sessions=1, starts=local(2027, 2, 2, 14))
    (session,) = run.sessions.all()
    mark(session, {amina: HERE}, at=local(2027, 2, 2, 9))
    places.cancel_booking(booking=amina, by=None, at=local(2027, 2, 2, 10))

    certificates.settle_what_has_begun(at=local(2027, 2, 2, 14))

    assert statuses(amina) == []


def test_certificate_is_given_with_the_last_mark_and_freezes_its_facts():
    course = make_course_page(
        title="Wellness Planning",
        outcomes=[("outcome", "know what keeps you well"), ("outcome", "see early signs")],
    )
    tutors = [TutorFactory(name="Priya Shah"), TutorFactory(name="dana Field")]
    run, (amina,) = make_class(
        course=course, tutors=tutors, sessions=6, starts=local(2026, 10, 6), hours=2
    )
    amina.student.certificate_name = "Amina Yusuf"
    amina.student.save()
    sessions = list(run.sessions.all())
    amina.booked_at = local(2026, 9, 1)
    amina.save()
    for session, given in zip(sessions, [HERE, LATE, MISSED, LEFT_EARLY, HERE, HERE], strict=True):
        assert not Certificate.objects.exists()
        mark(session, {amina: given})

    certificate = Certificate.objects.get()

    facts = {
        name: getattr(certificate, name)
        for name in (
            "booking", "status", "name", "course_title", "sessions_attended", "sessions_held",
            "minutes_attended", "starts_on", "ends_on", "tutor_names", "outcomes", "issued_at",
            "ended_at", "pdf", "rendered_at",
        )
    }  # fmt: skip
    assert facts == {
        "booking": amina,
        "status": CertificateStatus.VALID,
        "name": "Amina Yusuf",
        "course_title": "Wellness Planning",
        "sessions_attended": 5,
        "sessions_held": 6,
        "minutes_attended": 600,
        "starts_on": dt.date(2026, 10, 6),
        "ends_on": dt.date(2026, 11, 10),
        "tutor_names": ["dana Field", "Priya Shah"],
        "outcomes": ["know what keeps you well", "see early signs"],
        "issued_at": sessions[-1].ends_at,
        "ended_at": None,
        "pdf": None,
        "rendered_at": None,
    }
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", certificate.code)


def test_the_worker_is_asked_for_the_pdf(run_due_tasks):
    run, (amina,) = make_class(sessions=1)
    mark_all(run, {amina: [HERE]})
    certificate = Certificate.objects.get()
    assert [result.args for result in pdfs_asked_for()] == [[certificate.pk]]

    run_due_tasks()

    certificate.refresh_from_db()
    assert bytes(certificate.pdf).startswith(b"%PDF-1.7")
    assert certificate.rendered_at is not None


def test_making_the_pdf_twice_keeps_the_first(run_due_tasks):
    run, (amina,) = make_class(sessions=1)
    mark_all(run, {amina: [HERE]})
    (waiting,) = pdfs_asked_for()
    run_due_tasks()
    first = Certificate.objects.get()

    waiting.task.func(*waiting.args)

    assert Certificate.objects.get().rendered_at == first.rendered_at


@pytest.mark.parametrize(
    ("marks", "given"),
    [
        ([HERE, HERE, MISSED, MISSED], [("VALID", 2, 4)]),
        ([HERE, MISSED, TOLD_US, MISSED], []),
        ([LATE, LEFT_EARLY, TOLD_US, TOLD_US], [("VALID", 2, 4)]),
        ([MISSED, MISSED, MISSED, MISSED], []),
    ],
)
def test_the_rule_decides(marks, given):
    run, (amina,) = make_class(sessions=4)

    mark_all(run, {amina: marks})

    assert statuses(amina) == given


def test_nothing_is_decided_while_a_session_is_not_recorded():
    run, (amina,) = make_class(sessions=4)
    first, second, third, fourth = run.sessions.all()
    for session in (first, second, fourth):
        mark(session, {amina: HERE})
    assert statuses(amina) == []

    mark(third, {amina: MISSED}, at=LATER)

    assert statuses(amina) == [("VALID", 3, 4)]


def test_one_students_blank_does_not_hold_up_another():
    run, (amina, ben) = make_class(students=2, sessions=2)
    first, second = run.sessions.all()
    mark(first, {amina: HERE, ben: HERE})

    mark(second, {amina: HERE})

    assert statuses(amina) == [("VALID", 2, 2)]
    assert statuses(ben) == []


def test_sessions_the_college_cancelled_and_optional_ones_do_not_count():
    run, (amina,) = make_class(sessions=5, hours=1)
    first, second, third, cancelled, optional = run.sessions.all()
    cancelled.status = SessionStatus.CANCELLED
    cancelled.save()
    optional.is_optional = True
    optional.save()

    for session, given in ((first, HERE), (second, HERE), (optional, HERE), (third, MISSED)):
        mark(session, {amina: given}, at=optional.ends_at)

    assert statuses(amina) == [("VALID", 2, 3)]
    certificate = Certificate.objects.get()
    assert certificate.minutes_attended == 120
    assert certificate.ends_on == dt.date(2027, 1, 26)


@pytest.mark.parametrize(
    ("marks", "given"),
    [([MISSED, HERE, HERE], []), ([LATE, HERE, MISSED], [("VALID", 2, 3)])],
)
def test_a_course_may_need_its_first_session(marks, given):
    run, (amina,) = make_class(sessions=3, course=make_course_page(certificate_needs_first=True))

    mark_all(run, {amina: marks})

    assert statuses(amina) == given


def test_a_course_may_give_no_certificates():
    run, (amina,) = make_class(sessions=1, course=make_course_page(gives_certificate=False))

    mark_all(run, {amina: [HERE]})

    assert statuses(amina) == []


def test_somebody_who_joined_late_needs_no_mark_for_what_was_over():
    run, (amina,) = make_class(sessions=3)
    first, second, third = run.sessions.all()
    amina.booked_at = first.ends_at + dt.timedelta(days=1)
    amina.save()

    mark(second, {amina: HERE})
    mark(third, {amina: HERE})

    assert statuses(amina) == [("VALID", 2, 3)]


def test_a_place_given_up_gets_no_certificate():
    run, (amina, ben) = make_class(students=2, sessions=1)
    amina.status, amina.cancelled_at = BookingStatus.CANCELLED, local(2027, 1, 10)
    amina.save()

    mark_all(run, {amina: [HERE], ben: [HERE]})

    assert statuses(amina) == []
    assert statuses(ben) == [("VALID", 1, 1)]


def test_a_correction_that_takes_it_away_withdraws_but_never_deletes():
    run, (amina,) = make_class(sessions=2)
    mark_all(run, {amina: [HERE, HERE]})
    first, second = run.sessions.all()
    mark(first, {amina: MISSED}, at=LATER)
    assert statuses(amina) == [("REPLACED", 2, 2), ("VALID", 1, 2)]

    mark(second, {amina: MISSED}, at=LATER)

    assert statuses(amina) == [("REPLACED", 2, 2), ("WITHDRAWN", 1, 2)]
    assert set(amina.certificates.values_list("ended_at", flat=True)) == {LATER}
    assert list(certificates_for([amina.student])) == []


def test_a_correction_that_earns_it_after_all_gives_a_new_one():
    run, (amina,) = make_class(sessions=1)
    mark_all(run, {amina: [HERE]})
    (session,) = run.sessions.all()
    mark(session, {amina: MISSED}, at=LATER)

    mark(session, {amina: LATE}, at=LATER)

    assert statuses(amina) == [("WITHDRAWN", 1, 1), ("VALID", 1, 1)]
    assert Certificate.objects.values("code").distinct().count() == 2


def test_a_correction_that_changes_nothing_that_counts_leaves_it_alone():
    run, (amina,) = make_class(sessions=2)
    mark_all(run, {amina: [HERE, MISSED]})
    before = list(Certificate.objects.values())

    for session, given in zip(run.sessions.all(), (LATE, TOLD_US), strict=True):
        mark(session, {amina: given}, at=LATER)

    assert list(Certificate.objects.values()) == before


def test_a_harder_rule_takes_nothing_away_from_others():
    run, (amina, ben) = make_class(students=2, sessions=2)
    mark_all(run, {amina: [HERE, MISSED], ben: [HERE, HERE]})
    run.course.certificate_percent = 100
    run.course.save()

    mark(run.sessions.first(), {ben: LATE}, at=LATER)

    assert statuses(amina) == [("VALID", 1, 2)]
    assert statuses(ben) == [("VALID", 2, 2)]


def test_losing_the_first_session_matters_where_it_is_needed():
    run, (amina,) = make_class(sessions=3, course=make_course_page(certificate_needs_first=True))
    mark_all(run, {amina: [HERE, HERE, MISSED]})
    first, _second, third = run.sessions.all()
    mark(third, {amina: HERE}, at=LATER)

    mark(first, {amina: MISSED}, at=LATER)

    assert statuses(amina) == [("REPLACED", 2, 3), ("WITHDRAWN", 3, 3)]


def test_a_session_added_later_leaves_certificates_alone_until_it_is_recorded():
    run, (amina,) = make_class(sessions=2)
    mark_all(run, {amina: [HERE, HERE]})
    added = CourseSession.objects.create(
        run=run, starts_at=local(2027, 2, 20, 10), ends_at=local(2027, 2, 20, 12)
    )

    certificates.settle_certificates(run=run, by=None, at=LATER)
    assert statuses(amina) == [("VALID", 2, 2)]

    mark(added, {amina: MISSED})
    assert statuses(amina) == [("REPLACED", 2, 2), ("VALID", 2, 3)]


def test_cancelling_the_last_open_session_can_settle_it():
    run, (amina,) = make_class(sessions=2)
    first, second = run.sessions.all()
    mark(first, {amina: HERE})
    second.status = SessionStatus.CANCELLED
    second.save()

    given = certificates.settle_certificates(run=run, by=None, at=LATER)

    assert statuses(amina) == [("VALID", 1, 1)]
    assert given == list(amina.certificates.all())
    assert certificates.settle_certificates(run=run, by=None, at=LATER) == []


def test_a_run_without_sessions_that_count_gives_nothing():
    run, (amina,) = make_class(sessions=0)

    assert certificates.settle_certificates(run=run, by=None, at=LATER) == []
    assert statuses(amina) == []


def test_settling_needs_a_transaction(transactional_db):
    run, _students = make_class(sessions=1)

    with pytest.raises(RuntimeError, match="inside a transaction"):
        settling.settle_run(run, at=LATER)


def test_a_new_name_makes_a_new_certificate_and_keeps_the_old_one_as_replaced():
    run, (amina,) = make_class(sessions=1)
    mark_all(run, {amina: [HERE]})
    old = Certificate.objects.get()
    amina.student.certificate_name = "Amina Okoro"
    amina.student.save()

    new = certificates.reissue_certificate(certificate=old, by=None, at=LATER)
    again = certificates.reissue_certificate(certificate=new, by=None, at=LATER)

    assert again == new
    assert new.name == "Amina Okoro"
    assert new.code != old.code
    assert statuses(amina) == [("REPLACED", 1, 1), ("VALID", 1, 1)]
    with pytest.raises(certificates.CannotReissue, match="replaced or withdrawn"):
        certificates.reissue_certificate(certificate=old, by=None, at=LATER)


def test_a_certificate_the_register_does_not_bear_out_is_not_given_anew():
    run, (amina,) = make_class(sessions=1)
    mark_all(run, {amina: [HERE]})
    certificate = Certificate.objects.get()
    amina.attendances.update(mark=MISSED)
    amina.student.certificate_name = "Someone Else"
    amina.student.save()

    with pytest.raises(certificates.CannotReissue, match="not show enough"):
        certificates.reissue_certificate(certificate=certificate, by=None, at=LATER)

    assert statuses(amina) == [("VALID", 1, 1)]


def test_withdrawing_twice_is_harmless():
    run, (amina,) = make_class(sessions=1)
    mark_all(run, {amina: [HERE]})
    certificate = Certificate.objects.get()

    certificates.withdraw_certificate(certificate=certificate, by=None, at=LATER)
    certificates.withdraw_certificate(
        certificate=certificate, by=None, at=LATER + dt.timedelta(days=1)
    )

    certificate.refresh_from_db()
    assert (certificate.status, certificate.ended_at) == (CertificateStatus.WITHDRAWN, LATER)


def test_an_ended_certificate_cannot_end_again():
    run, (amina,) = make_class(sessions=1)
    mark_all(run, {amina: [HERE]})
    certificate = Certificate.objects.get()
    settling.end_certificate(certificate, CertificateStatus.REPLACED, at=LATER)

    with pytest.raises(RuntimeError, match="cannot move from REPLACED to WITHDRAWN"):
        settling.end_certificate(certificate, CertificateStatus.WITHDRAWN, at=LATER)


def test_the_pdf_is_waited_for_and_then_made_without_the_worker(run_due_tasks):
    run, (amina,) = make_class(sessions=1)
    mark_all(run, {amina: [HERE]})
    certificate = Certificate.objects.get()
    soon = certificate.issued_at + dt.timedelta(minutes=2, seconds=59)

    assert certificates.pdf_for(certificate=certificate, at=soon) is None
    made = certificates.pdf_for(
        certificate=certificate, at=certificate.issued_at + certificates.WORKER_HAS
    )

    assert made is not None
    certificate.refresh_from_db()
    assert certificates.pdf_for(certificate=certificate, at=soon) == made == certificate.pdf
    run_due_tasks()
    assert Certificate.objects.get().rendered_at == certificate.rendered_at


def test_my_certificates_come_newest_first_without_the_files(django_assert_num_queries):
    older, (amina,) = make_class(sessions=1)
    newer, (ben,) = make_class(sessions=1, starts=local(2027, 2, 9))
    mark_all(older, {amina: [HERE]})
    mark_all(newer, {ben: [HERE]})

    with django_assert_num_queries(1):
        found = list(certificates_for([amina.student, ben.student]))
        names = [certificate.booking.student.name for certificate in found]

    assert names == [ben.student.name, amina.student.name]
    assert [certificate.get_deferred_fields() for certificate in found] == [{"pdf"}, {"pdf"}]
