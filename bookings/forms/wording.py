"""What fields say that need another look."""

from __future__ import annotations

_TOO_LONG = "Make this shorter, please: %(limit_value)d letters at the most"
_ODD_SIGN = "There is a sign in this that we cannot keep. Type it again"


def words_of_errors(message: str = "Fill this in") -> dict[str, str]:
    """Return the kind words of a text field, whatever is wrong with what was typed."""
    return {
        "required": message,
        "max_length": _TOO_LONG,
        "null_characters_not_allowed": _ODD_SIGN,
    }
