"""Mail for a machine: calendar replies become apologies or questions, bounces become calls."""

from __future__ import annotations

import datetime as dt
import imaplib
import io
import mailbox
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from icalendar import Calendar

from accounts.models import Message, MessageAttempt
from accounts.operations.bounces import StillOnItsWay
from bookings.models import CalendarEntry, SessionApology
from bookings.operations import apologies, calendar_updates, places
from recoverycollege import incoming_mail, mailboxes
from tests.factories.accounts import MessageFactory, StudentFactory
from tests.factories.courses import NOW, local, make_run
from tests.factories.home import make_college_settings
from tests.recoverycollege.imap import imap_server

pytestmark = pytest.mark.django_db

SAM = "sam@example.org"
TUESDAYS = [local(2027, 1, 12), local(2027, 1, 19), local(2027, 1, 26), local(2027, 2, 2)]


@pytest.fixture
def student():
    make_college_settings()
    return StudentFactory(email="Sam@example.org")


@pytest.fixture
def booking(student):
    return places.book_place(run=make_run(), student=student, by=None, at=NOW)


@pytest.fixture
def scattered(student):
    """Two sessions on one day are no series, so that each has an invitation of its own."""
    run = make_run(sessions=3)
    first, second, _ = run.sessions.order_by("starts_at")
    for session, starts in ((first, local(2027, 1, 12, 9)), (second, local(2027, 1, 12, 15))):
        session.starts_at, session.ends_at = starts, starts + dt.timedelta(hours=2)
        session.save()
    return places.book_place(run=run, student=student, by=None, at=NOW)


def entry_of(booking):
    return booking.calendar_entries.order_by("pk").first()


