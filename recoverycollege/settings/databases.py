"""The two databases the college runs on: SQLite by default, PostgreSQL when an address is given."""

from __future__ import annotations

from typing import Any

import dj_database_url

# Every connection to SQLite. WAL lets people read while someone writes. With synchronous=FULL
# every commit is on the disk before anybody is told "booked", so a power cut loses nothing;
# NORMAL may lose the last moments. Measured with transactions of six rows: FULL 650 to 1,500 a
# second and 0.2 ms each, 4 to 6 ms at the 95th percentile; NORMAL 7,000 and more. A college
# books a few a second at the very most, so what FULL costs is not felt.
_SQLITE_START = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
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
            # PostgreSQL spends more on planning our queries than on answering them, so each
            # connection keeps its plans. That needs values that travel apart from the text.
            "server_side_binding": True,
            "prepare_threshold": 5,
            **options,
            # Waiting longer than this for a row means "busy, try again", never a hung page.
            "options": f"{options.get('options', '')} -c lock_timeout=8s".strip(),
        },
    }
