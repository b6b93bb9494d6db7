"""Reads tutors: who is meant by a name."""

from __future__ import annotations

from accounts.finding import answers, asked_for
from courses.models import Tutor


def tutors_called(typed: str) -> list[int]:
    """Return the keys of the tutors in whose names all of what was typed is found."""
    parts = asked_for(typed)
    return [
        pk for pk, name in Tutor.objects.values_list("pk", "name") if answers(parts, words=name)
    ]
