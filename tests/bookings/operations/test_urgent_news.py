"""What the college changes about the next day goes at once, also at night; the rest waits."""

from __future__ import annotations

import pytest

from accounts.enums import Pace
from accounts.models import Message
from bookings.operations import places, run_changes
from tests.factories.accounts import StudentFactory
from tests.factories.courses import NOW, local, make_run
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db
LATE_IN_THE_EVENING = local(2027, 1, 11, 22)
MORNING = local(2027, 1, 12, 8)


@pytest.mark.parametrize(
    ("starts", "by_college", "expected"),
    [
        (local(2027, 1, 12), True, (Pace.NOW, LATE_IN_THE_EVENING)),
        (local(2027, 1, 14), True, (Pace.SOON, MORNING)),
        (local(2027, 1, 12), False, (Pace.SOON, MORNING)),
    ],
    ids=["tomorrow", "in three days", "by the student"],
)
def test_only_what_cannot_wait_breaks_into_quiet_hours(starts, by_college, expected):
    make_college_settings()
    student = StudentFactory(contact_by="TEXT", phone="07700 900123", may_text=True)
    run = make_run(starts=starts)
    booking = places.book_place(run=run, student=student, by=None, at=NOW)

    if by_college:
        run_changes.cancel_run(run=run, reason="Snow.", by=None, at=LATE_IN_THE_EVENING)
    else:
        places.cancel_booking(booking=booking, by=None, at=LATE_IN_THE_EVENING)

    told = Message.objects.get(kind="booking_cancelled")
    assert (told.pace, told.due_at) == expected
