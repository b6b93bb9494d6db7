"""The staff screens are the college's own: its name, its colours, and no way to another site."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
import wagtail.admin
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from home.models.settings import contrast
from tests.factories.home import make_college_settings, make_home_page
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db

NAME = "Hazel & Ash College"
END = " \N{EN DASH} Hazel &amp; Ash College"
CSS = Path(__file__).resolve().parents[2] / "static" / "css" / "admin-colours.css"
STAFF = (Role.COORDINATOR, Role.EDITOR, Role.MANAGER)


@pytest.fixture(autouse=True)
def college():
    make_home_page()
    return make_college_settings(name=NAME)


def title_of(answer) -> str:
    return re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL).group(1).strip()


def links_of(answer) -> set[str]:
    return set(re.findall(r'(?:href|src|action)="([^"]*)"', answer.text))


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("address", ["wagtailadmin_home", "wagtailadmin_account"])
def test_a_title_ends_with_the_name_of_the_college(role, address):
    answer = client_as(role).get(reverse(address))

    assert title_of(answer).endswith(END)


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("address", ["wagtailadmin_home", "wagtailadmin_account"])
def test_no_screen_leads_to_another_site_or_names_its_maker(role, address):
    answer = client_as(role).get(reverse(address))

    words = re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<script.*?</script>", "", answer.text))
    assert {link for link in links_of(answer) if "//" in link} == set()
    assert '"https://' not in answer.text
    assert "Wagtail" not in words


def test_the_help_menu_keeps_what_stays_here():
    answer = client_as(Role.EDITOR).get(reverse("wagtailadmin_home"))

    assert "keyboard-shortcuts" in answer.text
    assert "editor-guide" not in answer.text
    assert "whats-new" not in answer.text


def test_logo_and_name_stand_above_the_menu():
    answer = client_as(Role.EDITOR).get(reverse("wagtailadmin_home"))

    assert '<span class="app-brand__name">Hazel &amp; Ash College</span>' in answer.text
    assert "images/leaf" in answer.text
    assert "images/favicon" in answer.text


@pytest.mark.parametrize(("accent", "has_its_own"), [("#17594a", False), ("#6b2d5c", True)])
def test_a_colleges_own_colour_is_the_staff_screens_colour_too(accent, has_its_own):
    make_college_settings(name=NAME, accent=accent)

    answer = client_as(Role.EDITOR).get(reverse("wagtailadmin_home"))

    assert (reverse("home:accent", args=["6b2d5c"]) in links_of(answer)) is has_its_own


def test_the_way_in_with_a_password_is_the_colleges_too():
    answer = Client().get(reverse("wagtailadmin_login"))

    assert title_of(answer) == f"Sign in{END}"
    assert "Sign in to Hazel &amp; Ash College" in answer.text
    assert reverse("accounts:sign_in") in links_of(answer)


def test_an_address_that_leads_nowhere_gets_a_kind_page():
    answer = client_as(Role.EDITOR).get("/admin/nowhere/")

    assert answer.status_code == 404
    assert title_of(answer) == f"We could not find that page{END}"
    assert "Go to the first page" in answer.text


@pytest.mark.parametrize("role", STAFF)
def test_only_those_who_look_after_pages_are_offered_a_search_of_them(role):
    client = client_as(role)

    first_page = client.get(reverse("wagtailadmin_home"))
    search = client.get(reverse("wagtailadmin_pages:search"))

    is_editor = role == Role.EDITOR
    assert ('role="search"' in first_page.text) is is_editor
    assert (search.status_code == 200) is is_editor


@pytest.mark.parametrize("role", STAFF)
def test_without_javascript_there_is_a_way_on_and_a_way_out(role):
    answer = client_as(role).get(reverse("wagtailadmin_home"))

    shown = re.search(r"(?s)<noscript>\s*<nav.*?</noscript>", answer.text).group()
    ways = [reverse("wagtailadmin_home"), "/", reverse("accounts:sign_out")]
    if role == Role.EDITOR:
        ways.insert(0, reverse("plain_courses"))
    else:
        ways[:0] = [reverse(f"{name}:index") for name in ("runs", "students", "messages")]
    assert re.findall(r'href="([^"]*)"', shown) == ways


def test_without_javascript_no_button_is_shown_that_does_nothing_and_every_step_back_is():
    """Wagtail's own folds and menus are opened by scripts alone."""
    sheet = re.sub(r"(?s)/\*.*?\*/", "", CSS.with_name("admin-plain.css").read_text())
    hidden = ",".join(re.findall(r"([^{}]+)\{\s*display: none;", sheet)).split(",")
    answer = client_as(Role.COORDINATOR).get(reverse("students:index"))
    page = BeautifulSoup(answer.text, "html.parser")

    dead = page.select("main button[type=button]")
    unseen = [id(one) for each in hidden for one in page.select(each.strip())]
    assert len(dead) > 1
    assert [one for one in dead if not _is_within(one, unseen)] == []
    shown = re.search(r"([^{}]+)\{\s*display: flex !important;", sheet).group(1).strip()
    assert page.select(shown)


