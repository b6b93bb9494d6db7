"""Every kind of message: plain enough to read, discreet where asked, and in the college's words."""

from __future__ import annotations

import re
from html import unescape

import pytest
import textstat
from django.utils.html import strip_tags

from accounts import delivery
from accounts.composing import _composers
from accounts.enums import Channel
from accounts.kinds import kind_named, kinds
from accounts.models import Message, Student
from accounts.operations.wording import set_wording
from accounts.plain_words import plain_words
from accounts.shown_words import shown_words
from accounts.texting import LONGEST_TEXT
from accounts.wording import NotOurWords, Wording, check, reading_age
from bookings.messages import samples
from home.models import CollegeSettings
from tests.factories.accounts import MessageFactory, UserFactory
from tests.factories.bookings import OfferFactory
from tests.factories.courses import NOW
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db
NAMES = sorted(kind.name for kind in kinds())
TO_TUTORS = ("apology", "coming_after_all", "tutor_course_changed")
COURSE, COLLEGE = "Sleep well", "Willowbrook Recovery College"
# Flesch and Kincaid's grade is a school year: year 6 is read at 11.
AGE_ELEVEN = 6
_LINK = re.compile(r"https?://\S+")
# As long as ours are at most, on a site whose address is long.
_LONG_LINK = "https://" + "x" * 130
# The letters of GSM 03.38, three texts of which make one of 459; any other makes a text dearer.
_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


@pytest.fixture(autouse=True)
def college():
    return make_college_settings(name=COLLEGE, phone="01632 960100")


def composed(name, channel=Channel.EMAIL, wording=None, **student):
    to = Student(**{"name": "Sam Taylor", "email": "sam@example.org"} | student)
    message = Message(kind=name, student=to, channel=channel, composed_at=NOW)
    return kind_named(name).sample(message, wording or Wording())


def test_office_can_look_at_every_kind_that_is_sent():
    assert set(_composers) <= set(NAMES)


@pytest.mark.parametrize("channel", (Channel.EMAIL, Channel.PHONE))
@pytest.mark.parametrize("name", NAMES)
def test_a_child_of_eleven_could_read_it(name, channel, college):
    text = _LINK.sub("", composed(name, channel).text)
    # What the college and the course are called, and whom to ring in an emergency, is not ours.
    text = text.split(college.urgent_help_introduction)[0].replace(COLLEGE, "").replace(COURSE, "")
    sentences = [line.strip("- ") for line in text.splitlines() if line.strip()]
    said = " ".join(one if one[-1] in ".!?" else f"{one}." for one in sentences)

    assert textstat.flesch_kincaid_grade(said) <= AGE_ELEVEN, said


@pytest.mark.parametrize("is_discreet", (False, True))
@pytest.mark.parametrize("name", NAMES)
def test_a_child_of_eleven_could_read_the_text(name, is_discreet):
    short = composed(name, Channel.TEXT, is_discreet=is_discreet).short
    # A link ends what is said, and a colon goes before it.
    said = re.sub(r":? ?https?://\S+ ?", ". ", short).replace("..", ".")

    assert not short or textstat.flesch_kincaid_grade(said) <= AGE_ELEVEN, said


@pytest.mark.parametrize("name", NAMES)
def test_text_leads_wherever_the_html_does(name):
    parts = composed(name)

    for page in re.findall(r'href="(http[^"]+)"', parts.html):
        assert unescape(page) in parts.text.splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_my_messages_shows_the_same_words_and_links_and_nothing_else(name):
    parts = composed(name)
    shown = shown_words(parts.html)

    assert plain_words(shown) == parts.text.strip()
    assert set(re.findall(r"<(\w+[^>]*)", shown)) <= {
        *("h2", "h3", "p", "ul", "li", "strong", "br", 'a href="mailto:sam@example.org"'),
        *(f'a href="{page}"' for page in re.findall(r'href="([^"]+)"', parts.html)),
    }


@pytest.mark.parametrize("name", ["booking_confirmed", "place_offered", "reminder", "apology"])
def test_reading_age_without_a_word_list_is_about_the_same(name):
    text = " ".join(_LINK.sub("", composed(name).text).split())

    assert abs(reading_age(text) - (textstat.flesch_kincaid_grade(text) + 5)) < 2


# Tutors wish for nothing of the kind, and a code belongs to no student.
@pytest.mark.parametrize("name", sorted(set(NAMES) - {*TO_TUTORS, "sign_in_code"}))
def test_what_a_locked_telephone_shows_gives_nobody_away(name):
    parts = composed(name, is_discreet=True)
    body = strip_tags(parts.html.partition("</head>")[2])

    for shown in (" ".join(text.split())[:200] for text in (parts.text, body)):
        assert COURSE not in shown
        assert COLLEGE not in shown
        # Nor that there is something to hide.
        assert shown.removeprefix("Appointments ").startswith(
            "Hello Sam Taylor, Here is the news about your appointment. You find the details"
        )
        for telling in ("asked", "other people", "yourself", "private", "say no more"):
            assert telling not in shown


