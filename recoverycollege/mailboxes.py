"""Where mail for a machine waits: a maildir, a mailbox behind IMAP, or standard input.

Each gives one mail after the other; what was for a machine is put out of the way, what is for
people stays as it was found.
"""

from __future__ import annotations

import contextlib
import imaplib
import ssl
import sys
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Take = Callable[[bytes], bool]

HANDLED = "Handled"
_SECONDS = 30
IMAP_OVER_TLS = 993
_LONGEST = 2_000_000


class CannotRead(Exception):
    """The mailbox could not be opened. Carries the sentence to show."""


def read_standard_input(take: Take) -> int:
    """Take the one mail that a mail server hands over."""
    return int(take(sys.stdin.buffer.read(_LONGEST + 1)))


def read_maildir(path: Path, take: Take) -> int:
    """Take every mail in a maildir; what was for a machine moves to its folder “Handled”.

    Two readers at once do no harm: a mail moves in one step, so one of them has moved it.
    """
    if not (path / "cur").is_dir():
        message = f"{path} is not a maildir: it has no folder named cur."
        raise CannotRead(message)
    taken = 0
    for mail in sorted(_mails_in(path)):
        try:
            with mail.open("rb") as opened:
                content = opened.read(_LONGEST + 1)
        except FileNotFoundError:
            # The other reader has it, or a mail program has marked it: then it is read next time.
            continue
        if take(content):
            taken += _put_away(mail, path / f".{HANDLED}")
    return taken


def _mails_in(path: Path) -> list[Path]:
    """Return the mails of a maildir, new ones and those that somebody has looked at."""
    folders = (folder for folder in (path / "new", path / "cur") if folder.is_dir())
    return [
        mail
        for folder in folders
        for mail in folder.iterdir()
        if not mail.name.startswith(".") and mail.is_file()
    ]


def _put_away(mail: Path, folder: Path) -> bool:
    """Move a mail to a folder beside; say whether nobody else had done so."""
    for part in (folder, folder / "tmp", folder / "new", folder / "cur"):
        part.mkdir(mode=0o700, exist_ok=True)
    (folder / "maildirfolder").touch(mode=0o600)
    name = mail.name if ":" in mail.name else f"{mail.name}:2,"
    with contextlib.suppress(FileNotFoundError):
        mail.rename(folder / "cur" / name)
        return True
    return False


def read_imap(address: str, take: Take) -> int:
    """Take every unread mail behind imaps://user:password@host/folder; handled ones become read.

    Raises CannotRead where the server or the folder cannot be reached.
    """
    try:
        where = urlsplit(address)
        host, port = where.hostname or "", where.port or IMAP_OVER_TLS
    except ValueError:
        where, host, port = urlsplit(""), "", 0
    if where.scheme != "imaps" or not host:
        message = "Write the mailbox as imaps://user:password@host/folder."
        raise CannotRead(message)
    folder = unquote(where.path.strip("/")) or "INBOX"
    try:
        server = imaplib.IMAP4_SSL(
            host, port, ssl_context=ssl.create_default_context(), timeout=_SECONDS
        )
        try:
            server.login(unquote(where.username or ""), unquote(where.password or ""))
            return _read_folder(server, folder, take)
        finally:
            _leave(server)
    except (OSError, imaplib.IMAP4.error, UnicodeEncodeError) as error:
        message = f"The mailbox could not be read ({type(error).__name__})."
        raise CannotRead(message) from error


def _leave(server: imaplib.IMAP4) -> None:
    """Say goodbye, and close the line also where nobody is there any more to hear it."""
    with contextlib.suppress(OSError, imaplib.IMAP4.error):
        server.logout()
    with contextlib.suppress(OSError):
        server.shutdown()


def _read_folder(server: imaplib.IMAP4, folder: str, take: Take) -> int:
    quoted = '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
    answer, _ = server.select(quoted)
    if answer != "OK":
        message = f"The mailbox has no folder named {folder}."
        raise CannotRead(message)
    answer, found = server.uid("SEARCH", "UNSEEN", "SMALLER", str(_LONGEST))
    if answer != "OK":
        message = "The mailbox could not be read (SEARCH)."
        raise CannotRead(message)
    taken = 0
    for number in (found[0] or b"").split():
        # PEEK leaves it unread for people, should it be for them.
        _, parts = server.uid("FETCH", number.decode(), "(BODY.PEEK[])")
        content = next((part[1] for part in parts if isinstance(part, tuple)), None)
        if isinstance(content, bytes) and take(content):
            server.uid("STORE", number.decode(), "+FLAGS", r"(\Seen)")
            taken += 1
    return taken
