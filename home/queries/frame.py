"""What the frame around every page shows: the college, its menu, and where to turn for help.

Three small queries a page, whatever else it holds. They are not kept from one request to the
next: urgent help that an organiser corrects is right on the very next page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wagtail.models import Page

from home.models import CollegeSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

STANDARD_ACCENT = "#17594a"
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
    teaches: bool = False

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
    settings = CollegeSettings.objects.select_related("logo").order_by("pk").first()
    return settings or CollegeSettings()


def urgent_help_lines(settings: CollegeSettings) -> list[HelpLine]:
    """Return where to turn in an emergency, in the organisers' order."""
    if settings.pk is None:
        return []
    lines = settings.urgent_help_lines.order_by("sort_order", "pk")
    return [HelpLine(*line) for line in lines.values_list("when", "who", "link")]


def _menu(path: str) -> tuple[list[MenuItem], list[MenuItem]]:
    """Return the pages of the menu, and the others directly below the home page."""
    pages = (
        Page.objects.filter(depth=DEPTH_BELOW_HOME, live=True, view_restrictions__isnull=True)
        .order_by("path")
        .values_list("title", "url_path", "show_in_menus")
    )
    menu: list[MenuItem] = []
    others: list[MenuItem] = []
    for title, url_path, in_menu in pages:
        # “/home/courses/” is served at “/courses/”.
        url = "/" + url_path.strip("/").partition("/")[2] + "/"
        here = "page" if path == url else "true" if path.startswith(url) else ""
        (menu if in_menu else others).append(MenuItem(title, url, here))
    return menu, others


def _teaches(user: Any) -> bool:
    """Say whether the signed-in person has a page of sessions to teach."""
    if user is None or not user.is_authenticated:
        return False
    tutor = getattr(user, "tutor", None)
    return tutor is not None and tutor.is_active


def frame_for(request: HttpRequest | None) -> Frame:
    """Return the frame of a page, with the menu item people are at marked."""
    settings = college_settings()
    menu, small_print = _menu(request.path if request is not None else "")
    logo = settings.logo
    return Frame(
        name=settings.name,
        strapline=settings.strapline,
        logo_url=logo.get_rendition("max-320x96").url if logo else "",
        accent=settings.accent,
        phone=settings.phone,
        phone_hours=settings.phone_hours,
        email=settings.email,
        address=settings.address,
        urgent_help_introduction=settings.urgent_help_introduction,
        urgent_help_lines=urgent_help_lines(settings),
        menu=menu,
        small_print=small_print,
        teaches=_teaches(getattr(request, "user", None)),
    )
