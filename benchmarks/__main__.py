"""Measures SQLite, then PostgreSQL; every option goes on to benchmarks.measure."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import postgresql

DATABASES = ("sqlite", "postgresql")


def measure(name: str, options: list[str], database: dict[str, str]) -> int:
    with tempfile.TemporaryDirectory(prefix=f"college-bench-{name}-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "DATA_FOLDER": str(Path(folder)),
            **database,
        }
        environment.pop("SITE_ADDRESS", None)
        command = [sys.executable, "-m", "benchmarks.measure", *options]
        return subprocess.run(command, check=False, env=environment).returncode


def main(arguments: list[str]) -> int:
    # Ended from outside, it still has to stop the database server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    chosen = [name for name in DATABASES if name in arguments] or list(DATABASES)
    options = [argument for argument in arguments if argument not in DATABASES]
    worst = 0
    if "sqlite" in chosen:
        worst = max(worst, measure("sqlite", options, {"DATABASE_URL": ""}))
    if "postgresql" in chosen:
        # The server keeps its promises about the disk here: that is part of what is measured.
        with postgresql.server(durable=True) as running:
            address = running.get_uri()
            worst = max(worst, measure("postgresql", options, {"DATABASE_URL": address}))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