@pytest.mark.parametrize("name", NAMES)
def test_urgent_help_ends_every_message(name, college):
    line = college.urgent_help_lines.get()
    own = Wording(opening="Hello from us.") if kind_named(name).is_editable else Wording()

    for channel in (Channel.EMAIL, Channel.LETTER):
        parts = composed(name, channel, own)
        assert line.who in parts.text
        assert line.who in parts.html


@pytest.mark.parametrize("is_discreet", (False, True))
@pytest.mark.parametrize("name", NAMES)
def test_text_is_short_and_gives_nobody_away(name, is_discreet):
    short = composed(name, Channel.TEXT, is_discreet=is_discreet).short

    assert len(_LINK.sub(_LONG_LINK, short)) <= LONGEST_TEXT
    assert set(short) <= _GSM
    assert not short or short.endswith(" In danger? Ring 999.")
    for secret in (COURSE, "Sam Taylor", COLLEGE, *(["place", "course", "session"] * is_discreet)):
        assert secret not in _LINK.sub("", short)


@pytest.mark.parametrize("name", [kind.name for kind in kinds() if kind.is_editable])
def test_own_words_come_first_with_their_gaps_filled_and_nothing_can_run(name):
    kind = kind_named(name)
    # News are about no course.
    what, filled = ("{course}", COURSE) if "course" in kind.gaps else ("{college}", COLLEGE)
    words = f"Dear {{first_name}}, <b>hello</b>\n\nabout {what}: {{link}}"

    subject = "" if kind.has_fixed_subject else "From {college}"
    parts = composed(name, wording=Wording(subject, words))

    who = "Amina" if name in TO_TUTORS else "Sam"
    assert f"Dear {who}, <b>hello</b>\n\nabout {filled}: http" in parts.text
    assert f"Dear {who}, &lt;b&gt;hello&lt;/b&gt;</p>" in parts.html
    assert "{" not in parts.text
    if not kind.has_fixed_subject:
        assert parts.subject == f"From {COLLEGE}"


def test_our_opening_gives_way_to_the_colleges():
    ours = composed("booking_confirmed").text

    own = composed("booking_confirmed", wording=Wording("", "Lovely to have you.")).text

    assert "We look forward to meeting you." in ours
    assert "We look forward to meeting you." not in own
    # The facts stay.
    assert "Tuesday 12 January 2027, 10am to 12 noon" in own


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Hello {nmae}", "There is no {nmae} in this message. You can use {name}, {link}."),
        ("Hello {}", "There is no {} in this message. You can use {name}, {link}."),
        ("Hello {name!r}", "There is no {name!r} in this message. You can use {name}, {link}."),
        (
            "Hello {name",
            "There is a curly bracket without its other half. You can use {name}, {link}.",
        ),
    ],
)
def test_gap_that_cannot_be_filled_is_named(text, sentence):
    with pytest.raises(NotOurWords) as refused:
        check(text, offered=("name", "link"))

    assert str(refused.value) == sentence


def test_kept_words_are_used_from_then_on_and_empty_ones_bring_ours_back():
    kind, office = kind_named("booking_confirmed"), UserFactory()
    message = Message(kind=kind.name, student=Student(name="Sam"), channel="EMAIL")
    context = samples._everything(message)

    def subject():
        return samples.parts.parts(kind.name, message, message.student, context).subject

    set_wording(kind=kind, subject="See  you {when}", opening="", by=office, at=NOW)
    own = subject()
    set_wording(kind=kind, subject=" ", opening="", by=office, at=NOW)

    assert own == "See you Tuesday 12 January 2027"
    assert subject() == "Your place is booked. First day: Tuesday 12 January 2027"


def test_words_that_matter_cannot_be_changed():
    with pytest.raises(ValueError, match="fixed"):
        set_wording(
            kind=kind_named("helper_added"), subject="", opening="Hi", by=UserFactory(), at=NOW
        )


def test_offer_on_the_call_list_says_until_when():
    offer = OfferFactory()
    message = MessageFactory(
        kind="place_offered",
        student=offer.entry.student,
        channel="PHONE",
        facts={"offer_id": offer.pk},
        created_at=NOW,
    )

    delivery.deliver(message.pk, at=NOW)

    message.refresh_from_db()
    assert (message.status, message.deadline_at) == ("FOR_OFFICE", offer.answer_by)


def test_sample_reads_no_student():
    assert CollegeSettings.objects.count() == 1
    assert composed("place_offered").subject == "A place is held for you"


def test_the_sample_of_a_change_lists_the_dates_as_they_are_then():
    told = composed("calendar_updated").text

    listed = told.split("All dates of the course now:")[1]
    assert "Session 2 is now on Wednesday 20 January" in told
    assert "Wednesday 20 January" in listed
    assert "19 January" not in listed
