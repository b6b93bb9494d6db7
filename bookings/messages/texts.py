"""What a text message has room for: a short address, the start of what somebody wrote."""

from __future__ import annotations

LONGEST_PLACE = 80
# Where a link to join stands beside it.
LONGEST_NAME = 40


def short_place(address: str, *, longest: int = LONGEST_PLACE) -> str:
    """Return as much of an address as there is room for: its name at least, and no half words."""
    parts = [part.strip() for part in address.split(",")]
    kept = parts[0]
    for part in parts[1:]:
        if len(f"{kept}, {part}") > longest:
            break
        kept = f"{kept}, {part}"
    return first_words(kept, longest=longest)


def first_words(words: str, *, longest: int) -> str:
    """Return the beginning of what somebody wrote, cut between two words."""
    plain = " ".join(words.split()) if len(words) > longest else words
    if len(plain) <= longest:
        return plain
    room = plain[: longest - 3]
    return (room.rpartition(" ")[0] or room).rstrip(",.;: ") + "..."
