"""Invented opportunities for peers: what a college's list of roles would look like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from recoverycollege.demo.shapes import Block, PageText, callout, heading, text

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, kw_only=True)
class Vacancy:
    """One invented role that people may apply for."""

    title: str
    employer: str
    place: str
    postcode_area: str
    pay: str
    hours: str
    contract: str
    closes_in_days: int
    about: str

    def closes_on(self, today: date) -> date:
        """Return the last day to apply, counted from the day the demo is loaded."""
        return today + timedelta(days=self.closes_in_days)


VACANCIES = (
    Vacancy(
        title="Peer support worker, Larch Ward",
        employer="Willowbrook Hospital",
        place="Willowbrook",
        postcode_area="WB4",
        pay="Band 3",
        hours="22.5 hours a week, over three days",
        contract="Permanent",
        closes_in_days=24,
        about=(
            "You welcome people to the ward, spend time with them, and help them to get ready "
            "for going home. You work beside two other peer workers. No nights."
        ),
    ),
    Vacancy(
        title="Peer tutor, evenings online",
        employer="Willowbrook Recovery College",
        place="From home",
        postcode_area="WB1",
        pay="£14.80 an hour",
        hours="About 4 hours a week in term time",
        contract="Sessional",
        closes_in_days=38,
        about=(
            "You teach Conversations in the Community with a practitioner tutor. You need to "
            "have done Peer Support Foundations, or to be booked on it. We lend you a laptop "
            "and a headset."
        ),
    ),
    Vacancy(
        title="Senior peer worker, home visits",
        employer="Brookside Community Team",
        place="Northfield",
        postcode_area="WB6",
        pay="Band 4",
        hours="30 hours a week, flexible",
        contract="Fixed term, 12 months",
        closes_in_days=17,
        about=(
            "You support people at home after a stay in hospital, and help two new peer "
            "workers to find their feet. A bus pass or mileage is paid."
        ),
    ),
    Vacancy(
        title="Welcome volunteer",
        employer="Willowbrook Recovery College",
        place="The Old Library",
        postcode_area="WB1",
        pay="Voluntary, fares and lunch paid",
        hours="One morning a week",
        contract="Voluntary",
        closes_in_days=60,
        about=(
            "You stand at the blue door with a green badge and make sure that new students "
            "are met with a smile. A good first step if you are not sure about a job."
        ),
    ),
    Vacancy(
        title="Apprentice peer support worker",
        employer="The Ferry Street Trust",
        place="Ferry Street drop-in",
        postcode_area="WB2",
        pay="Apprentice pay, above the national minimum",
        hours="30 hours a week, with one day of study",
        contract="Apprenticeship, 15 months",
        closes_in_days=31,
        about=(
            "You learn the job at a friendly drop-in while you study. You do not need any "
            "exams. They will help with maths and English if you want it."
        ),
    ),
)

OPPORTUNITIES = PageText(
    title="Current opportunities",
    slug="opportunities",
    summary=(
        "Peer jobs, training places and volunteering in and near Willowbrook, with pay, hours "
        "and closing dates."
    ),
    introduction=(
        "These roles are open now. If you would like help with applying, ring us. We can read "
        "your letter, or practise for the talk with you."
    ),
    illustration="door",
)


def opportunity_blocks(today: date) -> tuple[Block, ...]:
    """Describe the roles, with closing dates counted from the day the demo is loaded."""
    blocks: list[Block] = []
    for vacancy in sorted(VACANCIES, key=lambda vacancy: vacancy.closes_in_days):
        closes = vacancy.closes_on(today)
        blocks += [
            heading(vacancy.title),
            text(
                vacancy.about,
                f"* **Who for:** {vacancy.employer}",
                f"* **Where:** {vacancy.place}, {vacancy.postcode_area}",
                f"* **Pay:** {vacancy.pay}",
                f"* **Hours:** {vacancy.hours}",
                f"* **Contract:** {vacancy.contract}",
                f"* **Apply by:** {closes:%A} {closes.day} {closes:%B} {closes.year}",
            ),
        ]
    blocks.append(
        callout(
            "How to apply",
            (
                "Ring us on 01632 960100 and ask for Gareth, or write to "
                "hello@willowbrook.example. You can apply on paper, by email or with a short "
                "recording. Tell us what would make it easier for you."
            ),
            tone="WELCOME",
        )
    )
    return tuple(blocks)
