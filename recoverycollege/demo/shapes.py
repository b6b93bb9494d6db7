"""The shapes that the demo college's words come in, before any of them is a database row."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import slugify


@dataclass(frozen=True, kw_only=True)
class SessionText:
    """What one session of a course is about."""

    title: str
    about: str


@dataclass(frozen=True, kw_only=True)
class ContributionText:
    """One person's part in making a course, and how they want to be thanked."""

    name: str
    perspective: str
    """LIVED_EXPERIENCE, CARER, PROFESSIONAL or COMMUNITY."""
    credit: str
    """FULL_NAME, FIRST_NAME, ROLE or NONE: the person's own choice."""
    role: str
    gave: str


@dataclass(frozen=True, kw_only=True)
class MakingOf:
    """How a course came to be: the co-production record behind its page."""

    stage: str
    began_months_ago: int
    reviewed_months_ago: int
    contributions: tuple[ContributionText, ...]
    changed: str
    author: str
    lived_experience_approver: str | None
    professional_approver: str | None


@dataclass(frozen=True, kw_only=True)
class CourseText:
    """Everything a course page says."""

    title: str
    slug: str
    summary: str
    about: tuple[str, ...]
    who_for: tuple[str, ...]
    outcomes: tuple[str, ...]
    on_the_day: tuple[str, ...]
    sessions: tuple[SessionText, ...]
    content_note: str
    access_note: str
    bring: str
    level: str
    """START, NEXT or TRAINING."""
    course_format: str
    """ONE_DAY, SHORT_COURSE, DROP_IN, WORKSHOP or TRAINING."""
    topics: tuple[str, ...]
    illustration: str
    certificate_percent: int | None
    """The share of sessions that earns a certificate; None where there is none to earn."""
    making: MakingOf
    published: bool = True


@dataclass(frozen=True, kw_only=True)
class VenueText:
    """One place the college teaches in, with the facts a nervous visitor asks for."""

    key: str
    name: str
    address: tuple[str, ...]
    postcode: str
    online: bool
    summary: str
    door: str
    meets_you: str
    step_free: str
    hearing_loop: str
    toilets: str
    parking: str
    quiet_space: str
    bus: str
    extra: str = ""
    position: tuple[str, str] | None = None
    """Latitude and longitude, where it is on a map."""
    room_capacity: int | None = None
    has_step_free: bool = True
    has_hearing_loop: bool = True
    has_accessible_toilet: bool = True
    has_quiet_space: bool = True
    public: bool = True


@dataclass(frozen=True, kw_only=True)
class TutorText:
    """One tutor, and the profile page they wrote with us."""

    key: str
    first_name: str
    last_name: str
    kind: str
    """PEER or PRACTITIONER."""
    job: str
    email: str
    phone: str
    summary: str
    about: tuple[str, ...]
    good_to_know: str

    @property
    def name(self) -> str:
        """Return the name the tutor is known by."""
        return f"{self.first_name} {self.last_name}"

    @property
    def slug(self) -> str:
        """Return the last part of the profile page's address."""
        return slugify(self.name)


@dataclass(frozen=True, kw_only=True)
class StudentText:
    """One invented student, and the ways in which the college may reach them."""

    key: str
    name: str
    """What they like to be called; the whole name is for certificates."""
    full_name: str
    email: str = ""
    phone: str = ""
    channel: str = "EMAIL"
    """EMAIL, PHONE or LETTER."""
    address: str = ""
    wants: tuple[str, ...] = ()
    """Needs from the college's own list."""
    needs: str = ""
    pronouns: str = ""
    sign_in: bool = True
    helper: str = ""
    """The key of the person who helps this student with bookings, if anyone does."""


@dataclass(frozen=True, kw_only=True)
class StaffText:
    """One person in the college office."""

    key: str
    name: str
    called: str
    email: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Block:
    """One piece of an ordinary page, named after the site's own block."""

    kind: str
    """heading, text, callout, steps, quote, cards or question."""
    title: str = ""
    text: tuple[str, ...] = ()
    """Paragraphs; one that starts with "* " is a point in a list."""
    pairs: tuple[tuple[str, str], ...] = ()
    """Steps (title, words) or cards (path of a page, words)."""
    tone: str = "NOTE"


@dataclass(frozen=True, kw_only=True)
class PageText:
    """One ordinary page of the site, with the pages under it."""

    title: str
    slug: str
    summary: str
    introduction: str
    blocks: tuple[Block, ...] = ()
    children: tuple[PageText, ...] = ()
    in_menu: bool = False
    is_section: bool = False
    illustration: str = ""


def heading(words: str) -> Block:
    """Start a new part of a page."""
    return Block(kind="heading", title=words)


def text(*paragraphs: str) -> Block:
    """Say something in paragraphs and lists."""
    return Block(kind="text", text=paragraphs)


def callout(title: str, *paragraphs: str, tone: str = "NOTE") -> Block:
    """Say one thing that people should not miss."""
    return Block(kind="callout", title=title, text=paragraphs, tone=tone)


def steps(*pairs: tuple[str, str]) -> Block:
    """Say what happens, in order."""
    return Block(kind="steps", pairs=pairs)


def quote(words: str, credit: str = "") -> Block:
    """Let somebody speak in their own words."""
    return Block(kind="quote", title=credit, text=(words,))


def cards(*pairs: tuple[str, str]) -> Block:
    """Lead to other pages, each named by its path."""
    return Block(kind="cards", pairs=pairs)


def question(words: str, *answer: str) -> Block:
    """Answer a question people ask."""
    return Block(kind="question", title=words, text=answer)
