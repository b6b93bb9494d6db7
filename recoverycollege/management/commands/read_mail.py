"""Reads calendar replies and bounces; a scheduler calls it, or the mail server hands mails over."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from recoverycollege import incoming_mail, mailboxes
from recoverycollege.settings import env

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


def _take(content: bytes) -> bool:
    return incoming_mail.take_mail(content, at=timezone.now())


class Command(BaseCommand):
    help = "Read calendar replies and bounces; mail for people is left where it is."

    def add_arguments(self, parser: CommandParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--maildir", type=Path, metavar="FOLDER", help="read a maildir")
        where.add_argument(
            "--imap",
            action="store_true",
            help="read the mailbox that the environment variable MAILBOX names",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        read = mailboxes.read_standard_input
        if options["maildir"]:
            read = functools.partial(mailboxes.read_maildir, options["maildir"])
        elif options["imap"]:
            read = functools.partial(mailboxes.read_imap, env.text("MAILBOX"))
        try:
            taken = read(_take)
        except mailboxes.CannotRead as error:
            raise CommandError(str(error)) from error
        if options["verbosity"] > 1:
            self.stdout.write(f"{taken} for a machine.")
