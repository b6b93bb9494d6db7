"""Tags that tell how full dates are, for the pages of courses as well as of bookings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone

from bookings.enums import AvailabilityKind
from bookings.queries import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.template.context import Context

    from bookings.queries.places import Availability
    from courses.queries.prospectus import RunDates

register = template.Library()

OVER = frozenset({AvailabilityKind.CLOSED, AvailabilityKind.CANCELLED})


@register.simple_tag(takes_context=True)
def places_taken_on_show(context: Context) -> Mapping[int, int]:
    """Count the places taken of every open run the public may see: one query for a page.

    Where the request has already counted them, that is the answer.
    """
    counted: Mapping[int, int] | None = getattr(context.get("request"), "places_taken", None)
    return places.places_taken_on_show(timezone.now()) if counted is None else counted


@dataclass(frozen=True, slots=True)
class Offers:
    """The dates of a course with their places: those of use now, and those that are over."""

    now: list[tuple[RunDates, Availability]]
    over: list[tuple[RunDates, Availability]]

    @property
    def worth_showing(self) -> list[tuple[RunDates, Availability]]:
        """Return what a list shows: what is over only where there is nothing else."""
        return self.now or self.over


@register.simple_tag
def in_useful_order(dates: Iterable[RunDates], taken: Mapping[int, int]) -> Offers:
    """Put the dates people can book first, then the rest, each soonest first."""
    at = timezone.now()
    offers = [
        (shown, places.availability(shown.run, shown.held, taken=taken.get(shown.run.pk, 0), at=at))
        for shown in dates
    ]
    rest = [offer for offer in offers if not offer[1].can_book]
    return Offers(
        now=[offer for offer in offers if offer[1].can_book]
        + [offer for offer in rest if offer[1].kind not in OVER],
        over=[offer for offer in rest if offer[1].kind in OVER],
    )
