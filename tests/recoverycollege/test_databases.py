"""The options that the college relies on, whichever database it runs on."""

from __future__ import annotations

import pytest
from django.db import connection

from recoverycollege.settings.databases import database


def asked(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_database_in_use_has_them():
    if connection.vendor == "sqlite":
        assert connection.transaction_mode == "IMMEDIATE"
        assert {
            name: asked(f"PRAGMA {name}")
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        } == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}
    else:
        assert asked("SHOW lock_timeout") == "8s"


def test_options_in_a_postgresql_address_are_kept():
    described = database("postgres://kim:secret@db.example:6432/college?sslmode=require")

    assert described["ENGINE"] == "django.db.backends.postgresql"
    assert described["OPTIONS"] == {"sslmode": "require", "options": "-c lock_timeout=8s"}
