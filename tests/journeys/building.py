"""Builds the demo college once for all journeys, and keeps it until something shapes it anew.

Run as a program it fills one folder, in a process of its own, with the demo's own settings.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

from tests.databases import FOLDER, ROOT, migrate_sqlite, one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Iterable

APPS = ("accounts", "bookings", "courses", "home", "recoverycollege")
# What answers requests does not shape what is in the database.
ANSWERS = {"views", "forms", "viewsets", "templatetags", "commands", "settings"}


def kept_college() -> Path:
    """Return a folder with the demo college of today: its database, pictures and static files."""
    college = FOLDER / f"college-{_digest(_what_shapes_the_college(), str(dt.date.today()))}"  # noqa: DTZ011 -- a name
    static = FOLDER / f"static-{_digest(_what_shapes_static_files())}"
    with one_at_a_time("college"):
        if not static.exists():
            _make(static, "static")
        if not college.exists():
            _make(college, "college")
            (college / "static").symlink_to(static)
    return college


def _what_shapes_the_college() -> Iterable[Path]:
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if not ANSWERS & {path.stem, *path.relative_to(ROOT).parts}:
                yield path
    yield from (ROOT / "templates" / "messages").rglob("*.*")
    yield from (ROOT / "templates" / "documents").rglob("*.*")
    yield ROOT / "requirements.txt"


def _what_shapes_static_files() -> Iterable[Path]:
    yield from (ROOT / "static").rglob("*.*")
    yield ROOT / "requirements.txt"


def _digest(paths: Iterable[Path], *words: str) -> str:
    digest = hashlib.sha256("".join(words).encode())
    for path in sorted(paths):
        if path.is_file():
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _make(kept: Path, what: str) -> None:
    for old in FOLDER.glob(f"{what}-*"):
        shutil.rmtree(old)
    unfinished = FOLDER / f"{what}-unfinished"
    made = subprocess.run(
        [sys.executable, "-m", "tests.journeys.building", what],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "recoverycollege.settings.demo",
            "DATA_FOLDER": str(unfinished),
            "DATABASE_URL": "",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if made.returncode:
        message = f"The demo college could not be built:\n{made.stdout}"
        raise RuntimeError(message)
    unfinished.rename(kept)


def _fill(folder: Path, what: str) -> None:
    folder.mkdir(parents=True)
    django.setup()
    if what == "static":
        call_command("collectstatic", verbosity=0, interactive=False)
        for path in (folder / "static").iterdir():
            path.rename(folder / path.name)
        return
    with one_at_a_time("migrated"):
        migrate_sqlite(folder / "college.sqlite3")
    call_command("load_demo_college")
    call_command("db_worker", "--queue-name=*", "--batch", "--no-startup-delay", verbosity=0)
    with contextlib.closing(sqlite3.connect(folder / "college.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    _fill(Path(os.environ["DATA_FOLDER"]), sys.argv[1])
