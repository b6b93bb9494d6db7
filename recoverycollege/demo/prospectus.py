"""Makes what the demo college teaches from: logins, tutors, venues, terms and the records of making."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group

from accounts.enums import Role
from accounts.operations import people
from courses.enums import TutorKind
from courses.models import (
    Contribution,
    CoProductionRecord,
    CoursePage,
    PersonPage,
    Term,
    TermHoliday,
    Tutor,
    Venue,
)
from recoverycollege.demo.courses import COURSES
from recoverycollege.demo.dates.reckoning import months_before
from recoverycollege.demo.team import HELPERS, STAFF, TUTORS
from recoverycollege.demo.venues import VENUES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wagtail.models import Page

    from accounts.models import User
    from recoverycollege.demo.dates.reckoning import TermDates
    from recoverycollege.demo.shapes import VenueText


def open_logins(*, at: dt.datetime) -> dict[str, User]:
    """Give everybody in the office, every tutor and every helper a login; return them by key."""
    users: dict[str, User] = {}
    for person in (*STAFF, *HELPERS):
        users[person.key] = _login(person.email, person.name, at)
        if person.role in Role.GROUPS:
            group, _ = Group.objects.get_or_create(name=Role.GROUPS[person.role])
            users[person.key].groups.add(group)
    for tutor in TUTORS:
        users[tutor.key] = _login(tutor.email, tutor.name, at)
    return users


def _login(email: str, name: str, at: dt.datetime) -> User:
    user = people.open_login(email=email, by=None, at=at)
    user.name = name
    user.save(update_fields=["name"])
    return user


def introduce_tutors(*, users: Mapping[str, User], pages: Mapping[str, Page]) -> dict[str, Tutor]:
    """Register the tutors, each with a login and a page of their own; return them by key."""
    return {
        tutor.key: Tutor.objects.create(
            user=users[tutor.key],
            name=tutor.name,
            kind=TutorKind(tutor.kind),
            person_page=PersonPage.objects.get(pk=pages[f"people/{tutor.key}"].pk),
        )
        for tutor in TUTORS
    }


def open_venues() -> dict[str, Venue]:
    """Describe the places the college teaches in; return them by key. Online is not a place."""
    return {venue.key: _venue(venue) for venue in VENUES if not venue.online}


def _venue(venue: VenueText) -> Venue:
    notes = (
        f"Steps: {venue.step_free}",
        f"Hearing: {venue.hearing_loop}",
        f"Toilets: {venue.toilets}",
        f"Quiet space: {venue.quiet_space}",
        venue.extra,
    )
    latitude, longitude = venue.position or (None, None)
    return Venue.objects.create(
        name=venue.name,
        address="\n".join(venue.address[1:]),
        postcode=venue.postcode,
        latitude=latitude,
        longitude=longitude,
        room_capacity=venue.room_capacity,
        is_step_free=venue.has_step_free,
        has_hearing_loop=venue.has_hearing_loop,
        has_accessible_toilet=venue.has_accessible_toilet,
        has_quiet_space=venue.has_quiet_space,
        parking=venue.parking,
        public_transport=venue.bus,
        finding_the_door=f"{venue.door} {venue.meets_you}",
        access_notes="\n".join(note for note in notes if note),
    )


def open_terms(terms: Sequence[TermDates]) -> dict[str, Term]:
    """Lay out the college's terms with their breaks; return them by name."""
    laid_out: dict[str, Term] = {}
    for dates in terms:
        term = Term.objects.create(
            name=dates.name,
            starts_on=dates.starts_on,
            ends_on=dates.ends_on,
            booking_opens_at=dates.booking_opens_at,
            is_paused=bool(dates.paused_note),
            paused_note=dates.paused_note,
        )
        TermHoliday.objects.bulk_create(
            TermHoliday(term=term, name=name, starts_on=first, ends_on=last)
            for name, first, last in dates.holidays
        )
        laid_out[dates.name] = term
    return laid_out


def record_the_making(
    *, users: Mapping[str, User], pages: Mapping[str, Page], at: dt.datetime
) -> None:
    """Write down who made each course, and what is different because they did."""
    logins = {tutor.name: users[tutor.key] for tutor in TUTORS}
    for course in COURSES:
        making = course.making
        record = CoProductionRecord.objects.create(
            course=CoursePage.objects.get(pk=pages[f"courses/{course.slug}"].pk),
            stage=making.stage,
            what_changed=making.changed,
        )
        began = months_before(at.date(), making.began_months_ago)
        Contribution.objects.bulk_create(
            Contribution(
                record=record,
                user=logins.get(one.name),
                name=one.name,
                role=one.role,
                perspective=one.perspective,
                credit=one.credit,
                what=one.gave,
                contributed_on=began + dt.timedelta(days=11 * number),
            )
            for number, one in enumerate(making.contributions)
        )
