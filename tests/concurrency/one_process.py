"""One of several processes that do what the clock demands in the same moment.

Run as ``python -m tests.concurrency.one_process``, with the number of runs it comes to, and
“plain” where it shall read them without a lock. At each of these it says “here”, and goes on when
it is told to: so that the others are there too.
"""

from __future__ import annotations

import importlib
import sys

import django
from django.core.management import call_command


def main(times, how=""):
    """Do all that is due once."""
    django.setup()
    locks = importlib.import_module("bookings.operations.locks")
    runs = importlib.import_module("courses.models").CourseRun.objects
    locked, left = locks.lock_run, int(times)

    def meets_the_others(run_id):
        nonlocal left
        run = runs.select_related("course", "term", "venue").get(pk=run_id)
        if left:
            left -= 1
            print("here", flush=True)  # noqa: T201 -- how processes talk
            sys.stdin.readline()
        return run if how == "plain" else locked(run_id)

    locks.lock_run = meets_the_others
    call_command("run_due_work", skip_checks=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