def reply(entry, answer="DECLINED", *, slot=None, attendee=SAM, sequence=None, extra=""):
    """Write what a calendar sends when somebody presses a button in it."""
    recurrence = f"RECURRENCE-ID:{slot.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}\r\n" if slot else ""
    number = entry.sequence if sequence is None else sequence
    return (
        "BEGIN:VCALENDAR\r\nPRODID:-//Some//Calendar//EN\r\nVERSION:2.0\r\nMETHOD:REPLY\r\n"
        "BEGIN:VEVENT\r\n"
        f"UID:{entry.uid}\r\nSEQUENCE:{number}\r\n{recurrence}{extra}"
        "DTSTAMP:20270105T090000Z\r\nORGANIZER:mailto:office@college.example\r\n"
        f'ATTENDEE;CN="Sam";PARTSTAT={answer}:MAILTO:{attendee}\r\n'
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def mail_with(calendar, sender=f"Sam Quill <{SAM}>", body="Sam has declined."):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "office@college.example", "Declined"
    mail.set_content(body)
    mail.add_alternative(calendar, subtype="calendar", params={"method": "REPLY"})
    mail.add_attachment(calendar.encode(), maintype="application", subtype="ics", filename="r.ics")
    return mail.as_bytes()


def excused():
    return list(SessionApology.objects.standing().values_list("session__starts_at", flat=True))


def questions():
    return Message.objects.filter(kind="give_up_question")


@pytest.mark.parametrize("number", range(4))
def test_declining_one_date_of_a_series_is_an_apology_for_it(booking, number):
    content = mail_with(reply(entry_of(booking), slot=TUESDAYS[number]))

    assert incoming_mail.take_mail(content, at=NOW)

    booking.refresh_from_db()
    assert excused() == [TUESDAYS[number]]
    assert (booking.status, questions().count()) == ("CONFIRMED", 0)


def test_a_date_in_the_senders_own_zone_is_the_same_date(booking):
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Somewhere\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    written = reply(entry_of(booking), extra="RECURRENCE-ID;TZID=Somewhere:20270119T110000\r\n")
    content = written.replace("BEGIN:VEVENT", f"{zone}BEGIN:VEVENT")

    incoming_mail.take_mail(mail_with(content), at=NOW)

    assert excused() == [TUESDAYS[1]]


def test_a_date_that_differs_from_its_series_is_found_by_its_place(student):
    run = make_run()
    moved = run.sessions.order_by("starts_at")[2]
    moved.starts_at += dt.timedelta(hours=3)
    moved.ends_at += dt.timedelta(hours=3)
    moved.save()
    booking = places.book_place(run=run, student=student, by=None, at=NOW)

    incoming_mail.take_mail(mail_with(reply(entry_of(booking), slot=TUESDAYS[2])), at=NOW)

    assert excused() == [TUESDAYS[2] + dt.timedelta(hours=3)]


def test_declining_a_date_that_was_invited_alone_is_an_apology_for_it(scattered):
    second = scattered.calendar_entries.order_by("pk")[1]

    incoming_mail.take_mail(mail_with(reply(second)), at=NOW)

    assert excused() == [local(2027, 1, 12, 15)]
    assert questions().count() == 0


def test_declining_all_dates_is_asked_about_and_never_a_cancellation(
    booking, run_due_tasks, mailoutbox
):
    run_due_tasks()
    mailoutbox.clear()
    for _ in range(2):
        assert incoming_mail.take_mail(mail_with(reply(entry_of(booking))), at=NOW)
    run_due_tasks()

    booking.refresh_from_db()
    (mail,) = mailoutbox
    assert (booking.status, excused(), mail.subject) == (
        "CONFIRMED",
        [],
        "Do you still want your place?",
    )
    assert "so we have kept your place" in mail.body
    assert "/answer/place/" in mail.body


def stamped(content, when):
    return content.replace("DTSTAMP:20270105T090000Z", f"DTSTAMP:{when:%Y%m%dT%H%M%S}Z")


def test_a_no_said_after_the_question_is_asked_about_again(booking):
    first, second = (NOW + dt.timedelta(days=days) for days in (1, 3))
    no = mail_with(stamped(reply(entry_of(booking)), first))
    same_from_another_device = mail_with(
        stamped(reply(entry_of(booking)), first + dt.timedelta(seconds=9))
    )
    again = mail_with(stamped(reply(entry_of(booking)), second))
    asked = []
    for content, at in (
        (no, first),
        (same_from_another_device, first + dt.timedelta(minutes=1)),
        (no, second),
        (again, second),
        (again, second + dt.timedelta(days=1)),
        (no, second + dt.timedelta(days=1)),
    ):
        assert incoming_mail.take_mail(content, at=at)
        asked.append(questions().count())

    assert asked == [1, 1, 1, 2, 2, 2]


def test_a_second_date_declined_before_the_calendar_has_the_update_is_an_apology_too(
    booking, run_due_tasks
):
    run_due_tasks()
    entry = entry_of(booking)
    third, fourth = (mail_with(reply(entry, slot=TUESDAYS[number])) for number in (2, 3))
    assert incoming_mail.take_mail(third, at=NOW)
    calendar_updates.follow_up_booking(booking=booking, at=NOW)
    assert entry_of(booking).sequence > entry.sequence

    for _ in range(2):
        assert incoming_mail.take_mail(fourth, at=NOW + dt.timedelta(minutes=5))
    # What an interrupted reader reads again is no news.
    assert incoming_mail.take_mail(third, at=NOW + dt.timedelta(minutes=5))

    assert excused() == TUESDAYS[2:]


def moved(session):
    session.starts_at += dt.timedelta(hours=1)
    session.ends_at += dt.timedelta(hours=1)
    session.save()


@pytest.mark.parametrize("is_told", (True, False))
def test_a_date_that_has_moved_since_is_not_the_one_declined(booking, run_due_tasks, is_told):
    run_due_tasks()
    entry = entry_of(booking)
    first, *_, fourth = booking.run.sessions.order_by("starts_at")
    moved(fourth if is_told else first)
    calendar_updates.follow_up_booking(booking=booking, at=NOW)
    if not is_told:
        moved(fourth)

    assert entry_of(booking).sequence > entry.sequence
    assert not incoming_mail.take_mail(mail_with(reply(entry, slot=TUESDAYS[3])), at=NOW)
    assert excused() == []


def test_all_dates_of_an_older_invitation_are_for_people(booking, run_due_tasks):
    run_due_tasks()
    entry = entry_of(booking)
    moved(booking.run.sessions.order_by("starts_at").first())
    calendar_updates.follow_up_booking(booking=booking, at=NOW)

    assert not incoming_mail.take_mail(mail_with(reply(entry)), at=NOW)
    assert questions().count() == 0


def test_declining_a_date_and_all_that_follow_excuses_from_it_and_is_for_people(booking):
    written = reply(entry_of(booking), slot=TUESDAYS[1])
    content = mail_with(written.replace("RECURRENCE-ID:", "RECURRENCE-ID;RANGE=THISANDFUTURE:"))

    assert not incoming_mail.take_mail(content, at=NOW)

    assert excused() == [TUESDAYS[1]]


def with_more(entry, *recurrences, answer="DECLINED"):
    """Write what a calendar sends that answers several dates of a series at once."""
    ends = "END:VCALENDAR\r\n"
    more = [
        "BEGIN:VEVENT" + reply(entry, answer, extra=f"{one}\r\n").partition("BEGIN:VEVENT")[2]
        for one in recurrences
    ]
    events = [one.replace(ends, "") for one in (reply(entry, slot=TUESDAYS[0]), *more)]
    return "".join([*events, ends])


@pytest.mark.parametrize(
    ("recurrences", "answer", "understood"),
    [
        (["RECURRENCE-ID;VALUE=DATE:20270119"], "DECLINED", None),
        (["RECURRENCE-ID;TZID=Nowhere:20270119T100000"], "DECLINED", None),
        (["RECURRENCE-ID:20270119T100000Z"], "DELEGATED", None),
        (["RECURRENCE-ID:rubbish"], "DECLINED", None),
        # One more than anybody reads.
        (
            [*["RECURRENCE-ID:20270126T100000Z"] * 49, "RECURRENCE-ID:20270119T100000Z"],
            "DECLINED",
            TUESDAYS[2],
        ),
        # Without a zone, as it stood in the invitation.
        (["RECURRENCE-ID:20270119T100000"], "DECLINED", TUESDAYS[1]),
    ],
)
def test_a_no_that_cannot_be_read_is_not_lost_behind_one_that_can(
    booking, recurrences, answer, understood
):
    content = with_more(entry_of(booking), *recurrences, answer=answer)
    is_all = understood == TUESDAYS[1]

    assert incoming_mail.take_mail(mail_with(content), at=NOW) is is_all

    assert sorted(excused()) == [TUESDAYS[0], *([understood] if understood else [])]


def outdated(booking):
    # A later invitation is out, so this is an answer to dates that are no longer so.
    CalendarEntry.objects.filter(booking=booking).update(sequence=7)
    return mail_with(reply(entry_of(booking), slot=TUESDAYS[0], sequence=6))


def from_somebody_else(booking):
    return mail_with(reply(entry_of(booking), slot=TUESDAYS[0]), sender="eve@example.org")


def for_somebody_else(booking):
    return mail_with(reply(entry_of(booking), slot=TUESDAYS[0], attendee="eve@example.org"))


def accepted(booking):
    return mail_with(reply(entry_of(booking), "ACCEPTED"))


def perhaps(booking):
    return mail_with(reply(entry_of(booking), "TENTATIVE", slot=TUESDAYS[0]))


def no_date_of_ours(booking):
    return mail_with(reply(entry_of(booking), slot=local(2027, 1, 13)))


def unknown(booking):
    return mail_with(reply(SimpleNamespace(uid="x" * 300 + str(booking.uuid), sequence=0)))


def given_up(booking):
    content = mail_with(reply(entry_of(booking), sequence=99))
    places.cancel_booking(booking=booking, by=None, at=NOW)
    return content


def accepted_before_it_was_given_up(booking):
    content = accepted(booking)
    places.cancel_booking(booking=booking, by=None, at=local(2027, 1, 6))
    return content


def accepted_after_it_was_given_up(booking):
    content = accepted(booking)
    places.cancel_booking(booking=booking, by=None, at=NOW)
    return content


@pytest.mark.parametrize(
    ("written", "is_put_away"),
    (
        (accepted_before_it_was_given_up, True),
        (accepted_after_it_was_given_up, False),
        (outdated, False),
        (from_somebody_else, False),
        (for_somebody_else, False),
        (accepted, True),
        (perhaps, True),
        (no_date_of_ours, False),
        (unknown, False),
        (given_up, True),
    ),
)
def test_other_answers_change_nothing_and_what_matters_is_left_for_people(
    booking, written, is_put_away
):
    content = written(booking)

    assert incoming_mail.take_mail(content, at=NOW) is is_put_away

    assert (excused(), questions().count()) == ([], 0)


GOOGLE = (
    "Sam Quill has declined this invitation{note}.\n\n{title}\n"
    "Tuesday 12 Jan 2027 ⋅ 10:00 – 12:00 United Kingdom Time\n"  # noqa: RUF001 -- as it is
    "View all guest info https://calendar.google.com/calendar/event?eid=x\n\n~~//~~\n"
    "Invitation from Google Calendar: https://calendar.google.com/calendar/\n"
)
IN_FRENCH = GOOGLE.replace("has declined this invitation", "a refusé cette invitation")
LOW = "I feel very low and cannot come, please ring me."


@pytest.fixture
def title(booking, run_due_tasks):
    """Return what the student's calendar shows, as calendars say it again."""
    run_due_tasks()
    written = Message.objects.get(kind="booking_confirmed").calendar
    return str(Calendar.from_ical(written).walk("VEVENT")[0]["SUMMARY"])


@pytest.mark.parametrize(
    "body",
    (
        "",
        "Declined",
        "sam@example.org has declined.",
        "Sam Quill has declined your event invitation: {title}\n-- \nSent from my phone",
        "Declined: {title}",
        "Declined: {title} @ Tue 12 Jan 2027 10am - 12pm (GMT) (sam@example.org)",
        GOOGLE.replace("{note}", ""),
    ),
)
def test_what_a_calendar_wrote_itself_nobody_needs_to_read(booking, title, body):
    written = reply(entry_of(booking), slot=TUESDAYS[0], extra="COMMENT:\r\n")

    assert incoming_mail.take_mail(mail_with(written, body=body.format(title=title)), at=NOW)

    assert excused() == [TUESDAYS[0]]


@pytest.mark.parametrize(
    ("body", "extra"),
    (
        ("Sam has declined.", "COMMENT:I am in hospital\r\n"),
        ("Sam has declined.", "DESCRIPTION:I am in hospital\r\n"),
        ("Sam has declined.\n\nI am in hospital, please ring me.", ""),
        ("I have declined because I am ill.", ""),
        ("I am going to end it all. I have accepted.", ""),
        ("Please ring me, my benefit claim was declined.", ""),
        ("Please ring me declined", ""),
        ("Declined: I want to end it all", ""),
        ("Declined: {title} @ Tue 12 Jan 2027 (please ring me)", ""),
        ("Where", ""),
        ("Sent from my bed, I cannot get up", ""),
        ("Tuesday 12 Jan 2027", ""),
        ("🆘", ""),
        ("?", ""),
        (f"{LOW}\n> View all guest info https://calendar.google.com/calendar/event", ""),
        (f"{LOW}\n{GOOGLE.replace('{note}', '')}", ""),
        (GOOGLE.replace("{note}", " with this note:\n\nPlease ring me"), ""),
        (IN_FRENCH.replace("{note}", " avec cette note :\n\nAppelez-moi"), ""),
    ),
)
def test_words_of_a_person_stay_for_people_and_the_date_is_excused(booking, title, body, extra):
    written = reply(entry_of(booking), slot=TUESDAYS[0], extra=extra)

    assert not incoming_mail.take_mail(mail_with(written, body=body.format(title=title)), at=NOW)

    assert excused() == [TUESDAYS[0]]


@pytest.mark.parametrize("plain", (None, "", "Sam has declined."))
@pytest.mark.parametrize(
    ("words", "is_put_away"), ((LOW, False), ("Sam has <b>declined</b>", True))
)
def test_words_in_html_alone_are_words_too(booking, plain, words, is_put_away):
    mail = EmailMessage()
    mail["From"] = f"Sam <{SAM}>"
    shown = f"<html><head><style>p {{}}</style></head><body><p>{words}</p>&nbsp;</body></html>"
    if plain is None:
        mail.set_content(shown, subtype="html")
    else:
        mail.set_content(plain)
        mail.add_alternative(shown, subtype="html")
    written = reply(entry_of(booking), slot=TUESDAYS[0])
    mail.add_alternative(written, subtype="calendar", params={"method": "REPLY"})

    assert incoming_mail.take_mail(mail.as_bytes(), at=NOW) is is_put_away


def with_a_note_beside_the_address(mail, written):
    told = written.replace('CN="Sam"', 'CN="Sam";X-RESPONSE-COMMENT="Ring me"')
    mail.add_alternative(told, subtype="calendar", params={"method": "REPLY"})


def with_a_subject_of_their_own(mail, written):
    mail.add_alternative(written, subtype="calendar", params={"method": "REPLY"})
    mail["Subject"] = LOW


def with_another_proposal(mail, written):
    mail.add_alternative(written, subtype="calendar", params={"method": "REPLY"})
    other = written.replace("METHOD:REPLY", "METHOD:COUNTER")
    mail.add_attachment(other.encode(), maintype="text", subtype="calendar")


def with_a_picture(mail, written):
    mail.add_alternative(written, subtype="calendar", params={"method": "REPLY"})
    mail.add_attachment(b"...", maintype="image", subtype="png", filename="letter.png")


def with_a_mail_inside(mail, written):
    mail.add_alternative(written, subtype="calendar", params={"method": "REPLY"})
    inner = EmailMessage()
    inner.set_content(LOW)
    mail.add_attachment(inner)


@pytest.mark.parametrize(
    "add",
    (
        with_a_note_beside_the_address,
        with_a_subject_of_their_own,
        with_another_proposal,
        with_a_picture,
        with_a_mail_inside,
    ),
)
def test_whatever_else_a_mail_brings_is_for_people(booking, add):
    mail = EmailMessage()
    mail["From"] = SAM
    mail.set_content("Declined")
    add(mail, reply(entry_of(booking), slot=TUESDAYS[0]))

    assert not incoming_mail.take_mail(mail.as_bytes(), at=NOW)

    assert excused() == [TUESDAYS[0]]


def test_a_yes_after_a_no_takes_it_back_and_the_no_read_again_changes_nothing(booking):
    entry = entry_of(booking)
    no = mail_with(reply(entry, slot=TUESDAYS[0]), body="Please ring me.")
    yes = mail_with(reply(entry, "ACCEPTED", slot=TUESDAYS[0]), body="Sam has accepted.")

    incoming_mail.take_mail(no, at=NOW)
    assert incoming_mail.take_mail(yes, at=NOW + dt.timedelta(days=1))
    assert not incoming_mail.take_mail(no, at=NOW + dt.timedelta(days=1))

    assert excused() == []


@pytest.mark.parametrize("which", ("booking", "scattered"))
def test_a_yes_counts_when_the_date_has_left_the_calendar_and_only_if_it_is_newer(which, request):
    booking = request.getfixturevalue(which)
    entry = entry_of(booking)
    slot = TUESDAYS[0] if which == "booking" else None
    yes = mail_with(reply(entry, "ACCEPTED", slot=slot), body="Sam has accepted.")
    written = reply(entry, "ACCEPTED", slot=slot).replace("DTSTAMP:2027", "DTSTAMP:2020")
    earlier = mail_with(written, body="Sam has accepted.")
    later = NOW + dt.timedelta(hours=1)
    session = booking.run.sessions.order_by("starts_at").first()
    apologies.apologise(booking=booking, session=session, by=None, at=NOW)
    assert calendar_updates.follow_up_booking(booking=booking, at=NOW)

    assert incoming_mail.take_mail(earlier, at=later)
    assert excused() == [session.starts_at]

    assert incoming_mail.take_mail(yes, at=later)
    assert excused() == []
    assert calendar_updates.follow_up_booking(booking=booking, at=later)


@pytest.mark.parametrize("answer", ("ACCEPTED", "TENTATIVE"))
def test_yes_to_all_dates_keeps_the_place_and_the_dates_somebody_cannot_come_to(booking, answer):
    incoming_mail.take_mail(mail_with(reply(entry_of(booking), slot=TUESDAYS[0])), at=NOW)
    incoming_mail.take_mail(mail_with(reply(entry_of(booking))), at=NOW)

    assert incoming_mail.take_mail(mail_with(reply(entry_of(booking), answer), body=""), at=NOW)

    booking.refresh_from_db()
    assert (booking.status, excused()) == ("CONFIRMED", [TUESDAYS[0]])
    assert questions().count() == 1


def test_declining_every_date_one_by_one_is_asked_about(scattered):
    for number, entry in enumerate(scattered.calendar_entries.order_by("pk"), start=1):
        assert incoming_mail.take_mail(mail_with(reply(entry)), at=NOW)
        assert (len(excused()), questions().count()) == (number, int(number == 3))

    scattered.refresh_from_db()
    assert scattered.status == "CONFIRMED"


def test_a_date_that_is_over_needs_no_apology(booking):
    after = TUESDAYS[0] + dt.timedelta(hours=3)

    incoming_mail.take_mail(mail_with(reply(entry_of(booking), slot=TUESDAYS[0])), at=after)

    assert excused() == []


def test_the_same_reply_read_again_changes_nothing(booking):
    content = mail_with(reply(entry_of(booking), slot=TUESDAYS[0]))
    incoming_mail.take_mail(content, at=NOW)
    session = booking.run.sessions.order_by("starts_at").first()
    apologies.take_back_apology(booking=booking, session=session, by=None, at=NOW)
    CalendarEntry.objects.update(sequence=5)

    incoming_mail.take_mail(content, at=NOW)

    assert excused() == []


def test_our_own_invitations_are_no_replies(booking, run_due_tasks, mailoutbox):
    run_due_tasks()
    content = mailoutbox[0].message().as_bytes()

    assert not incoming_mail.take_mail(content, at=NOW)


RUBBISH = (
    b"",
    b"\x00\xff\xfe",
    b"From: a\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n",
    b"From: \xff\xfe <a@b\nContent-Type: multipart/report; boundary=x\n\n--x\n\n--x--",
    b"Content-Type: text/calendar; charset=none\nContent-Transfer-Encoding: base64\n\n!!!!",
    b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (depth, depth)
        for depth in range(1000)
    ),
    b"From: " + b"a" * 100_000 + b"\n\nhello",
    b"x" * (incoming_mail.LONGEST_MAIL + 1),
)


