"""Keeps sessions in the database as Django does; every request of a signed-in person reads one."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from accounts.kept_queries import Given, KeptQuery

_LIVE = KeptQuery(
    lambda: Session.objects.filter(
        session_key=Given("key", CharField()), expire_date__gt=Given("at", DateTimeField())
    )
)


class SessionStore(db.SessionStore):
    """Reads a session with a query that is not put together anew each time."""

    def _get_session_from_db(self) -> Session | None:
        found = _LIVE.first(key=self.session_key, at=timezone.now()) if self.session_key else None
        if found is None:
            # As Django has it: a key that leads nowhere is not used again.
            self._session_key = None
        return found
