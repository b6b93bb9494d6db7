"""What we ask of gunicorn: a fair turn for everybody in a rush, and a log without people in it."""

from __future__ import annotations

import logging
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from recoverycollege.logs import ImpersonalFormatter

# Waiting inside for each thread. Between the two, everybody is let in and keeps the connection.
MANY, ENOUGH = 2, 4


class FairWorker(ThreadWorker):
    """A gunicorn worker that takes in no more people than it can soon answer.

    Gunicorn's own takes in whoever knocks. In a rush one process then may have a long queue of
    its own while another has nothing to do, and whoever came in first is answered again and
    again on the same connection. This one leaves people in the operating system's queue while
    enough of them wait inside, and meanwhile ends each connection with its answer, so that the
    next request joins that queue at its end. On a quiet day nothing of this is felt.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._most_connections = 0
        self._most_kept = 0
        super().__init__(*args, **kwargs)

    @property
    def _waiting(self) -> int:
        """Return how many wait inside for each one that is being answered."""
        pool = self.tpool
        waiting: int = pool._work_queue.qsize() if pool else 0  # noqa: SLF001 -- a pool tells nobody else
        return waiting // self.cfg.threads

    @property
    def worker_connections(self) -> int:
        """Return how many connections may be open: no more than there are, while enough wait."""
        return 0 if self._waiting >= ENOUGH else self._most_connections

    @worker_connections.setter
    def worker_connections(self, most: int) -> None:
        self._most_connections = most

    @property
    def max_keepalived(self) -> int:
        """Return how many connections stay open for a next request: none, while many wait."""
        return 0 if self._waiting >= MANY else self._most_kept

    @max_keepalived.setter
    def max_keepalived(self, most: int) -> None:
        self._most_kept = most


class ImpersonalLog(Logger):
    """Gunicorn's own log, which it writes past Django's settings, as careful as the college's.

    Nobody asks it to write down each request. Should somebody, no address in it lets a reader
    answer for a student.
    """

    def setup(self, cfg: Any) -> None:
        """Set up the log as configured, and let each line pass our formatter."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                plain = handler.formatter or logging.Formatter()
                handler.setFormatter(ImpersonalFormatter(plain._fmt, plain.datefmt))  # noqa: SLF001 -- no other way to ask