@pytest.mark.parametrize("content", RUBBISH, ids=range(len(RUBBISH)))
def test_rubbish_is_left_for_people(content):
    assert not incoming_mail.take_mail(content, at=NOW)


@pytest.mark.parametrize(
    "spoilt",
    (
        ("UID:", "UID:\x00"),
        ("SEQUENCE:", "SEQUENCE:many"),
        ("PARTSTAT=DECLINED", "PARTSTAT=DELEGATED"),
        ("ATTENDEE;", "ATTENDEE:mailto:b@example.org\r\nATTENDEE;"),
        ("DTSTAMP", "RECURRENCE-ID;VALUE=DATE:20270112\r\nDTSTAMP"),
        ("DTSTAMP", "RECURRENCE-ID;TZID=Nowhere:20270112T100000\r\nDTSTAMP"),
        ("DTSTAMP", "RECURRENCE-ID:20270112T110000\r\nDTSTAMP"),
        ("DTSTAMP", "RECURRENCE-ID:rubbish\r\nDTSTAMP"),
    ),
)
def test_a_spoilt_reply_changes_nothing(booking, spoilt):
    content = mail_with(reply(entry_of(booking)).replace(*spoilt))

    incoming_mail.take_mail(content, at=NOW)

    assert excused() == []


# Bounces ----------------------------------------------------------------------


