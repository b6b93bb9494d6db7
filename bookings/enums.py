"""States of bookings, marks and certificates, and the moves between them."""

from __future__ import annotations

from enum import nonmember

from django.db import models

from accounts.enums import Agreed as Agreed  # noqa: PLC0414 -- offered on to this app


class BookingStatus(models.TextChoices):
    """Whether a student holds a place on a run."""

    CONFIRMED = "CONFIRMED", "Booked"
    CANCELLED = "CANCELLED", "Given up"
    MOVED = "MOVED", "Moved to other dates"
    RUN_CANCELLED = "RUN_CANCELLED", "Cancelled by the college"

    # Takes a place.
    ACTIVE = nonmember(frozenset({"CONFIRMED"}))


BOOKING_MOVES: dict[BookingStatus, frozenset[BookingStatus]] = {
    BookingStatus.CONFIRMED: frozenset(
        {BookingStatus.CANCELLED, BookingStatus.MOVED, BookingStatus.RUN_CANCELLED}
    ),
    BookingStatus.CANCELLED: frozenset({BookingStatus.CONFIRMED}),
    BookingStatus.MOVED: frozenset({BookingStatus.CONFIRMED}),
    BookingStatus.RUN_CANCELLED: frozenset(),
}


class EntryStatus(models.TextChoices):
    """Where somebody stands who waits for a place."""

    WAITING = "WAITING", "Waiting"
    OFFERED = "OFFERED", "Offered a place"
    BOOKED = "BOOKED", "Took a place"
    PASSED = "PASSED", "Not this time"
    LEFT = "LEFT", "Left the list"
    LAPSED = "LAPSED", "Did not answer"
    RUN_CANCELLED = "RUN_CANCELLED", "Cancelled by the college"
    ENDED = "ENDED", "Nobody can join any more"

    # Still waits, or holds a place that was offered.
    LIVE = nonmember(frozenset({"WAITING", "OFFERED"}))


ENTRY_MOVES: dict[EntryStatus, frozenset[EntryStatus]] = {
    EntryStatus.WAITING: frozenset(
        {
            EntryStatus.OFFERED,
            EntryStatus.BOOKED,
            EntryStatus.LEFT,
            EntryStatus.RUN_CANCELLED,
            EntryStatus.ENDED,
        }
    ),
    EntryStatus.OFFERED: frozenset(
        {
            EntryStatus.WAITING,
            EntryStatus.BOOKED,
            EntryStatus.PASSED,
            EntryStatus.LEFT,
            EntryStatus.LAPSED,
            EntryStatus.RUN_CANCELLED,
            EntryStatus.ENDED,
        }
    ),
    EntryStatus.BOOKED: frozenset(),
    EntryStatus.PASSED: frozenset({EntryStatus.OFFERED}),
    EntryStatus.LEFT: frozenset(),
    EntryStatus.LAPSED: frozenset(),
    EntryStatus.RUN_CANCELLED: frozenset(),
    EntryStatus.ENDED: frozenset(),
}


class OfferStatus(models.TextChoices):
    """What became of a place that was offered."""

    OPEN = "OPEN", "Waiting for an answer"
    ACCEPTED = "ACCEPTED", "Yes please"
    DECLINED = "DECLINED", "Not this time"
    RAN_OUT = "RAN_OUT", "Not answered in time"
    WITHDRAWN = "WITHDRAWN", "Taken back"


OFFER_MOVES: dict[OfferStatus, frozenset[OfferStatus]] = {
    OfferStatus.OPEN: frozenset(
        {
            OfferStatus.ACCEPTED,
            OfferStatus.DECLINED,
            OfferStatus.RAN_OUT,
            OfferStatus.WITHDRAWN,
        }
    ),
    OfferStatus.ACCEPTED: frozenset(),
    OfferStatus.DECLINED: frozenset(),
    OfferStatus.RAN_OUT: frozenset(),
    OfferStatus.WITHDRAWN: frozenset(),
}


class InterestKind(models.TextChoices):
    """Why a student is remembered for a course that cannot be booked at this moment."""

    TELL_ME = "TELL_ME", "Tell me when it runs"
    GOES_FIRST = "GOES_FIRST", "Goes first next time"


class AttendanceMark(models.TextChoices):
    """How one student took part in one session. No row means: not recorded."""

    HERE = "HERE", "Here"
    LATE = "LATE", "Late"
    LEFT_EARLY = "LEFT_EARLY", "Left early"
    TOLD_US = "TOLD_US", "Told us"
    MISSED = "MISSED", "Missed"

    # Counts as having come.
    CAME = nonmember(frozenset({"HERE", "LATE", "LEFT_EARLY"}))


class CertificateStatus(models.TextChoices):
    """Whether a certificate still stands."""

    VALID = "VALID", "Valid"
    REPLACED = "REPLACED", "Replaced by a newer one"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


CERTIFICATE_MOVES: dict[CertificateStatus, frozenset[CertificateStatus]] = {
    CertificateStatus.VALID: frozenset({CertificateStatus.REPLACED, CertificateStatus.WITHDRAWN}),
    CertificateStatus.REPLACED: frozenset(),
    CertificateStatus.WITHDRAWN: frozenset(),
}


