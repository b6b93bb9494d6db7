"""Puts a message about bookings together from its templates: subject, text, HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string

from accounts import outbox
from accounts.enums import Channel
from courses.models import ProspectusPage
from home.queries import frame

if TYPE_CHECKING:
    from accounts.models import Message, Student
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
) -> outbox.Parts:
    """Compose a message of this kind: the frame's facts, and what the kind itself says."""
    college = college or frame.college_settings()
    by_email = message.channel == Channel.EMAIL
    context = {
        "student": student,
        "college": college,
        "help_lines": _help_lines(college),
        "by_email": by_email,
        "frame": f"messages/{'frame' if by_email else 'paper'}.html",
        **context,
    }
    return outbox.Parts(
        subject=text(f"{kind}/subject.txt", context),
        text=text(f"{kind}/body.txt", context) + "\n",
        html=render_to_string(f"messages/{kind}/body.html", context),
        calendar=calendar.decode(),
        calendar_method=method if calendar else "",
    )


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