def bounce_of(
    message,
    *,
    status="5.1.1",
    action="failed",
    headers_only=False,
    again="",
    said="550 no such user",
    went_to="",
):
    went_to = went_to or message.to_address
    original = (
        f"Message-ID: <{message.uuid}{again}@college.example>\r\n"
        f"To: {went_to}\r\nSubject: Your place is booked\r\n\r\n"
    )
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    return (
        "From: MAILER-DAEMON@mail.example\r\nTo: office@college.example\r\n"
        "Subject: Undelivered\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.example\r\n\r\n"
        f"Final-Recipient: rfc822; {went_to}\r\nAction: {action}\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; {said}\r\n\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n{original}--b--\r\n"
    ).encode()


def as_qmail_writes(message, *, code="5.1.1"):
    return (
        "From: MAILER-DAEMON@mail.example\r\nTo: office@college.example\r\n"
        "Subject: failure notice\r\n\r\n"
        "Hi. This is the qmail-send program at mail.example.\r\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\r\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
        f"<{message.to_address}>:\r\nSorry, no mailbox here by that name. (#{code})\r\n\r\n"
        "--- Below this line is a copy of the message.\r\n\r\n"
        "Return-Path: <office@college.example>\r\n"
        f"Message-ID: <{message.uuid}@college.example>\r\nSubject: Booked\r\n\r\nHello\r\n"
    ).encode()


