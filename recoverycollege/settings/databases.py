"""The two databases the college runs on: SQLite by default, PostgreSQL when an address is given."""

from __future__ import annotations

from typing import Any

import dj_database_url

# Every connection to SQLite. WAL lets people read while someone writes; with it,
# synchronous=NORMAL can lose the last moments in a power cut but never corrupts.
_SQLITE_START = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -16000;
    PRAGMA mmap_size = 134217728;
"""


def database(address: str) -> dict[str, Any]:
    """Describe the database at an address, with the options the college relies on."""
    described: dict[str, Any] = dict(dj_database_url.parse(address))
    if described["ENGINE"] == "django.db.backends.sqlite3":
        return described | {
            # A new connection costs more than most pages' queries.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # Taken at BEGIN, so that writers queue instead of one being turned away half-way.
                "transaction_mode": "IMMEDIATE",
                # The wait for other writers, in seconds: SQLite's queue is not a fair one.
                "timeout": 20,
                "init_command": _SQLITE_START,
            },
        }
    options = described.get("OPTIONS", {})
    return described | {
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **options,
            # Waiting longer than this for a row means "busy, try again", never a hung page.
            "options": f"{options.get('options', '')} -c lock_timeout=8s".strip(),
        },
    }