class Refusal(models.TextChoices):
    """Why a place cannot be given; each has its own kind words in the templates."""

    NOT_OPEN_YET = "NOT_OPEN_YET", "Booking has not opened yet"
    CLOSED = "CLOSED", "Booking has closed"
    RUN_CANCELLED = "RUN_CANCELLED", "These dates are cancelled"
    OVER = "OVER", "The last session is over"
    DROP_IN = "DROP_IN", "No booking is needed"
    PAUSED = "PAUSED", "The term is paused"
    FULL = "FULL", "All places are taken"
    OTHERS_WAIT = "OTHERS_WAIT", "Others are waiting for these dates"
    WAITS_ALREADY = "WAITS_ALREADY", "You are on the waiting list already"
    BOOKED_ALREADY = "BOOKED_ALREADY", "You have a place already"
    BUSY = "BUSY", "Many people are booking at this moment"
    NOT_INVITED = "NOT_INVITED", "These dates are not open to everyone"
    TOO_YOUNG = "TOO_YOUNG", "Not old enough yet"
    OUT_OF_AREA = "OUT_OF_AREA", "Not from the college's area"
    ENOUGH_THIS_TERM = "ENOUGH_THIS_TERM", "As many courses this term as the college gives"
    KEPT_FOR_OTHERS = "KEPT_FOR_OTHERS", "The places left are kept for others until a day"
    # Asked on the phone by a person, who decides with a reason; the website asks until it is yes.
    NOT_AGREED = "NOT_AGREED", "Does not agree to the student agreement"

    # What a human may set aside, with a written reason.
    SOFT = nonmember(
        frozenset(
            {
                "NOT_OPEN_YET",
                "CLOSED",
                "PAUSED",
                "OTHERS_WAIT",
                "NOT_INVITED",
                "TOO_YOUNG",
                "OUT_OF_AREA",
                "ENOUGH_THIS_TERM",
                "KEPT_FOR_OTHERS",
            }
        )
    )


class AgeBand(models.TextChoices):
    """Roughly how old somebody is."""

    UNDER_25 = "UNDER_25", "Under 25"
    FROM_25 = "FROM_25", "25 to 34"
    FROM_35 = "FROM_35", "35 to 44"
    FROM_45 = "FROM_45", "45 to 54"
    FROM_55 = "FROM_55", "55 to 64"
    FROM_65 = "FROM_65", "65 or over"
    NOT_SAID = "NOT_SAID", "Prefer not to say"


class Gender(models.TextChoices):
    """How somebody describes their gender."""

    WOMAN = "WOMAN", "Woman"
    MAN = "MAN", "Man"
    NON_BINARY = "NON_BINARY", "Non-binary"
    OTHER = "OTHER", "In another way"
    NOT_SAID = "NOT_SAID", "Prefer not to say"


class EthnicGroup(models.TextChoices):
    """The ethnic group somebody belongs to, in the five groups of the census."""

    ASIAN = "ASIAN", "Asian or Asian British"
    BLACK = "BLACK", "Black, Black British, Caribbean or African"
    MIXED = "MIXED", "Mixed or multiple ethnic groups"
    WHITE = "WHITE", "White"
    OTHER = "OTHER", "Another ethnic group"
    NOT_SAID = "NOT_SAID", "Prefer not to say"


class Disability(models.TextChoices):
    """Whether a health condition makes somebody's days harder."""

    A_LOT = "A_LOT", "Yes, a lot"
    A_LITTLE = "A_LITTLE", "Yes, a little"
    NO = "NO", "No"
    NOT_SAID = "NOT_SAID", "Prefer not to say"


class Orientation(models.TextChoices):
    """Whom somebody loves."""

    STRAIGHT = "STRAIGHT", "Straight"
    GAY = "GAY", "Gay or lesbian"
    BI = "BI", "Bisexual"
    OTHER = "OTHER", "In another way"
    NOT_SAID = "NOT_SAID", "Prefer not to say"


class Belief(models.TextChoices):
    """The religion somebody belongs to."""

    NONE = "NONE", "No religion"
    BUDDHIST = "BUDDHIST", "Buddhist"
    CHRISTIAN = "CHRISTIAN", "Christian"
    HINDU = "HINDU", "Hindu"
    JEWISH = "JEWISH", "Jewish"
    MUSLIM = "MUSLIM", "Muslim"
    SIKH = "SIKH", "Sikh"
    OTHER = "OTHER", "Another religion"
    NOT_SAID = "NOT_SAID", "Prefer not to say"


class AvailabilityKind(models.TextChoices):
    """How full a run is, as far as the public is told: words, never a number."""

    AVAILABLE = "AVAILABLE", "Places available"
    NEARLY_FULL = "NEARLY_FULL", "Nearly full"
    FULL = "FULL", "Full"
    NOT_YET = "NOT_YET", "Booking is not open yet"
    CLOSED = "CLOSED", "Booking has closed"
    PAUSED = "PAUSED", "Booking is paused"
    CANCELLED = "CANCELLED", "Cancelled"
    DROP_IN = "DROP_IN", "Just come along"


class FeedKind(models.TextChoices):
    """What a subscribed calendar shows."""

    LEARNING = "LEARNING", "My courses"
    TEACHING = "TEACHING", "Sessions I teach"


class Audience(models.TextChoices):
    """Who gets a message that a tutor or the office writes."""

    PLACES = "PLACES", "Everybody with a place"
    WAITING = "WAITING", "Everybody on the waiting list"
    CHOSEN = "CHOSEN", "Only the people I choose"
    NEWS = "NEWS", "Everybody who asked for our news"
