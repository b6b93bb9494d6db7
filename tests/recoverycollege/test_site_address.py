from __future__ import annotations

import pytest
from django.core.management import call_command
from wagtail.models import Site

from recoverycollege.demo.addresses import lead_messages_to
from recoverycollege.site_address import keep_site_address
from tests.factories.accounts import MessageFactory
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


def test_links_in_the_demos_messages_lead_to_the_port_it_runs_on(django_assert_num_queries):
    old, new = "http://127.0.0.1:8000", "http://127.0.0.1:8100"
    words = {"text": f"See {old}/x/.", "short": f"{old}/x/", "html": f'<a href="{old}/x/">'}
    message = MessageFactory(**words)
    other = MessageFactory(text="Nothing to press.")

    lead_messages_to(new)

    for one in (message, other):
        one.refresh_from_db()
    assert [message.text, message.short, message.html, other.text] == [
        f"See {new}/x/.",
        f"{new}/x/",
        f'<a href="{new}/x/">',
        "Nothing to press.",
    ]
    with django_assert_num_queries(1):
        lead_messages_to(new)
