"""Makes the test databases quickly: migrations run once, and their result is kept in var/tests."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.signals import connection_created

from tests.postgresql import TOOLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "tests"


@contextlib.contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """Let the other workers wait, so that what all of them need is made once."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def migrated(furnish: Callable[[], object]) -> Iterator[None]:
    """Point Django at a new database in which every migration has run; remove it afterwards.

    `furnish` puts in what nearly every test needs.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = _sqlite() if connection.vendor == "sqlite" else _postgresql()
    with made:
        furnish()
        # What is there now, for the tests that really commit and are emptied afterwards.
        connection._test_serialized_contents = connection.creation.serialize_db_to_string()
        try:
            yield
        finally:
            connection.close()


@contextlib.contextmanager
def _sqlite() -> Iterator[None]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    own = FOLDER / f"run-{os.getpid()}-{worker}.sqlite3"
    connection.close()
    connection.settings_dict["NAME"] = str(own)
    settings.DATABASES["default"]["NAME"] = str(own)
    with one_at_a_time("migrated"):
        migrate_sqlite(own)
    try:
        yield
    finally:
        connection.close()
        for path in FOLDER.glob(f"{own.name}*"):
            path.unlink(missing_ok=True)


def migrate_sqlite(own: Path) -> None:
    """Fill the file that Django is pointed at with what was migrated before, or migrate it now."""
    kept = _kept("sqlite3")
    if kept.exists():
        shutil.copyfile(kept, own)
        return
    with connection.cursor() as cursor:
        # Waiting for the disk after every migration takes longer than migrating.
        cursor.execute("PRAGMA synchronous = OFF")
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    with contextlib.closing(sqlite3.connect(own)) as source:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with _keeping(kept) as copy:
        shutil.copyfile(own, copy)


@contextlib.contextmanager
def _postgresql() -> Iterator[None]:
    # On a PostgreSQL that somebody else runs, we may have no tools of its version.
    kept = _kept("sql") if TOOLS in os.environ else None
    before = connection.settings_dict["NAME"]
    own = connection.creation._create_test_db(verbosity=0, autoclobber=True, keepdb=False)
    connection.close()
    connection.settings_dict["NAME"] = own
    settings.DATABASES["default"]["NAME"] = own
    with one_at_a_time("migrated"):
        if kept and kept.exists():
            _tool("psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={kept}")
        else:
            call_command("migrate", verbosity=0, interactive=False)
            if kept:
                with _keeping(kept) as copy:
                    _tool("pg_dump", "--no-owner", f"--file={copy}")
    connection.ops.sql_flush = _emptied
    connection_created.connect(_keep_every_plan)
    connection.close()
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def _keep_every_plan(connection: Any, **_: object) -> None:
    """Let one plan of each query do for all tests: most are asked thousands of times in a run."""
    connection.connection.prepare_threshold = 1
    connection.connection.prepared_max = 10_000


def _emptied(style: Any, tables: Sequence[str], **options: Any) -> list[str]:
    """Empty tables by deleting their rows.

    Truncating gives every table and every index of it new files, which takes a hundred times
    longer where nearly all of them are empty. Django's foreign keys wait for the commit.
    """
    del style, options
    return [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]


def _tool(name: str, *arguments: str) -> None:
    where = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE"}
    environment = {names[key]: str(value) for key, value in where.items() if key in names}
    subprocess.run(
        [str(Path(os.environ[TOOLS]) / name), *arguments],
        check=True,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
    )


def _kept(ending: str) -> Path:
    """Name the kept database after everything that decides its shape."""
    digest = hashlib.sha256()
    deciding = ("*/migrations/*.py", "recoverycollege/roles.py", "requirements.txt")
    for path in sorted(path for pattern in deciding for path in ROOT.glob(pattern)):
        if path.exists():
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return FOLDER / f"migrated-{digest.hexdigest()[:16]}.{ending}"


@contextlib.contextmanager
def _keeping(kept: Path) -> Iterator[Path]:
    """Give a name to write to; what was kept before is gone when the new one is whole."""
    copy = kept.with_name(f"{kept.name}.{os.getpid()}")
    yield copy
    for old in FOLDER.glob(f"migrated-*{kept.suffix}"):
        old.unlink(missing_ok=True)
    copy.replace(kept)