@pytest.mark.parametrize(("code", "works"), [("5.1.1", False), ("5.2.2", True)])
def test_a_bounce_in_qmails_plain_words_is_understood(sent, code, works):
    assert incoming_mail.take_mail(as_qmail_writes(sent, code=code), at=NOW)

    sent.student.refresh_from_db()
    assert sent.student.email_works is works
    assert MessageAttempt.objects.filter(message=sent, succeeded=False).get().answer == (
        f"Came back: Sorry, no mailbox here by that name. (#{code})"
    )


def in_mixed(content):
    return content.replace(b"multipart/report; report-type=delivery-status", b"multipart/mixed")


@pytest.mark.parametrize(
    "passed_on",
    [
        lambda sent: as_qmail_writes(sent).replace(b"Hi. This is the", b"Is this yours? It is the"),
        lambda sent: as_qmail_writes(sent).replace(b"MAILER-DAEMON", b"sam"),
        lambda sent: in_mixed(bounce_of(sent)).replace(b"MAILER-DAEMON", b"sam"),
    ],
)
def test_a_bounce_that_a_person_passes_on_is_for_people(sent, passed_on):
    assert not incoming_mail.take_mail(passed_on(sent), at=NOW)

    sent.refresh_from_db()
    assert sent.status == "SENT"


