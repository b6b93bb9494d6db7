"""A stand-in for an IMAP server: one mailbox on this machine, and as much as the reader needs."""

from __future__ import annotations

import re
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

PASSWORD = "secret@1"
# As a server without TLS would be reached; the reader itself insists on TLS.
ADDRESS = "imaps://office:secret%401@127.0.0.1:{port}/Post%20in"
FOLDER = "Post in"


@dataclass
class Mailbox:
    """The mails in one folder, by number, and how the server behaves."""

    mails: dict[int, bytes] = field(default_factory=dict)
    read: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    hangs_up_before: str = ""
    """A command after which the line goes dead, once, half way through the answer."""
    refuses: str = ""
    """A command that is answered with NO."""
    port: int = 0

    @property
    def address(self) -> str:
        return ADDRESS.format(port=self.port)

    def unread(self) -> list[int]:
        return sorted(self.mails.keys() - self.read)


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self):
        box = self.server.box
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _, command = line.partition(" ")
            box.asked.append(command)
            if box.hangs_up_before and box.hangs_up_before in command:
                box.hangs_up_before = ""
                self.say("* 1 FETCH (UID 1 BODY[] {100}", "half a ma", end="")
                return
            if box.refuses and box.refuses in command:
                self.say(f"{tag} NO not today")
                continue
            self.answer(box, command)
            self.say(f"{tag} OK done")
            if command == "LOGOUT":
                return

    def answer(self, box, command):
        if command in {f'LOGIN office "{PASSWORD}"', f'SELECT "{FOLDER}"', "LOGOUT"}:
            return
        if command == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif found := re.fullmatch(r"UID SEARCH UNSEEN SMALLER (\d+)", command):
            small = [one for one in box.unread() if len(box.mails[one]) < int(found[1])]
            self.say(" ".join(["* SEARCH", *map(str, small)]))
        elif found := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]\)", command):
            content = box.mails[int(found[1])]
            self.say(f"* {found[1]} FETCH (UID {found[1]} BODY[] {{{len(content)}}}")
            self.wfile.write(content + b")\r\n")
        else:
            found = re.fullmatch(r"UID STORE (\d+) \+FLAGS \(\\Seen\)", command)
            assert found, command
            box.read.add(int(found[1]))
            self.say(f"* {found[1]} FETCH (FLAGS (\\Seen))")

    def say(self, *lines, end="\r\n"):
        self.wfile.write(("\r\n".join(lines) + end).encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, box: Mailbox):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.box = box


@contextmanager
def imap_server(**mails: bytes):
    """Serve a mailbox with these mails for as long as the block lasts."""
    box = Mailbox(mails=dict(enumerate(mails.values(), start=1)))
    with _Server(box) as server:
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield box
        server.shutdown()
