"""Runs a whole college with one command: web server, worker and clock."""

from __future__ import annotations

import hashlib
import shutil
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from recoverycollege import processes
from recoverycollege.demo.addresses import lead_messages_to
from recoverycollege.settings import env
from recoverycollege.site_address import keep_site_address

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

_SECONDS_TO_ANSWER = 60


class Command(BaseCommand):
    help = "Bring the database up to date and run web server, worker and clock until stopped."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=env.text("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=env.number("PORT", 8000))
        parser.add_argument("--web-processes", type=int, default=env.number("WEB_PROCESSES", 2))
        parser.add_argument("--web-threads", type=int, default=env.number("WEB_THREADS", 2))

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        host, port = options["host"], options["port"]
        _refuse_a_taken_port(host, port)
        if settings.DEMO and not env.text("SITE_ADDRESS", ""):
            # What is invented below has links in it.
            settings.SITE_ADDRESS = f"http://127.0.0.1:{port}"
        self._prepare_data()
        keep_site_address(settings.SITE_ADDRESS)
        if settings.DEMO:
            lead_messages_to(settings.SITE_ADDRESS)
        self._collect_static_files()
        supervisor = processes.Supervisor(
            [
                processes.web(
                    host=host,
                    port=port,
                    processes=options["web_processes"],
                    threads=options["web_threads"],
                ),
                processes.worker(),
                processes.clock(every=60),
            ],
            environment={"PORT": str(port)},
        )
        connection.close()
        supervisor.start()
        try:
            self._watch(supervisor, port)
        finally:
            supervisor.stop()
        self.stdout.write("The college has stopped.")

    def _watch(self, supervisor: processes.Supervisor, port: int) -> None:
        """Say when the college can be reached, then stay until it should stop."""
        begun = time.monotonic()
        answered = False
        while not supervisor.is_asked_to_stop:
            if ended := supervisor.first_ended():
                message = f"The {ended.name} has ended; the lines above say why."
                raise CommandError(message)
            if not answered and _answers(port):
                answered = True
                self._say_where(port)
            if not answered and time.monotonic() - begun > _SECONDS_TO_ANSWER:
                message = f"The web server did not answer within {_SECONDS_TO_ANSWER} seconds."
                raise CommandError(message)
            supervisor.wait(0.2 if not answered else 1)

    def _say_where(self, port: int) -> None:
        address = f"http://127.0.0.1:{port}"
        self.stdout.write("")
        self.stdout.write(f"The college is open: {address}/")
        if settings.DEMO:
            self.stdout.write(f"  Sign in as anyone: {address}/sign-in/  (one tap, no password)")
            self.stdout.write("    a student, a peer tutor, a practitioner tutor: their own pages")
            self.stdout.write("    a coordinator, an editor, a manager: the office, at /admin/")
            self.stdout.write(
                "  Nothing is mailed: the messages are in the office, under Messages."
            )
        self.stdout.write("Stop it with Ctrl-C.")
        self.stdout.flush()

    def _prepare_data(self) -> None:
        settings.DATA_FOLDER.mkdir(parents=True, exist_ok=True)
        unfinished = settings.DATA_FOLDER / "demo-unfinished"
        if settings.DEMO and unfinished.exists():
            self._start_over()
        executor = MigrationExecutor(connection)
        is_new = not executor.loader.applied_migrations
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date ...")
            if settings.DEMO and is_new:
                unfinished.touch()
            call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO and is_new:
            self.stdout.write("Inventing a college: courses, dates, students, bookings ...")
            call_command("load_demo_college")
            unfinished.unlink(missing_ok=True)

    def _start_over(self) -> None:
        """Forget a demo that was stopped while it was being made."""
        if connection.vendor != "sqlite":
            message = "The demo in this database is half made: empty the database and start again."
            raise CommandError(message)
        connection.close()
        name = Path(str(connection.settings_dict["NAME"]))
        for path in name.parent.glob(f"{name.name}*"):
            path.unlink()
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)

    def _collect_static_files(self) -> None:
        """Collect the static files, when they or the packages they come from have changed."""
        stamp = settings.DATA_FOLDER / "static-collected"
        digest = hashlib.sha256()
        folder = settings.BASE_DIR / "static"
        for path in [settings.BASE_DIR / "requirements.txt", *sorted(folder.rglob("*"))]:
            if path.is_file():
                digest.update(str(path.relative_to(settings.BASE_DIR)).encode())
                digest.update(path.read_bytes())
        if stamp.exists() and stamp.read_text() == digest.hexdigest():
            return
        self.stdout.write("Collecting styles, scripts and pictures ...")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(digest.hexdigest())


def _refuse_a_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = f"Port {port} is not free. Choose another: PORT={port + 1} make demo"
            raise CommandError(message) from error


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False