def test_a_report_in_another_multipart_is_one_all_the_same(sent):
    assert incoming_mail.take_mail(in_mixed(bounce_of(sent)), at=NOW)

    sent.refresh_from_db()
    assert sent.status == "FAILED"


def test_a_bounce_that_is_faster_than_the_worker_is_read_again(sent):
    Message.objects.filter(pk=sent.pk).update(status="SENDING", claimed_at=NOW)
    with pytest.raises(StillOnItsWay):
        incoming_mail.take_mail(bounce_of(sent), at=NOW)
    # The server took it, and the line went dead before it said so.
    Message.objects.filter(pk=sent.pk).update(status="QUEUED", attempt_count=1)

    assert incoming_mail.take_mail(bounce_of(sent), at=NOW)
    sent.refresh_from_db()
    assert (sent.status, sent.student.email_works) == ("FAILED", False)


@pytest.fixture
def sent(booking, run_due_tasks):
    run_due_tasks()
    return Message.objects.get(kind="booking_confirmed")


@pytest.mark.parametrize("shape", ({}, {"headers_only": True}, {"again": ".1"}))
def test_a_mail_that_comes_back_becomes_a_call_to_make(sent, run_due_tasks, shape):
    type(sent.student).objects.update(phone="01632 960 001")
    if "again" in shape:
        Message.objects.filter(pk=sent.pk).update(facts=sent.facts | {"again": 1})

    assert incoming_mail.take_mail(bounce_of(sent, **shape), at=NOW)
    run_due_tasks()

    sent.refresh_from_db()
    sent.student.refresh_from_db()
    assert (sent.status, sent.channel) == ("FOR_OFFICE", "PHONE")
    assert not sent.student.email_works
    assert MessageAttempt.objects.filter(message=sent, succeeded=False).get().answer == (
        "Came back: smtp; 550 no such user"
    )


