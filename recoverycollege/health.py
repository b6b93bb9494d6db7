"""Two answers for whoever watches over the college: is the process alive, and can it serve.

Neither says anything about a person, so neither needs a sign-in.
"""

from __future__ import annotations

import datetime as dt
import functools
import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from accounts import queries
from accounts.enums import MessageStatus
from accounts.models import Message

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; asks nothing of anybody else."""
    del request
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the college can serve people, and if not, which part cannot."""
    del request
    try:
        parts = _parts(at=timezone.now())
    except DatabaseError:
        # What the database said may hold names of hosts and people; the log keeps it.
        logger.exception("The database does not answer.")
        parts = {"database": "does not answer"}
    work = parts.pop("work", None)
    is_ready = all(state == "ok" for state in parts.values())
    answer = {"ready": is_ready, "parts": parts} | ({"work": work} if work else {})
    return JsonResponse(answer, status=200 if is_ready else 503)


def _parts(*, at: dt.datetime) -> dict[str, Any]:
    missing = _migrations_in_code() - _migrations_in_database()
    if missing:
        return {"database": "ok", "migrations": f"{len(missing)} not applied"}
    outbox = queries.state_of_outbox(at=at)
    return {
        "database": "ok",
        "migrations": "ok",
        "queue": _state_of_queue(at=at),
        "messages": _state_of_messages(at=at),
        "clock": _state_of_clock(outbox),
        "work": {
            "last_round": outbox.last_round.finished_at if outbox.last_round else None,
            "not_done": len(outbox.last_round.undone) if outbox.last_round else 0,
            "messages_due": outbox.due,
            "messages_for_later": outbox.later,
            "messages_not_sent": outbox.failed,
        },
    }


def _state_of_queue(*, at: dt.datetime) -> str:
    """Tell a worker that is busy from one that is not there."""
    limit = at - dt.timedelta(seconds=settings.QUEUE_LATE_SECONDS)
    # A task for later counts from the moment it was for; the others carry a far-off date there.
    waiting = Q(run_after__lt=limit) | Q(run_after__gt=at, enqueued_at__lt=limit)
    late = DBTaskResult.objects.ready().filter(waiting).count()
    return "ok" if not late else f"{late} tasks late; does a worker run?"


def _state_of_messages(*, at: dt.datetime) -> str:
    """Count messages that the clock should long have rescued."""
    limit = at - dt.timedelta(seconds=settings.MESSAGE_STUCK_SECONDS + settings.QUEUE_LATE_SECONDS)
    stuck = Message.objects.filter(status=MessageStatus.SENDING, claimed_at__lt=limit).count()
    late = Message.objects.filter(status=MessageStatus.QUEUED, due_at__lt=limit).count()
    return "ok" if not stuck + late else f"{stuck + late} late"


def _state_of_clock(outbox: queries.Outbox) -> str:
    """Tell a clock that has stopped; one that has not begun yet keeps nobody out."""
    return "late; does run_due_work run?" if outbox.is_clock_late else "ok"


@functools.cache
def _migrations_in_code() -> AbstractSet[tuple[str, str]]:
    # Reading some 300 files once is enough: code does not change while a process runs.
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {key for node in loader.graph.nodes.values() for key in node.replaces}
    return frozenset(loader.graph.nodes) - replaced


def _migrations_in_database() -> AbstractSet[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return frozenset(cursor.fetchall())
