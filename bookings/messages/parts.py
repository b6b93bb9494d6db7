"""Puts a message about bookings together from its templates: subject, HTML and its text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from accounts import outbox
from accounts.composing import as_text
from accounts.discretion import in_mail, in_texts
from accounts.enums import Channel
from accounts.models import Student
from accounts.plain_words import plain_words
from accounts.wording import Wording, filled, paragraphs, wording_of
from courses.models import ProspectusPage
from home.queries import frame

if TYPE_CHECKING:
    from accounts.models import Message
    from courses.models import Tutor
    from home.models import CollegeSettings, UrgentHelpLine

_BLANK_LINES = re.compile(r"\n{3,}")


def parts(
    kind: str,
    message: Message,
    student: Student | Tutor,
    context: dict[str, object],
    *,
    college: CollegeSettings | None = None,
    calendar: bytes = b"",
    method: str = "",
    wording: Wording | None = None,
) -> outbox.Parts:
    """Compose a message of this kind: the frame's facts, and what the kind itself says.

    The college's own subject and opening take the place of ours where it has written some.
    """
    college = college or frame.college_settings()
    wording = wording_of(kind) if wording is None else wording
    facts = _facts(student, college, context)
    by_email = message.channel == Channel.EMAIL
    learner = student if isinstance(student, Student) else None
    context = {
        "student": student,
        "college": college,
        "help_lines": _help_lines(college),
        "by_email": by_email,
        "words": in_mail(learner),
        "opening": paragraphs(wording.opening, facts),
        "frame": f"messages/{'frame' if by_email else 'paper'}.html",
        **context,
    }
    html = render_to_string(f"messages/{kind}/body.html", context)
    is_own = wording.short and facts["link"] and not in_texts(learner).is_discreet
    own_text = filled(wording.short, facts | _text_facts(context)) if is_own else ""
    short = own_text or _short(kind, {**context, "words": in_texts(learner)})
    return outbox.Parts(
        subject=filled(wording.subject, facts) or text(f"{kind}/subject.txt", context),
        text=plain_words(html) + "\n",
        html=html,
        short=as_text(short) if short else "",
        calendar=calendar.decode(),
        calendar_method=method if calendar else "",
    )


def _facts(
    student: Student | Tutor, college: CollegeSettings, context: dict[str, object]
) -> dict[str, str]:
    """Gather what fills the gaps in a college's own words."""
    told = context.get("told")
    place = context.get("place") or getattr(getattr(told, "place", None), "address_line", "")
    link = context.get("page") or context.get("register_page") or getattr(told, "page", "")
    return {
        "first_name": (student.name.split() or [""])[0],
        "name": student.name,
        "course": str(getattr(context.get("course"), "title", "")),
        "when": str(context.get("when") or context.get("first_day") or ""),
        "place": str(place or "online"),
        "link": str(link),
        "college": college.name,
    }


def _text_facts(context: dict[str, object]) -> dict[str, str]:
    """Gather what fills the same gaps otherwise in a text: the hour, a link without sign-in."""
    when = context.get("when") or context.get("first_when")
    found = {"when": when, "link": context.get("dates_page")}
    return {name: str(said) for name, said in found.items() if said}


def _short(kind: str, context: dict[str, object]) -> str:
    """Render the form for a text message; not every kind has one of its own."""
    try:
        return text(f"{kind}/short.txt", context)
    except TemplateDoesNotExist:
        return ""


def text(template: str, context: dict[str, object]) -> str:
    """Render plain text: no spaces at line ends, never two empty lines together."""
    rendered = render_to_string(f"messages/{template}", context)
    lines = "\n".join(line.rstrip() for line in rendered.splitlines())
    return _BLANK_LINES.sub("\n\n", lines).strip()


def courses_page() -> str:
    """Return the whole address of the prospectus."""
    page = ProspectusPage.objects.live().first()
    found = page.get_url_parts() if page else None
    return settings.SITE_ADDRESS + (found[2] if found and found[2] else "/")


def _help_lines(college: CollegeSettings) -> list[UrgentHelpLine]:
    if college.pk is None:
        return []
    return list(college.urgent_help_lines.order_by("sort_order", "pk"))