@pytest.mark.parametrize(
    ("again", "of_copy", "went_to"),
    (
        (1, "", "old@example.org"),
        (2, ".1", "sam@example.org"),
        (1, "", ""),
        (0, "", "old@example.org"),
    ),
)
def test_a_late_bounce_of_an_earlier_copy_says_nothing_of_the_address_now(
    sent, again, of_copy, went_to
):
    Message.objects.filter(pk=sent.pk).update(facts=sent.facts | {"again": again})

    assert incoming_mail.take_mail(bounce_of(sent, again=of_copy, went_to=went_to), at=NOW)

    sent.refresh_from_db()
    sent.student.refresh_from_db()
    assert (sent.status, sent.student.email_works) == ("SENT", True)


def test_a_bounce_from_where_the_address_leads_is_one_of_the_address(sent):
    content = bounce_of(sent).replace(
        f"rfc822; {sent.to_address}".encode(), b"rfc822; elsewhere@example.org"
    )

    assert incoming_mail.take_mail(content, at=NOW)

    sent.refresh_from_db()
    assert sent.status == "FAILED"


def test_without_another_way_the_office_sees_that_it_did_not_arrive(sent):
    incoming_mail.take_mail(bounce_of(sent), at=NOW)

    sent.refresh_from_db()
    assert sent.status == "FAILED"


@pytest.mark.parametrize(
    ("status", "said", "works"),
    (
        ("5.2.2", "550 no such user", True),
        ("5.0.0", "552 5.2.2 full", True),
        ("5.0.0", "554 5.7.1 spam", True),
        ("5.0.0", "554 blocked by 192.0.2.1", True),
        ("5.1.1", "550 5.7.1 blocked", True),
        ("5.1.7", "550 bad sender", True),
        ("5.1.8", "550 no such domain", True),
        ("5.0.0", "550 no such user", False),
        ("5.0.0", "550-5.1.1 no such user", False),
        ("5.1.2", "", False),
    ),
)
def test_only_what_is_said_of_the_address_turns_it_off(sent, status, said, works):
    incoming_mail.take_mail(bounce_of(sent, status=status, said=said), at=NOW)

    sent.refresh_from_db()
    sent.student.refresh_from_db()
    assert (sent.status, sent.student.email_works) == ("FAILED", works)


@pytest.mark.parametrize("shape", ({"action": "delayed", "status": "4.4.1"}, {"again": "x"}))
def test_a_mail_that_is_only_late_has_not_come_back(sent, shape):
    incoming_mail.take_mail(bounce_of(sent, **shape), at=NOW)

    sent.refresh_from_db()
    assert sent.status == "SENT"


def test_a_bounce_is_taken_once(sent, run_due_tasks):
    for _ in range(2):
        incoming_mail.take_mail(bounce_of(sent), at=NOW)

    assert MessageAttempt.objects.filter(message=sent, succeeded=False).count() == 1


def test_a_bounce_of_nothing_we_sent_changes_nothing():
    waiting = MessageFactory()

    incoming_mail.take_mail(bounce_of(waiting), at=NOW)

    waiting.refresh_from_db()
    assert (waiting.status, MessageAttempt.objects.count()) == ("QUEUED", 0)


# Where mail waits -------------------------------------------------------------


def test_a_maildir_gives_up_what_is_for_a_machine_and_keeps_the_rest(booking, tmp_path):
    box = mailbox.Maildir(tmp_path / "post")
    box.add(mail_with(reply(entry_of(booking), slot=TUESDAYS[0])))
    letter = b"From: sam@example.org\r\nSubject: Hello\r\n\r\nIs there parking?\r\n"
    box.add(letter)

    for _ in range(2):
        call_command("read_mail", maildir=tmp_path / "post")

    assert [message.get("Subject") for message in mailbox.Maildir(tmp_path / "post")] == ["Hello"]
    assert len(mailbox.Maildir(tmp_path / "post").get_folder(mailboxes.HANDLED)) == 1
    assert len(excused()) == 1


def test_two_readers_of_one_maildir_put_every_mail_away_once(tmp_path):
    box = mailbox.Maildir(tmp_path / "post")
    letters = [f"Subject: {number}\r\n\r\nHello\r\n".encode() for number in range(3)]
    for letter in letters:
        box.add(letter)
    taken = []

    def take(content):
        if not taken:
            # The other reader is faster with all the rest.
            taken.append("other")
            taken.append(mailboxes.read_maildir(tmp_path / "post", lambda _: True))
        return True

    taken.append(mailboxes.read_maildir(tmp_path / "post", take))

    handled = mailbox.Maildir(tmp_path / "post").get_folder(mailboxes.HANDLED)
    assert (taken, len(mailbox.Maildir(tmp_path / "post"))) == (["other", 3, 0], 0)
    assert sorted(message.as_bytes() for message in handled) == [
        letter.replace(b"\r\n", b"\n") for letter in letters
    ]


