"""Makes a variable that is missing from one of our own templates an error."""

from __future__ import annotations

import inspect
from pathlib import Path

from django.template.base import FilterExpression, Node

OUR_FOLDER = Path(__file__).resolve().parents[1]


class MissingVariable(LookupError):
    """One of our templates asked for something that no view gave it."""


def _is_ours(origin: object) -> bool:
    path = Path(str(getattr(origin, "name", "")))
    return path.is_relative_to(OUR_FOLDER) and ".venv" not in path.parts


class StrictNothing(str):
    """What Django puts where a variable is missing: empty in others' templates, an error in ours.

    Django asks whether it is empty before it uses it; that is the moment to look who is asking.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        frame = inspect.currentframe()
        name = "?"
        while frame is not None:
            asking = frame.f_locals.get("self")
            if isinstance(asking, FilterExpression) and name == "?":
                name = str(asking)
            if isinstance(asking, Node) and hasattr(asking, "origin"):
                if name != "?" and _is_ours(asking.origin):
                    message = f"{{{{ {name} }}}} is missing in {asking.origin.name}"
                    raise MissingVariable(message)
                return False
            frame = frame.f_back
        return False
