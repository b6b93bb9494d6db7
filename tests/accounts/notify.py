"""A stand-in for GOV.UK Notify: speaks its API on this machine, and refuses when told to."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
API_KEY = f"the_college-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
REFUSALS = {
    400: ("ValidationError", "phone_number Not a valid number"),
    403: ("AuthError", "Invalid token: API key not found"),
    429: (
        "RateLimitError",
        "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds",
    ),
    500: ("Exception", "Internal server error"),
}


@dataclass
class Notify:
    """What the service was asked for, and what it answers."""

    taken: list[dict] = field(default_factory=list)
    refuses: list[int] = field(default_factory=list)
    """One status for each request to come; then it takes what comes."""
    keeps_before_refusing: bool = False
    statuses: dict[str, list[str]] = field(default_factory=dict)
    """What became of the texts with a reference, the newest first; otherwise they arrived."""
    refuses_to_tell: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """The references that somebody asked about."""
    address: str = ""

    def reference_count(self, reference: str) -> int:
        return sum(one["reference"] == reference for one in self.taken)

    def told_of(self, reference: str) -> tuple[int, dict]:
        """Answer somebody who asks what became of the texts with a reference."""
        self.asked.append(reference)
        if self.refuses_to_tell:
            status = self.refuses_to_tell.pop(0)
            return status, _refusal(status)
        statuses = ["delivered"] * self.reference_count(reference)
        found = [{"status": one} for one in self.statuses.get(reference, statuses)]
        return 200, {"notifications": found, "links": {}}


def _handler(notify: Notify) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not self._is_signed():
                return self._answer(403, _refusal(403))
            status = notify.refuses.pop(0) if notify.refuses else 201
            if status == 201 or notify.keeps_before_refusing:
                notify.taken.append({"path": self.path, **body})
            return self._answer(status, {"id": "1"} if status == 201 else _refusal(status))

        def do_GET(self):
            if not self._is_signed():
                return self._answer(403, _refusal(403))
            (wanted,) = parse_qs(urlsplit(self.path).query)["reference"]
            return self._answer(*notify.told_of(wanted))

        def _is_signed(self) -> bool:
            token = self.headers["Authorization"].removeprefix("Bearer ")
            try:
                return jwt.decode(token, SECRET, algorithms=["HS256"])["iss"] == SERVICE
            except jwt.InvalidTokenError:
                return False

        def _answer(self, status: int, body: dict) -> None:
            written = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _refusal(status: int) -> dict:
    error, message = REFUSALS[status]
    return {"status_code": status, "errors": [{"error": error, "message": message}]}


@contextmanager
def listening():
    """Answer on a free port of this machine until the test is over."""
    notify = Notify()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(notify))
    server.daemon_threads = True
    notify.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield notify
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