def _is_within(button, unseen):
    return any(id(one) in unseen for one in (button, *button.parents))


def test_a_list_scrolls_in_a_frame_that_the_keyboard_reaches():
    answer = client_as(Role.MANAGER).get(reverse("wagtailusers_users:index"))

    assert re.search(
        r'(?s)<div class="app-wide" role="region" aria-label="[^"]+" tabindex="0">\s*<table',
        answer.text,
    )


def test_the_page_that_ours_was_made_from_is_still_the_same():
    """When this fails, compare Wagtail's new skeleton with templates/wagtailadmin/skeleton.html."""
    folder = Path(wagtail.admin.__file__).parent / "templates" / "wagtailadmin"
    copied = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()[:16]
        for name in ("skeleton.html", "home.html", "home/account_summary.html")
    }

    assert copied == {
        "skeleton.html": "e24190d53b6e8561",
        "home.html": "7eb3ee7b5a9d1355",
        "home/account_summary.html": "ff5c7d30e46778c3",
    }


def colours(part: str) -> dict[str, str]:
    """Return the colours of one part of the stylesheet, where no college has its own."""
    found = re.findall(r"(--[\w-]+): (?:var\(--accent[\w-]*, )?(#[0-9a-f]{6})", part)
    return {name.removeprefix("--w-color-"): colour for name, colour in found}


LIGHT, DARK, DARK_BY_SYSTEM = (
    colours(part) for part in re.split(r"\.w-theme-\w+ \{", CSS.read_text())
)
ON_LIGHT = ("text-context", "text-meta", "text-placeholder", "primary", "secondary")
ON_DARK = (
    "text-label",
    "text-context",
    "text-meta",
    "text-placeholder",
    "text-link-default",
    "text-link-hover",
    "text-error",
)


@pytest.mark.parametrize("words", ON_LIGHT)
@pytest.mark.parametrize("ground", ["surface-page", "surface-header", "surface-field-inactive"])
def test_words_can_be_read_in_the_light(words, ground):
    assert contrast(LIGHT[words], LIGHT[ground]) >= 4.5


@pytest.mark.parametrize("words", ON_DARK)
@pytest.mark.parametrize(
    "ground",
    ["surface-page", "surface-field", "surface-field-inactive", "surface-dashboard-panel"],
)
def test_words_can_be_read_in_the_dark(words, ground):
    assert contrast(DARK[words], DARK[ground]) >= 4.5


@pytest.mark.parametrize(
    ("scheme", "ground"),
    [
        (LIGHT, "primary"),
        (LIGHT, "primary-200"),
        (LIGHT, "secondary"),
        (LIGHT, "secondary-400"),
        (DARK, "surface-menus"),
        (DARK, "surface-menu-item-active"),
        (DARK, "surface-button-default"),
        (DARK, "surface-button-hover"),
        (DARK, "surface-tooltip"),
    ],
)
def test_white_words_can_be_read_on_menus_and_buttons(scheme, ground):
    assert contrast("#ffffff", scheme[ground]) >= 4.5


def test_both_ways_to_the_dark_are_the_same():
    assert DARK == DARK_BY_SYSTEM
    assert len(DARK) > 20
