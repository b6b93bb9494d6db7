"""The people whose place one tap takes on the demo's sign-in page."""

from __future__ import annotations

from dataclasses import dataclass

from recoverycollege.demo.people import NEWCOMER, STUDENTS
from recoverycollege.demo.team import HELPERS, STAFF, TUTORS

FOR_STUDENTS = "/my-courses/"
FOR_TUTORS = "/teach/"
FOR_STAFF = "/admin/"


@dataclass(frozen=True, kw_only=True)
class DemoSignIn:
    """One kind of person, in plain words, and the invented one who stands for them."""

    key: str
    label: str
    about: str
    email: str
    first_page: str


_EMAILS = {person.key: person.email for person in (NEWCOMER, *STUDENTS, *TUTORS, *STAFF, *HELPERS)}


def _sign_in(key: str, label: str, person: str, about: str, first_page: str) -> DemoSignIn:
    return DemoSignIn(
        key=key, label=label, about=about, email=_EMAILS[person], first_page=first_page
    )


SIGN_INS = (
    _sign_in(
        "new-student",
        "A new student",
        "amara",
        "Amara has never booked anything. See what the first time is like.",
        FOR_STUDENTS,
    ),
    _sign_in(
        "returning-student",
        "A returning student",
        "grace",
        "Grace has courses to come, and certificates.",
        FOR_STUDENTS,
    ),
    _sign_in(
        "helper",
        "Someone who helps a student",
        "maureen",
        "Maureen books for her brother Pat, who has no email.",
        FOR_STUDENTS,
    ),
    _sign_in(
        "peer-tutor",
        "A peer tutor",
        "siobhan",
        "Siobhán has a session today, with a register to mark.",
        FOR_TUTORS,
    ),
    _sign_in(
        "practitioner-tutor",
        "A practitioner tutor",
        "daniel",
        "Daniel teaches beside Siobhán today.",
        FOR_TUTORS,
    ),
    _sign_in(
        "coordinator",
        "A coordinator",
        "ruth",
        "Ruth runs the office: dates, students and messages.",
        FOR_STAFF,
    ),
    _sign_in(
        "editor",
        "An editor",
        "jo-bright",
        "Jo writes the pages, and sees no student's record.",
        FOR_STAFF,
    ),
    _sign_in(
        "manager",
        "A manager",
        "simon",
        "Simon answers for the whole college.",
        FOR_STAFF,
    ),
)

BY_KEY = {one.key: one for one in SIGN_INS}
