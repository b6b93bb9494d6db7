"""The screen where a manager changes the college's name, look and contact."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.enums import Role
from home.models import CollegeSettings
from tests.factories.home import make_college_settings
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db


def save(**changed):
    settings = make_college_settings(accent="#17594a")
    line = settings.urgent_help_lines.get()
    data = {
        "name": settings.name,
        "strapline": "",
        "logo": "",
        "accent": settings.accent,
        "phone": "",
        "phone_hours": "",
        "email": "",
        "address": "",
        "sender_email": "office@college.example",
        "asks_age": "on",
        "minimum_age": 18,
        "offer_hours": 48,
        "reminder_days": "7, 2, 0",
        "bank_holidays_of": "ENG",
        "area_name": "",
        "urgent_help_introduction": "If you need help now:",
        "urgent_help_lines-TOTAL_FORMS": 1,
        "urgent_help_lines-INITIAL_FORMS": 1,
        "urgent_help_lines-MIN_NUM_FORMS": 0,
        "urgent_help_lines-MAX_NUM_FORMS": 1000,
        "urgent_help_lines-0-id": line.pk,
        "urgent_help_lines-0-ORDER": 1,
        "urgent_help_lines-0-DELETE": "",
        "urgent_help_lines-0-when": line.when,
        "urgent_help_lines-0-who": line.who,
        "urgent_help_lines-0-link": line.link,
    } | changed
    address = reverse("wagtailsettings:edit", args=("home", "collegesettings", settings.pk))
    return client_as(Role.MANAGER).post(address, data, follow=True).content.decode()


def test_a_manager_changes_the_college(client):
    save(name="Millbrook College", accent="#0f3d34")

    settings = CollegeSettings.load()
    assert (settings.name, settings.accent) == ("Millbrook College", "#0f3d34")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"accent": "#f4c95d"}, "This colour is too pale to read on the page: its contrast is 1.5"),
        ({"accent": "green"}, "Write the colour as # and six letters or digits"),
        (
            {"urgent_help_lines-0-link": "javascript:x"},
            "Start the link with tel:, sms: or https://",
        ),
        ({"sender_email": "office"}, "Enter a valid email address."),
    ],
)
def test_a_change_that_would_hurt_is_refused_with_its_reason(changed, sentence):
    page = save(**changed)

    assert sentence in page
    assert CollegeSettings.load().accent == "#17594a"


def test_reminder_days_that_cannot_be_read_are_asked_for_again(client):
    page = save(reminder_days="a week")

    assert "for example 7, 2, 0" in page
    assert CollegeSettings.load().reminder_days == "7, 2, 0"
