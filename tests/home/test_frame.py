from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.templatetags.static import static

from home.models import UrgentHelpLine
from home.queries import design_system
from tests.factories.accounts import UserFactory
from tests.factories.home import make_college_settings, make_home_page, make_standard_page

pytestmark = pytest.mark.django_db


def read(client, address="/"):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_every_page_says_where_to_turn_in_an_emergency(client):
    make_home_page()
    make_college_settings()

    for address in ("/", "/urgent-help/", "/sign-in/"):
        assert [link["href"] for link in read(client, address).select(".app-help__lines a")] == [
            "tel:999"
        ]


def test_urgent_help_that_is_corrected_shows_on_the_very_next_reading(client):
    make_home_page()
    make_college_settings()
    read(client)

    UrgentHelpLine.objects.update(who="ring 112", link="tel:112")

    assert read(client).select_one(".app-help__lines a").text == "ring 112"


def test_a_setting_that_is_changed_shows_on_the_very_next_reading(client):
    make_home_page()
    make_college_settings()
    read(client)

    make_college_settings(name="Mill Lane College", phone="01632 960100")

    page = read(client)
    assert page.select_one(".app-header__name").text == "Mill Lane College"
    assert page.select_one("a[href^='tel:01632']")["href"] == "tel:01632960100"


def test_the_menu_marks_where_people_are(client):
    make_standard_page(title="About", slug="about", show_in_menus=True)
    make_standard_page(title="Privacy", slug="privacy")

    page = read(client, "/about/")

    assert [link.text for link in page.select(".app-header__menu a")] == [
        "Menu",
        "About",
        "Urgent help",
    ]
    assert page.select_one("a[aria-current]").text == "About"
    assert "Privacy" in page.select_one(".app-footer").text


def test_a_page_with_the_switch_can_be_left_in_a_hurry(client):
    make_standard_page(slug="safe", has_quick_exit=True)
    make_standard_page(slug="plain")

    assert read(client, "/safe/").select_one("[data-quick-exit]").name == "a"
    assert read(client, "/plain/").select("[data-quick-exit]") == []


def test_nothing_of_one_reader_is_kept_for_the_next(client):
    make_home_page()
    user = UserFactory()
    client.force_login(user)
    assert read(client).select_one("form[action='/sign-out/']") is not None

    client.logout()

    assert read(client).select("form[action='/sign-out/']") == []
    assert read(client).select_one("a[href='/sign-in/']") is not None
    client.force_login(user)
    assert read(client).select_one("form[action='/sign-out/']") is not None


def test_a_page_that_is_taken_down_is_gone_at_once(client):
    page = make_standard_page(slug="old")
    read(client, "/old/")

    page.unpublish()

    assert client.get("/old/").status_code == 404


def test_no_stylesheet_names_another_host(client):
    address = f"/design-system-{design_system.stylesheet_version()}.css"
    plain = client.get(address)
    packed = client.get(address, headers={"accept-encoding": "gzip, br"})

    assert b"@font-face" not in plain.content
    assert b"//" not in plain.content.replace(b"http://www.w3.org/2000/svg", b"")
    assert b".nhsuk-button" in plain.content
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 4
    assert client.get("/design-system-000000000000.css").status_code == 404


def test_a_college_may_have_its_own_colour_and_no_address_makes_an_unreadable_one(client):
    make_home_page()
    make_college_settings(accent="#6B2D5C")

    sheet = read(client).select_one("link[href*='accent-']")["href"]

    assert sheet == "/accent-6b2d5c.css"
    assert client.get(sheet).content.startswith(b":root{--leaf:#6b2d5c;")
    for other in ("ffff00", "zzzzzz", "123", "6b2d5c;}"):
        assert client.get(f"/accent-{other}.css").status_code == 404


def test_robots_are_told_what_is_private(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert "Disallow: /my-courses/" in lines
    assert lines[-1].endswith("/sitemap.xml")


def test_the_old_address_of_the_picture_leads_to_it(client):
    assert client.get("/favicon.ico").url == static("images/favicon.svg")


def test_the_sitemap_lists_what_is_published(client):
    make_standard_page(slug="about")
    make_standard_page(slug="draft", live=False)

    text = client.get("/sitemap.xml").content.decode()

    assert ("/about/" in text, "/draft/" in text) == (True, False)
