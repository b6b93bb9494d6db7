"""Takes calls and letters off the office's lists that nobody needs any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import outbox
from bookings.queries.overtaken import out_of_date, overtaken, too_late_for_the_post

if TYPE_CHECKING:
    import datetime as dt


def leave_overtaken(*, at: dt.datetime) -> int:
    """Take what has been overtaken off the lists of calls and letters, and count it.

    Letters that nobody posted while there was time are rung about instead.

    Run by the clock; it tidies up, and twice at once does no harm. Calls that were made stay in
    the record. What is still needed, and waits in words that are not so any more, is put into
    words anew.
    """
    outbox.ring_instead(message_ids=too_late_for_the_post(at=at))
    left = outbox.leave_unneeded(message_ids=overtaken(at=at), at=at)
    outbox.compose_anew(message_ids=out_of_date(at=at), at=at)
    return left
