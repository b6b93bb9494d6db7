"""The demo college, loaded once for all the tests that look at it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import timezone

from home.models import HomePage
from recoverycollege.demo import college

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator


@dataclass(frozen=True, kw_only=True)
class Willowbrook:
    """What was loaded, the moment it shows, and how long it took."""

    loaded: college.Loaded
    at: dt.datetime
    cpu_seconds: float


def _undone() -> transaction.Atomic:
    # As Django's own TestCase does it, so that operations may still ask to be outermost.
    block = transaction.atomic()
    block._from_testcase = True
    return block


@pytest.fixture(scope="module")
def willowbrook(django_db_setup: None, django_db_blocker: Any) -> Iterator[Willowbrook]:
    """Load the demo college; it is gone when the module is done."""
    with django_db_blocker.unblock(), _undone():
        HomePage.objects.get().delete()
        at, began = timezone.now(), time.process_time()
        loaded = college.load(at=at)
        yield Willowbrook(loaded=loaded, at=at, cpu_seconds=time.process_time() - began)
        transaction.set_rollback(True)


@pytest.fixture
def looking_around(willowbrook: Willowbrook) -> Iterator[Willowbrook]:
    """Look at the college, and leave it as it was."""
    with _undone():
        yield willowbrook
        transaction.set_rollback(True)
