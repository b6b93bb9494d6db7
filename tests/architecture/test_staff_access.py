"""Every address of our own in the admin, held against every role."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, reverse

from accounts.enums import Role
from accounts.models import LetterBatch
from courses.models import CoProductionRecord
from tests.factories.accounts import UserFactory
from tests.factories.bookings import BookingFactory, EntryFactory
from tests.factories.courses import NOW, TopicFactory
from tests.factories.home import make_college_settings
from tests.factories.registers import HERE, make_class, mark
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db

C, E, M = Role.COORDINATOR, Role.EDITOR, Role.MANAGER
NOBODY: set[Role] = set()
# How the names of our addresses begin, where they are not a screen of many.
_OURS = ("plain_", "certificate_", "places_", "people_", "reach_")

# Who may open each address. Whoever is missing from a line is turned away.
WHO_MAY: dict[str, set[Role]] = {
    "runs:index": {C, M},
    "runs:index_results": {C, M},
    "runs:add": {C},
    "runs:edit": {C},
    "runs:delete": {C},
    "runs:history": {C},
    "runs:history_results": {C},
    "runs:usage": {C},
    "runs:inspect": {C, M},
    "runs:plan": {C},
    "runs:open": {C},
    "runs:sessions": {C},
    "runs:link": {C},
    "runs:close": {C},
    "runs:cancel": {C},
    "sessions:index": {C, M},
    "sessions:index_results": {C, M},
    "students:index": {C, M},
    "students:index_results": {C, M},
    "students:add": {C},
    "students:edit": {C},
    "students:inspect": {C, M},
    "bookings_admin:index": {C, M},
    "bookings_admin:index_results": {C, M},
    "bookings_admin:inspect": {C, M},
    "certificate_withdraw": {C},
    "certificate_reissue": {C},
    "places_phone": {C},
    "places_student": {C},
    "places_run": {C, M},
    "places_capacity": {C},
    "places_find": {C},
    "places_book": {C},
    "places_booking": {C},
    "places_entry": {C},
    "reach_calls": {C, M},
    "reach_call": {C, M},
    "reach_letters": {C, M},
    "reach_wording": {C, M},
    "reach_wording_kind": {C, M},
    "reach_batch_pdf": {C},
    # Changes by a press of a button and has no page.
    "reach_batch_posted": NOBODY,
    "people_duplicates": {C},
    "people_duplicates_of": {C},
    "people_agreement": {M},
    "people_agreed": {C},
    "people_helpers": {C},
    "people_merge": {C},
    "plain_courses": {E},
    "plain_course_new": {E},
    "plain_course": {E},
    "wagtailusers_users:index": {M},
    "wagtailusers_users:index_results": {M},
    "wagtailusers_users:add": {M},
    "wagtailusers_users:edit": {M},
    "wagtailusers_users:delete": NOBODY,
    "wagtailusers_users:history": {M},
    "wagtailusers_users:history_results": {M},
    "wagtailusers_users:usage": {M},
    "wagtailsettings:edit": {M},
}
for name, changes, looks in (
    ("terms", {C}, {C, M}),
    ("venues", {C}, {C, M}),
    ("tutors", {C}, {C, M}),
    ("topics", {E}, {C, E, M}),
    ("course-records", {C}, {C, M}),
):
    WHO_MAY |= {
        f"{name}:{view}": changes
        for view in ("add", "edit", "delete", "history", "history_results", "usage")
    }
    WHO_MAY |= {f"{name}:{view}": looks for view in ("index", "index_results", "inspect")}
WHO_MAY["course-records:delete"] = NOBODY


@pytest.fixture
def addresses() -> dict[str, str]:
    """One real address for each name, with real rows behind it."""
    college = make_college_settings()
    booking = BookingFactory()
    run, student = booking.run, booking.student
    record = CoProductionRecord.objects.create(course=run.course)
    rows = {
        "runs": run.pk,
        "terms": run.term.pk,
        "venues": run.venue.pk,
        "tutors": run.tutors.first().pk,
        "topics": TopicFactory().pk,
        "course-records": record.pk,
        "students": student.uuid,
        "bookings_admin": booking.uuid,
        "wagtailusers_users": UserFactory().pk,
    }
    found = {}
    for name in WHO_MAY:
        space, _, view = name.partition(":")
        listing = view in {"index", "index_results", "add"}
        found[name] = (
            reverse(name, args=() if listing or not view else (rows[space],))
            if (space in rows)
            else ""
        )
    found["sessions:index"] = reverse("sessions:index")
    found["sessions:index_results"] = reverse("sessions:index_results")
    taught, (earner,) = make_class(sessions=1)
    mark(taught.sessions.first(), {earner: HERE})
    certificate = earner.certificates.get()
    for name in ("certificate_withdraw", "certificate_reissue"):
        found[name] = reverse(name, args=(certificate.uuid,))
    entry = EntryFactory(run=run)
    batch = LetterBatch.objects.create(made_at=NOW, made_by=UserFactory())
    for name, given in {
        "places_phone": (),
        "places_student": (student.uuid,),
        "places_run": (run.uuid,),
        "places_capacity": (run.uuid,),
        "places_find": (run.uuid,),
        "places_book": (run.uuid, student.uuid),
        "places_booking": (booking.uuid, "cancel"),
        "places_entry": (entry.uuid, "off"),
        "reach_calls": (),
        "reach_call": (student.uuid,),
        "reach_letters": (),
        "reach_wording": (),
        "reach_wording_kind": ("booking_confirmed",),
        "reach_batch_pdf": (batch.uuid,),
        "reach_batch_posted": (batch.uuid,),
        "people_duplicates": (),
        "people_duplicates_of": (student.uuid,),
        "people_agreement": (),
        "people_agreed": (student.uuid,),
        "people_helpers": (student.uuid,),
        "people_merge": (student.uuid, entry.student.uuid),
    }.items():
        found[name] = reverse(name, args=given)
    found["plain_courses"] = reverse("plain_courses")
    found["plain_course_new"] = reverse("plain_course_new")
    found["plain_course"] = reverse("plain_course", args=(run.course.pk,))
    found["wagtailsettings:edit"] = reverse(
        "wagtailsettings:edit", args=("home", "collegesettings", college.pk)
    )
    return found


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_addresses_and_no_other(role, addresses):
    client = client_as(role)
    opened = set()
    for name, address in addresses.items():
        answer = client.get(address)
        assert answer.status_code in {200, 302, 405}, name
        if answer.status_code == 200:
            opened.add(name)

    assert opened == {name for name, roles in WHO_MAY.items() if role in roles}


def test_nobody_gets_in_without_signing_in(addresses, client):
    for name, address in addresses.items():
        answer = client.get(address)

        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (
            302,
            "/sign-in/",
        ), name


def test_every_address_of_ours_is_in_the_table():
    """A new staff screen has to say who may open it."""
    ours = {
        "runs",
        "sessions",
        "students",
        "bookings_admin",
        "terms",
        "venues",
        "tutors",
        "topics",
        "course-records",
        "wagtailusers_users",
    }
    found = set()
    for pattern in get_resolver("wagtail.admin.urls").url_patterns:
        space = getattr(pattern, "namespace", None)
        if space in ours:
            found |= {f"{space}:{one.name}" for one in pattern.url_patterns}
        elif not space and str(getattr(pattern, "name", "")).startswith(_OURS):
            found.add(pattern.name)

    assert found == set(WHO_MAY) - {"wagtailsettings:edit"}


@pytest.mark.parametrize("role", [Role.STUDENT, Role.PEER_TUTOR, Role.PRACTITIONER_TUTOR])
def test_people_without_a_staff_role_read_a_kind_page(role):
    answer = client_as(role).get("/admin/", follow=True)

    assert answer.status_code == 200
    assert "That page is for the office" in answer.content.decode()
