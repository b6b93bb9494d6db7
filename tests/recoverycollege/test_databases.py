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


@pytest.mark.django_db
def test_postgresql_keeps_the_plans_of_what_is_asked_often():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite plans in the same process, and the driver keeps what it prepared")
    for number in range(10):
        assert asked("SELECT 'kept plan'") == "kept plan", number
    assert asked("SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE '%kept plan%'")


def test_options_in_a_postgresql_address_are_kept():
    described = database("postgres://kim:secret@db.example:6432/college?sslmode=require")

    assert described["ENGINE"] == "django.db.backends.postgresql"
    assert described["OPTIONS"] == {
        "sslmode": "require",
        "options": "-c lock_timeout=8s",
        "server_side_binding": True,
        "prepare_threshold": 5,
    }


def test_plans_are_not_kept_where_the_address_says_so():
    """A pooler that hands one connection to many may not know the plans that were kept."""
    described = database("postgres://db.example/college?server_side_binding=false")

    assert described["OPTIONS"]["server_side_binding"] is False
