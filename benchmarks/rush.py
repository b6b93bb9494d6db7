"""Five hundred people at once on a run with twenty places, through the real web server."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from benchmarks import booking
from benchmarks.load import Client

if TYPE_CHECKING:
    from benchmarks.load import Answer

# Pressing the button, hearing that others were quicker, looking again, pressing again.
MOST_PRESSES = 3


@dataclass(slots=True)
class Told:
    """What the clients were told, and how long each answer took."""

    ends: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    durations: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def slowest(self) -> float:
        """Return how many seconds the slowest answer took."""
        return max(self.durations, default=0.0)


def rush(port: int, run_uuid: str, cookies: list[dict[str, str]]) -> Told:
    """Let everybody look at the check page first, and then all press the button at once."""
    told, lock = Told(), threading.Lock()
    clients = [Client(port, dict(own)) for own in cookies]
    pages = [client.get(f"/book/{run_uuid}/") for client in clients]
    for client in clients:
        # An idle connection would be hung up on before it is used.
        client.close()
    begin = threading.Barrier(len(clients))

    def press(client: Client, page: Answer) -> None:
        begin.wait()
        took: list[float] = []
        seen: list[int] = []

        def timed(answer: Answer, began: float) -> Answer:
            took.append(time.perf_counter() - began)
            seen.append(answer.status)
            return answer

        def again(address: str) -> Answer:
            began = time.perf_counter()
            return timed(client.get(address), began)

        end = ""
        try:
            for _ in range(MOST_PRESSES):
                address, fields = booking.form_on(page)
                began = time.perf_counter()
                answer = timed(client.post(address, fields), began)
                end = _end_of(answer)
                if end:
                    break
                page = answer if answer.status == HTTPStatus.OK else again(answer.location)
        except Exception as error:  # noqa: BLE001 -- told with the numbers
            end = "error"
            with lock:
                told.errors.append(repr(error)[:300])
        client.close()
        with lock:
            told.ends[end or "nowhere"] += 1
            told.statuses.update(seen)
            told.durations.extend(took)

    threads = [
        threading.Thread(target=press, args=pair) for pair in zip(clients, pages, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _end_of(answer: Answer) -> str:
    """Say where somebody has arrived, or nothing where they press again."""
    if answer.location.endswith("/booked/"):
        return "booked"
    return "on the list" if "/waiting/" in answer.location else ""


def in_strict_order(ranks: list[int]) -> bool:
    """Say whether each one on the list has a turn of their own."""
    return all(one < other for one, other in itertools.pairwise(sorted(ranks)))
