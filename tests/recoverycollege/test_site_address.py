from __future__ import annotations

import pytest
from django.core.management import call_command
from wagtail.models import Site

from recoverycollege.site_address import keep_site_address
from tests.factories.courses import make_course_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("https://college.example", "https://college.example"),
        ("http://college.example", "http://college.example"),
    ],
)
def test_pages_say_the_address_that_messages_use(address, written):
    course = make_course_page(slug="sleep-well")

    keep_site_address(address)
    keep_site_address(address)

    assert course.full_url == f"{written}/courses/sleep-well/"


def test_migrating_keeps_the_address(settings):
    settings.SITE_ADDRESS = "https://college.example"
    course = make_course_page(slug="sleep-well")

    call_command("migrate", verbosity=0)

    assert course.full_url == "https://college.example/courses/sleep-well/"


def test_a_college_without_a_site_yet_is_left_alone():
    Site.objects.all().delete()

    keep_site_address("https://college.example")

    assert not Site.objects.exists()