def test_a_folder_that_is_no_maildir_is_named(tmp_path):
    with pytest.raises(CommandError, match="is not a maildir"):
        call_command("read_mail", maildir=tmp_path)


def test_a_mail_server_can_hand_a_mail_over(booking, monkeypatch):
    content = mail_with(reply(entry_of(booking), slot=TUESDAYS[0]))
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content)))

    call_command("read_mail")

    assert len(excused()) == 1


@pytest.mark.parametrize("body", ("Sam has declined.", "Please ring me."))
def test_a_mail_for_people_is_given_back_to_the_mail_server(booking, monkeypatch, body):
    content = mail_with(reply(entry_of(booking), sequence=-1), body=body)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content)))

    with pytest.raises(CommandError, match="for people") as raised:
        call_command("read_mail")

    assert raised.value.returncode == 67


@pytest.mark.parametrize(
    "address",
    ("http://mail.example", "imaps://", "nonsense", "imaps://[mail", "imaps://mail.example:x/"),
)
def test_a_mailbox_that_cannot_be_is_answered_with_what_to_write(address, monkeypatch):
    monkeypatch.setenv("MAILBOX", address)

    with pytest.raises(CommandError, match="imaps://user:password@host/folder"):
        call_command("read_mail", imap=True)


LETTER = b"From: sam@example.org\r\nSubject: Hello\r\n\r\nIs there parking?\r\n"


@pytest.fixture
def post(booking, sent, monkeypatch):
    """A mailbox with a letter, two replies and a bounce; without TLS, as only a test has it."""

    def plain(host, port, *, ssl_context, timeout):
        assert ssl_context.check_hostname
        return imaplib.IMAP4(host, port, timeout)

    monkeypatch.setattr(imaplib, "IMAP4_SSL", plain)
    first, second = (
        mail_with(reply(entry_of(booking), slot=slot)) for slot in (TUESDAYS[0], TUESDAYS[2])
    )
    with imap_server(letter=LETTER, one=first, two=second, back=bounce_of(sent)) as box:
        monkeypatch.setenv("MAILBOX", box.address)
        yield box


def test_a_mailbox_keeps_mail_for_people_unread_and_gives_up_the_rest(post, sent):
    post.mails[9] = b"x" * (incoming_mail.LONGEST_MAIL + 1)

    for _ in range(2):
        call_command("read_mail", imap=True)

    sent.refresh_from_db()
    assert (len(excused()), sent.status, post.unread()) == (2, "FAILED", [1, 9])
    assert [one for one in post.asked if "FETCH 9" in one] == []


@pytest.mark.parametrize("breaks_at", ("SEARCH", "FETCH 3", "STORE 3"))
def test_a_line_that_goes_dead_loses_nothing(post, breaks_at):
    post.hangs_up_before = breaks_at

    with pytest.raises(CommandError, match="The mailbox could not be read"):
        call_command("read_mail", imap=True)
    call_command("read_mail", imap=True)

    assert (len(excused()), post.unread()) == (2, [1])


@pytest.mark.parametrize("refused", ("LOGIN", "SELECT", "SEARCH"))
def test_a_mailbox_that_refuses_is_told_in_a_sentence(post, refused):
    post.refuses = refused

    with pytest.raises(CommandError, match=r"The mailbox (could not be read|has no folder)"):
        call_command("read_mail", imap=True)
    assert post.unread() == [1, 2, 3, 4]


def test_a_mail_that_somebody_else_took_away_is_passed_over(post):
    post.refuses = "FETCH 2"

    call_command("read_mail", imap=True)

    assert (len(excused()), post.unread()) == (1, [1, 2])


@pytest.mark.parametrize("trouble", (OperationalError("gone"), apologies.Busy("busy"), KeyError()))
def test_a_mail_that_could_not_be_dealt_with_stays_for_the_next_round(post, trouble, monkeypatch):
    really = apologies.apologise

    def apologise(*, booking, session, basis, by, at):
        if session.starts_at == TUESDAYS[0]:
            raise trouble
        return really(booking=booking, session=session, basis=basis, by=by, at=at)

    monkeypatch.setattr(apologies, "apologise", apologise)
    with pytest.raises(CommandError, match="1 mail could not be dealt with") as raised:
        call_command("read_mail", imap=True)

    # A mail server that hands mails over tries again on this code, and on no other.
    assert raised.value.returncode == 75
    assert (len(excused()), post.unread()) == (1, [1, 2])
    monkeypatch.setattr(apologies, "apologise", really)
    call_command("read_mail", imap=True)
    assert (len(excused()), post.unread()) == (2, [1])


def test_what_we_write_is_what_calendars_answer(booking):
    """The replies above are readable calendars, so the tests read what they mean to."""
    written = reply(entry_of(booking), slot=TUESDAYS[0])

    (event,) = Calendar.from_ical(written).walk("VEVENT")
    assert event["RECURRENCE-ID"].dt == TUESDAYS[0]
