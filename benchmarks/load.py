"""A small load generator: threads that keep a connection each and speak just enough HTTP.

It shares the machine with what it measures, so it does as little as it can for each request.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=]+)=([^;\r]*)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    head: bytes
    body: bytes

    @property
    def location(self) -> str:
        """Return where the answer sends us."""
        found = _LOCATION.search(self.head)
        return found[1].decode() if found else ""


@dataclass(slots=True)
class Client:
    """One visitor: a connection that is kept, and cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    _socket: socket.socket | None = None

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._ask(self._head("GET", path) + b"\r\n")

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        body = urlencode(fields).encode()
        head = self._head("POST", path)
        head += b"Content-Type: application/x-www-form-urlencoded\r\n"
        head += f"Content-Length: {len(body)}\r\n\r\n".encode()
        return self._ask(head + body)

    def close(self) -> None:
        """Hang up."""
        if self._socket:
            self._socket.close()
            self._socket = None

    def _head(self, method: str, path: str) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            lines.append(f"Cookie: {pairs}")
        return ("\r\n".join(lines) + "\r\n").encode()

    def _ask(self, message: bytes) -> Answer:
        self.requests += 1
        if self._socket is not None:
            try:
                return self._exchange(message)
            except (ConnectionError, EOFError):
                # The server hangs up when a connection has been idle; that is not an answer.
                self.close()
        self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._exchange(message)

    def _exchange(self, message: bytes) -> Answer:
        connection = self._socket
        if connection is None:
            raise EOFError
        connection.sendall(message)
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            chunk = connection.recv(65536)
            if not chunk:
                raise EOFError
            received += chunk
        head, body = received[:end], received[end + 4 :]
        length = _LENGTH.search(head)
        parts, missing = [body], (int(length[1]) if length else 0) - len(body)
        while missing > 0:
            chunk = connection.recv(min(missing, 262144))
            if not chunk:
                raise EOFError
            parts.append(chunk)
            missing -= len(chunk)
        for name, value in _COOKIE.findall(head):
            self.cookies[name.strip().decode()] = value.decode()
        return Answer(int(head[9:12]), head, b"".join(parts))


@dataclass(frozen=True, slots=True)
class Measured:
    """How many times something was done in how long, and how long each took."""

    seconds: float
    durations: list[float]

    @property
    def per_second(self) -> float:
        """Return how many were done in a second, all clients together."""
        return len(self.durations) / self.seconds

    def percentile(self, percent: float) -> float:
        """Return how many milliseconds a share of them took at most."""
        ordered = sorted(self.durations)
        place = min(len(ordered) - 1, int(len(ordered) * percent / 100))
        return ordered[place] * 1000


Doing: TypeAlias = "Callable[[Client, int], bool]"


def together(clients: list[Client], do: Doing, *, seconds: float) -> Measured:
    """Let every client do something again and again, all at once.

    `do` gets the client and a number that nobody else gets, and says whether there is more.
    """
    numbers = iter(range(10**9))
    lock = threading.Lock()
    durations: list[float] = []
    errors: list[Exception] = []
    begin = threading.Barrier(len(clients) + 1)
    until = [0.0]

    def work(client: Client) -> None:
        begin.wait()
        own = []
        try:
            while time.perf_counter() < until[0]:
                with lock:
                    number = next(numbers)
                began = time.perf_counter()
                if not do(client, number):
                    break
                own.append(time.perf_counter() - began)
        except Exception as error:  # noqa: BLE001 -- told by the main thread
            errors.append(error)
        with lock:
            durations.extend(own)
        client.close()

    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    until[0] = time.perf_counter() + seconds
    begun = time.perf_counter()
    begin.wait()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    if errors:
        raise errors[0]
    return Measured(took, durations)
