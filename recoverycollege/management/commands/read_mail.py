"""Reads calendar replies and bounces; a scheduler calls it, or the mail server hands mails over."""

from __future__ import annotations

import functools
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from recoverycollege import incoming_mail, mailboxes
from recoverycollege.settings import env

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


logger = logging.getLogger(__name__)

# EX_TEMPFAIL: a mail server that hands a mail over keeps it and tries again. On any other code
# it would send the answer of somebody's calendar back to them.
_TRY_AGAIN = 75
# EX_NOUSER: a mail filter that hands a mail over goes on with it, and leaves it to people.
_FOR_PEOPLE = 67


class _Taker:
    """Takes mail after mail; one that cannot be dealt with now does not keep back the rest."""

    left = 0

    def __call__(self, content: bytes) -> bool:
        try:
            return incoming_mail.take_mail(content, at=timezone.now())
        except Exception:
            # Whatever is wrong with one mail, the others are still to be read.
            logger.exception("A mail could not be dealt with; the next round reads it again.")
            self.left += 1
            return False


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
        take = _Taker()
        try:
            taken = read(take)
        except mailboxes.CannotRead as error:
            raise CommandError(str(error), returncode=_TRY_AGAIN) from error
        if take.left:
            mails = "1 mail" if take.left == 1 else f"{take.left} mails"
            msg = f"{mails} could not be dealt with. The next round reads them again."
            raise CommandError(msg, returncode=_TRY_AGAIN)
        if read is mailboxes.read_standard_input and not taken:
            msg = "This mail is for people."
            raise CommandError(msg, returncode=_FOR_PEOPLE)
        if options["verbosity"] > 1:
            self.stdout.write(f"{taken} for a machine.")
