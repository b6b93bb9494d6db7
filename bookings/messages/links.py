"""Links in messages that open one page with one button, without signing in.

A link says what it is for and until when, and is signed: it opens nothing else. Opening it
changes nothing, so a mail scanner that follows every link does no harm. Whoever helped a student
and had their messages has links as well: they are of a series, and a new one begins when the
help ends (``Student.link_series``).
"""

from __future__ import annotations

import struct
from enum import Enum
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.signing import JSONSerializer
from django.urls import reverse

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student


_ID = 16
_UNTIL = struct.Struct(">I")


class _Packed:
    """Writes what a link says in a few bytes: in a text message every letter counts.

    Links that were sent before it say the same as JSON, and still work.
    """

    def dumps(self, obj: list[str | int]) -> bytes:
        """Write the ids, until when, and the series: most students have none."""
        *ids, until, series = obj
        told = b"".join(UUID(str(one)).bytes for one in ids)
        bits = int(series).bit_length()
        return b"\0" + told + _UNTIL.pack(until) + int(series).to_bytes((bits + 7) // 8)

    def loads(self, data: bytes) -> list[str | int]:
        """Read it back; JSON never begins with a nought."""
        if data[:1] != b"\0":
            return list(JSONSerializer().loads(data))
        ends = 1 + (len(data) - 1) // _ID * _ID
        ids = [UUID(bytes=data[start : start + _ID]).hex for start in range(1, ends, _ID)]
        (until,) = _UNTIL.unpack(data[ends : ends + _UNTIL.size])
        return [*ids, until, int.from_bytes(data[ends + _UNTIL.size :])]


class Purpose(Enum):
    """What a link may be used for; the value is the name of its page's address."""

    OFFER = "answer_offer"
    APOLOGY = "answer_apology"
    GIVE_UP = "answer_give_up"
    DATES = "answer_dates"


def address(purpose: Purpose, *ids: UUID, until: dt.datetime, series: int = 0) -> str:
    """Write the whole address of a link for these things, good until a time (UTC)."""
    return settings.SITE_ADDRESS + path(purpose, *ids, until=until, series=series)


def path(purpose: Purpose, *ids: UUID, until: dt.datetime, series: int = 0) -> str:
    """Write where a link leads on this site; ``series`` is that of the student it is for."""
    said = [*(one.hex for one in ids), int(until.timestamp()), series]
    token = signing.dumps(said, salt=_salt(purpose), serializer=_Packed)
    return reverse(f"bookings:{purpose.value}", args=[token])


def read(purpose: Purpose, token: str, *, at: dt.datetime) -> tuple[UUID, ...] | None:
    """Return what a link is for, or None where it is not ours, not for this, or too old."""
    said = _said(purpose, token)
    return said[0] if said and at.timestamp() < said[1] else None


def is_too_old(purpose: Purpose, token: str, *, at: dt.datetime) -> bool:
    """Say whether a link is ours and was good for this once."""
    said = _said(purpose, token)
    return said is not None and at.timestamp() >= said[1]


def has_stopped(purpose: Purpose, token: str, student: Student) -> bool:
    """Say whether a link to something of this student is of an earlier series."""
    said = _said(purpose, token)
    return said is None or said[2] != student.link_series


def _said(purpose: Purpose, token: str) -> tuple[tuple[UUID, ...], int, int] | None:
    """Return the ids that a link of ours holds, until when it is good, and its series."""
    try:
        said = signing.loads(token, salt=_salt(purpose), serializer=_Packed)
        ids = tuple(UUID(one) for one in said if isinstance(one, str))
        until, series = [*said[len(ids) :], 0][:2]
    except (signing.BadSignature, ValueError, TypeError, AttributeError, struct.error):
        return None
    return ids, until, series


def _salt(purpose: Purpose) -> str:
    return f"bookings.answer_links.{purpose.name}"
