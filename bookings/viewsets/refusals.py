"""Why something cannot be done, in a sentence for the office."""

from __future__ import annotations

from bookings.enums import Refusal

_SENTENCES = {
    Refusal.FULL: "All places are taken. You can put them on the waiting list.",
    Refusal.OTHERS_WAIT: "The free places are for people who waited longer.",
    Refusal.WAITS_ALREADY: "They are on this list already, or a place there is held for them.",
    Refusal.BOOKED_ALREADY: "They have a place on these dates already.",
    Refusal.BUSY: "Many people are booking at this moment. Please try again.",
    Refusal.DROP_IN: "This is a drop-in: people just come along.",
    Refusal.OVER: "The last session is over, so the place stays as it is.",
    Refusal.RUN_CANCELLED: "These dates are cancelled.",
}
OR_ALL_THE_SAME = "If it is right to do it all the same, tick that below and write why."


def sentence(reason: Refusal, *, may_set_aside: bool) -> str:
    """Say why not, and what to do where a person may decide otherwise on this page."""
    words = _SENTENCES.get(reason, f"{reason.label}.")
    if may_set_aside:
        return f"{words} {OR_ALL_THE_SAME}"
    return words
