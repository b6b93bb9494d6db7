"""Prepares states for the journeys inside the running college, through the real operations.

Run as a program: one request a line in, one answer a line out. Every function below can be
asked for by its name; what it returns is what the journey gets.
"""

from __future__ import annotations

import json
import sys
import traceback
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from collections.abc import Callable

django.setup()

from tests.journeys import preparations  # noqa: E402 -- models only exist once Django is set up


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        prepare: Callable[..., Any] = getattr(preparations, request["what"])
        try:
            answer = {"made": prepare(**request["facts"])}
        except Exception:  # noqa: BLE001 -- whatever it is, the journey has to say it
            answer = {"problem": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
