"""The page about where we teach, written from the venues' own facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recoverycollege.demo.shapes import PageText, heading, text
from recoverycollege.demo.venues import VENUES

if TYPE_CHECKING:
    from recoverycollege.demo.shapes import Block

WHERE_WE_TEACH = PageText(
    title="Where we teach",
    slug="where-we-teach",
    summary=(
        "Three friendly places in Willowbrook, and online: what the door looks like, and how "
        "to get in."
    ),
    introduction=(
        "We teach in three places in Willowbrook, and online. Each has a quiet spot and a kettle."
    ),
    illustration="chairs",
)


def venue_blocks() -> tuple[Block, ...]:
    """Describe every place that the public may come to."""
    blocks: list[Block] = []
    for venue in VENUES:
        if not venue.public:
            continue
        where = ", ".join((*venue.address, venue.postcode)).strip(", ")
        blocks += [
            heading(venue.name),
            text(
                venue.summary,
                *((f"**Address:** {where}",) if where else ()),
                f"**The way in:** {venue.door}",
                f"**Who meets you:** {venue.meets_you}",
                f"* **Steps:** {venue.step_free}",
                f"* **Hearing:** {venue.hearing_loop}",
                f"* **Toilets:** {venue.toilets}",
                f"* **Quiet space:** {venue.quiet_space}",
                f"* **Parking:** {venue.parking}",
                f"* **Bus:** {venue.bus}",
                *((venue.extra,) if venue.extra else ()),
            ),
        ]
    return tuple(blocks)
