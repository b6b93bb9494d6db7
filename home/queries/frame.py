"""What the frame around every page shows: the college, its menu, and where to turn for help.

Two small queries a page, whatever else it holds. Urgent help that an organiser corrects is
right on the very next page.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.images import get_image_model
from wagtail.models import Page

from accounts.kept_queries import KeptQuery
from accounts.permissions import is_staff
from home.models import CollegeSettings, UrgentHelpLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

STANDARD_ACCENT = "#17594a"
_SETTINGS_READ = (
    "name",
    "strapline",
    "logo_id",
    "accent",
    "phone",
    "phone_hours",
    "email",
    "address",
    "urgent_help_introduction",
)
# The root of Wagtail's tree is at depth 1, the home page at 2, its pages at 3.
DEPTH_BELOW_HOME = 3


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One link of the menu; `is_here` is “page”, “true” for a page above, or empty."""

    title: str
    url: str
    is_here: str = ""


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One place to turn to in an emergency."""

    when: str
    who: str
    link: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything `base.html` needs that is not the page itself."""

    name: str
    strapline: str
    logo_url: str
    accent: str
    phone: str
    phone_hours: str
    email: str
    address: str
    urgent_help_introduction: str
    urgent_help_lines: Sequence[HelpLine]
    menu: Sequence[MenuItem]
    small_print: Sequence[MenuItem]

    @property
    def phone_link(self) -> str:
        """Return the number as a phone dials it."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")

    @property
    def has_own_accent(self) -> bool:
        """Say whether the college chose another colour than the product's own."""
        return self.accent.lower() != STANDARD_ACCENT

    @property
    def accent_name(self) -> str:
        """Return the accent as it stands in an address."""
        return self.accent.lower().lstrip("#")


def college_settings() -> CollegeSettings:
    """Return what the organisers set, or the defaults where nobody has set anything yet."""
    settings = CollegeSettings.objects.order_by("pk").first()
    return settings or CollegeSettings()


@dataclass(frozen=True, slots=True)
class StaffFrame:
    """What the staff screens show around every page: whose college it is, and the ways on."""

    name: str
    logo_url: str
    accent: str
    may_write_pages: bool

    @property
    def has_own_accent(self) -> bool:
        """Say whether the college chose another colour than the product's own."""
        return self.accent.lower() != STANDARD_ACCENT

    @property
    def accent_name(self) -> str:
        """Return the accent as it stands in an address."""
        return self.accent.lower().lstrip("#")


def staff_frame_for(request: HttpRequest | None) -> StaffFrame:
    """Return the frame of a page of the staff screens."""
    settings = college_settings()
    user = getattr(request, "user", None)
    return StaffFrame(
        name=settings.name,
        logo_url=logo_url(settings.logo_id),
        accent=settings.accent,
        may_write_pages=bool(user and user.is_authenticated and user_has_any_page_permission(user)),
    )


@dataclass(frozen=True, slots=True)
class CollegeFacts:
    """The college's settings and its urgent help, as they stand at this moment."""

    settings: dict[str, Any]
    lines: Sequence[HelpLine]

    @property
    def mark(self) -> str:
        """Return a mark that differs whenever any of it does."""
        facts = repr((sorted(self.settings.items()), self.lines))
        return hashlib.sha256(facts.encode()).hexdigest()


def read_facts() -> CollegeFacts:
    """Read the college's settings and its urgent help, in one query.

    They are read by hand, because every request asks and building the queries anew costs
    far more than answering them. Where nobody has set anything yet, the defaults hold.
    """
    with connection.cursor() as cursor:
        cursor.execute(_facts_sql())
        rows = cursor.fetchall()
    if not rows:
        return CollegeFacts(_defaults(), [])
    settings = dict(zip(_SETTINGS_READ, rows[0], strict=False))
    lines = [HelpLine(*row[len(_SETTINGS_READ) :]) for row in rows]
    return CollegeFacts(settings, [line for line in lines if line.when is not None])


def _defaults() -> dict[str, Any]:
    settings = CollegeSettings()
    return {name: getattr(settings, name) for name in _SETTINGS_READ}


@functools.cache
def _facts_sql() -> str:
    """Return the settings beside each line of urgent help; once beside nothing where none is."""
    settings = CollegeSettings._meta.db_table  # noqa: SLF001 -- Django's public _meta
    lines = UrgentHelpLine._meta.db_table  # noqa: SLF001 -- Django's public _meta
    read = ", ".join(f"s.{name}" for name in _SETTINGS_READ)
    return (
        f'SELECT {read}, l."when", l.who, l.link FROM {settings} s'  # noqa: S608 -- our own tables
        f" LEFT JOIN {lines} l ON l.settings_id = s.id"
        f" WHERE s.id = (SELECT MIN(id) FROM {settings}) ORDER BY l.sort_order, l.id"
    )


def logo_url(logo_id: int | None) -> str:
    """Return where the college's own logo is, if it has one."""
    if logo_id is None:
        return ""
    logo = get_image_model().objects.filter(pk=logo_id).first()
    return str(logo.get_rendition("max-320x96").url) if logo else ""


_BELOW_HOME = KeptQuery(
    lambda: (
        Page.objects.filter(depth=DEPTH_BELOW_HOME, live=True, view_restrictions__isnull=True)
        .order_by("path")
        .only("title", "url_path", "show_in_menus")
    )
)


def _menu(path: str) -> tuple[list[MenuItem], list[MenuItem]]:
    """Return the pages of the menu, and the others directly below the home page."""
    menu: list[MenuItem] = []
    others: list[MenuItem] = []
    for page in _BELOW_HOME.ask():
        # “/home/courses/” is served at “/courses/”.
        url = "/" + page.url_path.strip("/").partition("/")[2] + "/"
        here = "page" if path == url else "true" if path.startswith(url) else ""
        (menu if page.show_in_menus else others).append(MenuItem(page.title, url, here))
    return menu, others


def teaches(user: Any) -> bool:
    """Say whether the signed-in person has a page of sessions to teach."""
    if user is None or not user.is_authenticated:
        return False
    tutor = getattr(user, "tutor", None)
    return tutor is not None and tutor.is_active


def works_in_office(user: Any) -> bool:
    """Say whether the signed-in person may open the office's screens."""
    if user is None or not user.is_authenticated:
        return False
    holds_a_role = getattr(user, "holds_a_role", None)  # read together with the login
    known = holds_a_role is not None
    return bool(user.is_superuser or holds_a_role) if known else is_staff(user)


def frame_for(request: HttpRequest | None) -> Frame:
    """Return the frame of a page, with the menu item people are at marked.

    What was already read for this request is not read again.
    """
    facts: CollegeFacts = getattr(request, "college_facts", None) or read_facts()
    settings = dict(facts.settings)
    menu, small_print = _menu(request.path if request is not None else "")
    return Frame(
        logo_url=logo_url(settings.pop("logo_id")),
        urgent_help_lines=facts.lines,
        menu=menu,
        small_print=small_print,
        **settings,
    )
