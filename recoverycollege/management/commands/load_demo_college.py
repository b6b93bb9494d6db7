"""Fills an empty database with the demo college."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from recoverycollege.demo import college

if TYPE_CHECKING:
    import datetime as dt
    from argparse import ArgumentParser

_FOR_TRYING_OUT = frozenset({"demo", "dev", "test"})


class Command(BaseCommand):
    help = "Fill an empty database with Willowbrook, the demo college."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at",
            help="Build it as it would be at this moment (2027-02-28T09:30+00:00). Usually now.",
        )
        parser.add_argument(
            "--even-here",
            action="count",
            default=0,
            help="Outside demo, development and test settings, give this twice.",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        name = settings.SETTINGS_MODULE.rpartition(".")[2]
        if name not in _FOR_TRYING_OUT and options["even_here"] < 2:  # noqa: PLR2004 -- "twice"
            msg = (
                f"These are the {name} settings, and the demo's people are invented. Nothing was "
                "loaded. If you really mean it, give --even-here twice."
            )
            raise CommandError(msg)
        began = time.monotonic()
        try:
            loaded = college.load(at=self._moment(options["at"]))
        except college.CannotLoad as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Willowbrook Recovery College is ready: {loaded.courses} courses, {loaded.runs} runs, "
            f"{loaded.students} students, {loaded.bookings} bookings, "
            f"{loaded.certificates} certificates and {loaded.messages} messages, "
            f"in {time.monotonic() - began:.0f} seconds."
        )

    def _moment(self, given: str | None) -> dt.datetime:
        if given is None:
            return timezone.now()
        try:
            moment = parse_datetime(given)
        except ValueError:
            moment = None
        if moment is None:
            msg = f"“{given}” is not a moment. Write it like this: 2027-02-28T09:30+00:00"
            raise CommandError(msg)
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
