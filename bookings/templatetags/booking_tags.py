"""Tags that tell how full dates are, for the pages of courses as well as of bookings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone

from bookings.enums import AvailabilityKind
from bookings.queries import places
from courses.queries import dates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from django.template.context import Context

    from bookings.queries.places import Availability
    from bookings.queries.student import BookedPlace, SessionLine
    from courses.queries.prospectus import RunDates

register = template.Library()

OVER = frozenset({AvailabilityKind.CLOSED, AvailabilityKind.CANCELLED})


@register.simple_tag(takes_context=True)
def spoken_for_on_show(context: Context) -> Mapping[int, int]:
    """Count the places taken of every open run the public may see: one query for a page.

    Where the request has already counted them, that is the answer.
    """
    counted: Mapping[int, int] | None = getattr(context.get("request"), "places_taken", None)
    return places.spoken_for_on_show(timezone.now()) if counted is None else counted


@register.filter
def needs(place: BookedPlace, line: SessionLine) -> bool:
    """Say whether a session is the first of a course that needs everybody there at the first."""
    return dates.is_needed_first(place.run, line.session, [one.session for one in place.lines])


@dataclass(frozen=True, slots=True)
class Offers:
    """The dates of a course with their places: those of use now, and those that are over."""

    now: list[tuple[RunDates, Availability]]
    over: list[tuple[RunDates, Availability]]

    @property
    def worth_showing(self) -> list[tuple[RunDates, Availability]]:
        """Return what a list shows: what is over only where there is nothing else."""
        return self.now or self.over


def _starts_at(shown: RunDates) -> dt.datetime:
    """Return the first day that the dates name, so that a list reads as sorted."""
    return shown.held[0].starts_at if shown.held else shown.next_starts_at


@register.simple_tag
def in_useful_order(shown: Iterable[RunDates], taken: Mapping[int, int]) -> Offers:
    """Put the dates still to come in the order they start, full or not; set apart what is over."""
    at = timezone.now()
    offers = [
        (one, places.availability(one.run, one.held, taken=taken.get(one.run.pk, 0), at=at))
        for one in sorted(shown, key=_starts_at)
    ]
    return Offers(
        now=[offer for offer in offers if offer[1].kind not in OVER],
        over=[offer for offer in offers if offer[1].kind in OVER],
    )
