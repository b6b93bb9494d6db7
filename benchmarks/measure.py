"""Measures one database, the one that DATABASE_URL says, and prints what it found."""

from __future__ import annotations

import argparse
import io
import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import django

django.setup()

from django.conf import settings  # noqa: E402 -- Django has to be set up first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client as DjangoClient  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks import booking, college, outbox, rush, server  # noqa: E402
from benchmarks.load import Answer, Client, Doing, Measured, together  # noqa: E402
from bookings import pdf  # noqa: E402
from bookings.models import Certificate  # noqa: E402
from bookings.queries.certificates import certificate_sheet  # noqa: E402
from courses.models import CoursePage, CourseRun  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psutil

CLIENTS = 8
SPREAD = 100
SLOWEST = 10
"""Seconds that somebody in a rush may wait for an answer."""
DEARER = 1.2
"""What a booking may cost in an old college, of what it costs in a young one."""


def say(line: str = "") -> None:
    print(line, flush=True)


def prepare() -> None:
    """Make the college, unless an earlier run has left it."""
    began = time.monotonic()
    call_command("migrate", verbosity=0, interactive=False)
    if not CoursePage.objects.exists():
        call_command("load_demo_college", even_here=2, stdout=io.StringIO())
    college.fill_up_to_fifty_dates()
    call_command("collectstatic", verbosity=0, interactive=False)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    say(f"college ready in {time.monotonic() - began:.0f} s, {college.dates_on_show()} dates")


def measure_pages(web: Web, *, seconds: float) -> None:
    """Compare each page with the bare view, measured just before and just after it."""
    busiest = max(
        CoursePage.objects.live(),
        key=lambda page: CourseRun.objects.filter(course=page, is_listed=True).count(),
    )
    pages = {
        "home": "/",
        "prospectus, 50 dates": "/courses/",
        "course page": f"/courses/{busiest.slug}/",
    }
    student = college.make_students(1)[0]
    say()
    say(f"{'':<34}{'per second':>11}{'p95 ms':>8}{'CPU ms':>8}   {'share of the bare view':<30}")
    for session, who in (("", ""), (student.session, ", signed in")):
        for name, path in pages.items():
            before = _page(web, "/bare/", seconds=seconds / 2)
            found = _page(web, path, seconds=seconds, session=session)
            after = _page(web, "/bare/", seconds=seconds / 2)
            bare = (before.per_second + after.per_second) / 2
            bare_cpu = (before.cpu_ms + after.cpu_ms) / 2
            say(
                f"{name + who:<34}{found.per_second:>11.0f}{found.percentile(95):>8.1f}"
                f"{found.cpu_ms:>8.2f}   {found.per_second / bare:.2f} "
                f"(bare: {bare:.0f} per second, {bare_cpu:.2f} ms CPU)"
            )


@dataclass(frozen=True, slots=True)
class Web:
    """The running web server."""

    port: int
    first: psutil.Process

    def cpu_seconds(self) -> float:
        """Return how long all its processes have used a processor."""
        times = [process.cpu_times() for process in self.first.children()]
        return sum(time.user + time.system for time in times)


@dataclass(frozen=True, slots=True)
class WithCpu(Measured):
    """Measured with what it cost the server, which other work on the machine does not change."""

    cpu_ms: float


def _measured(web: Web, clients: list[Client], do: Doing, *, seconds: float) -> WithCpu:
    before = web.cpu_seconds()
    found = together(clients, do, seconds=seconds)
    cost = (web.cpu_seconds() - before) / max(len(found.durations), 1)
    return WithCpu(found.seconds, found.durations, cost * 1000)


def _page(web: Web, path: str, *, seconds: float, session: str = "") -> WithCpu:
    cookies = {settings.SESSION_COOKIE_NAME: session} if session else {}

    def fetch(client: Client, number: int) -> bool:
        del number
        answer = client.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return True

    together(_visitors(web.port, cookies), fetch, seconds=0.5)
    return _measured(web, _visitors(web.port, cookies), fetch, seconds=seconds)


def _visitors(port: int, cookies: dict[str, str] | None = None) -> list[Client]:
    return [Client(port, dict(cookies or {})) for _ in range(CLIENTS)]


@dataclass(slots=True)
class CountingVisitor:
    """Django's own test client, which counts what each request asks of the database."""

    client: DjangoClient
    counts: list[tuple[str, int]] = field(default_factory=list)

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        with CaptureQueriesContext(connection) as queries:
            response = self.client.get(path, HTTP_HOST="127.0.0.1")
        return self._answer("GET", path, response, len(queries))

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        with CaptureQueriesContext(connection) as queries:
            response = self.client.post(path, fields, HTTP_HOST="127.0.0.1")
        return self._answer("POST", path, response, len(queries))

    def _answer(self, method: str, path: str, response: object, queries: int) -> Answer:
        self.counts.append((f"{method} {path}", queries))
        head = "".join(f"\r\n{name}: {value}" for name, value in response.items())
        return Answer(response.status_code, head.encode(), response.content)


def measure_queries(runs: list[booking.Dates]) -> None:
    """Follow one booking and count its requests and queries; the second one, as caches are warm."""
    students = college.make_students(2)
    for student in students:
        client = DjangoClient(enforce_csrf_checks=True)
        client.cookies[settings.SESSION_COOKIE_NAME] = student.session
        visitor = CountingVisitor(client)
        booking.book(visitor, runs[0])
    say()
    say(
        f"one booking of a returning student: {len(visitor.counts)} requests, "
        f"{sum(count for _, count in visitor.counts)} queries (BEGIN and COMMIT included)"
    )
    for name, count in visitor.counts:
        say(f"    {count:>3}  {name}")


def dates_of(runs: Iterable[CourseRun]) -> list[booking.Dates]:
    return [booking.Dates(f"/courses/{run.course.slug}/", str(run.uuid)) for run in runs]


def measure_bookings(
    web: Web, name: str, runs: list[booking.Dates], *, seconds: float, students: int
) -> None:
    """Let 8 clients book for one student after another."""
    pool = college.make_students(students)
    clients = _visitors(web.port)

    def book(client: Client, number: int) -> bool:
        if number >= len(pool):
            return False
        client.cookies = {settings.SESSION_COOKIE_NAME: pool[number].session}
        booking.book(client, runs[number % len(runs)])
        return True

    found = _measured(web, clients, book, seconds=seconds)
    requests = sum(client.requests for client in clients) / len(found.durations)
    say(
        f"bookings, {name:<22}{found.per_second:>8.1f} per second   "
        f"median {found.percentile(50):.0f} ms, p95 {found.percentile(95):.0f} ms, "
        f"{found.cpu_ms:.0f} ms CPU, {requests:.1f} requests each, {len(found.durations)} booked"
    )


def measure_rush(web: Web, *, people: int, places: int) -> list[str]:
    """Let everybody press the button for one run at once, and say which promises were broken."""
    page = CoursePage.objects.live().order_by("pk").first()
    if page is None:
        return ["There is no course to rush for."]
    run = college.make_run(page, days=40, capacity=places)
    cookies = [
        {settings.SESSION_COOKIE_NAME: student.session} for student in college.make_students(people)
    ]
    told = rush.rush(web.port, str(run.uuid), cookies)
    booked = run.bookings.active().count()
    ranks = list(run.waiting_list.live().values_list("rank", flat=True))
    say()
    say(
        f"{people} people at once on a run of {places}: {booked} booked, {len(ranks)} on the list "
        f"({'each with a turn of their own' if rush.in_strict_order(ranks) else 'NOT IN ORDER'})"
    )
    say(f"    told: {dict(told.ends)}, answers: {dict(sorted(told.statuses.items()))}")
    say(f"    slowest answer {told.slowest:.1f} s, errors: {told.errors[:3] or 'none'}")
    kept = {
        f"{places} places are booked": booked == places,
        "everybody else waits": len(ranks) == people - places,
        "each has a turn of their own": rush.in_strict_order(ranks),
        "every answer is a good one": not told.errors and max(told.statuses, default=500) < 500,
        f"nobody waits longer than {SLOWEST} s": told.slowest <= SLOWEST,
    }
    return [f"In a rush, not so: {promise}." for promise, holds in kept.items() if not holds]


def measure_years(*, times: int) -> list[str]:
    """Compare what a booking costs in a young college and in one with years behind it."""
    young = _cost_of_booking(times)
    college.fill_with_years_of_courses(runs=10_000, bookings=100_000)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    old = _cost_of_booking(times)
    say()
    say("one whole booking, in this process, alone:")
    for name, (milliseconds, queries) in (("as above", young), ("10,000 runs more", old)):
        say(f"    {name:<18}{milliseconds:>8.1f} ms   {queries} queries")
    ratio = old[0] / young[0]
    say(f"    ratio {ratio:.2f}")
    kept = {
        "it asks the database as often": young[1] == old[1],
        f"it takes at most {DEARER:.2f} of the time": ratio <= DEARER,
    }
    return [
        f"Booking in an old college, not so: {one}." for one, holds in kept.items() if not holds
    ]


def _cost_of_booking(times: int) -> tuple[float, int]:
    """Return the median milliseconds and the queries of a whole booking, when caches are warm."""
    hot, _ = college.runs_to_book(2)
    dates = dates_of(hot)[0]
    taken, visitor = [], None
    for student in college.make_students(times + 2):
        client = DjangoClient(enforce_csrf_checks=True)
        client.cookies[settings.SESSION_COOKIE_NAME] = student.session
        visitor = CountingVisitor(client)
        began = time.perf_counter()
        booking.book(visitor, dates)
        taken.append((time.perf_counter() - began) * 1000)
    queries = sum(count for _, count in visitor.counts) if visitor else 0
    return statistics.median(taken[2:]), queries


def measure_certificates(*, number: int) -> None:
    """Compare a certificate, from its row to its bytes, with WeasyPrint on the same page alone."""
    certificate = Certificate.objects.order_by("pk").first()
    if certificate is None:
        say("no certificate to measure")
        return
    pdf.certificate_pdf(certificate_sheet(certificate))

    def ours() -> None:
        pdf.certificate_pdf(certificate_sheet(Certificate.objects.get(pk=certificate.pk)))

    sheet = certificate_sheet(certificate)
    page = pdf.certificate_html(
        sheet, size="roomy", topics=8, code_image=pdf.qr_code_address(sheet.check_address)
    )

    def weasyprint_alone() -> None:
        document = pdf._laid_out(page, stylesheet="css/certificate.css")
        pdf._written(document, key="x")

    say()
    say(
        f"certificate: {_milliseconds(ours, number):.0f} ms; "
        f"WeasyPrint alone on the same page: {_milliseconds(weasyprint_alone, number):.0f} ms"
    )


def _milliseconds(do: object, number: int) -> float:
    taken = []
    for _ in range(number):
        began = time.perf_counter()
        do()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def measure_memory(first: psutil.Process) -> None:
    """Say what each web process holds, after all the work above."""
    say()
    for number, process in enumerate(first.children(), start=1):
        memory = process.memory_full_info()
        parts = {name: getattr(memory, name, 0) / 1024**2 for name in ("rss", "pss", "uss")}
        say(
            f"memory of web process {number}: {parts['rss']:.0f} MB resident, "
            f"{parts['pss']:.0f} MB as its share, {parts['uss']:.0f} MB its own alone"
        )


def measure_outbox(*, number: int) -> None:
    """Empty a day's queue with one worker, and let the clock rescue as many."""
    found = outbox.drain(number)
    say()
    say(
        f"outbox: {found.queued:,} messages queued in {found.queueing_seconds:.0f} s, sent by one "
        f"worker in {found.seconds:.0f} s ({found.per_second:.0f} a second), {found.left} left"
    )
    say(
        f"        the worker's memory: {found.memory_early:.0f} MB early on, "
        f"{found.memory_late:.0f} MB at the end"
    )
    seconds, grown = outbox.rescue(number)
    say(f"        as many that nobody picked up, rescued in {seconds:.0f} s, {grown:+.0f} MB")


def main() -> int:
    """Measure what was asked for; 1 where a promise about places or time was broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--web-processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--students", type=int, default=400)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--only", default="pages,bookings,rush,certificates,years,outbox")
    options = parser.parse_args()
    parts = options.only.split(",")
    broken: list[str] = []
    say(f"== {connection.vendor}, Python {sys.version.split()[0]}, Django {django.__version__}")
    prepare()
    connection.close()
    with server.running(web_processes=options.web_processes, threads=options.threads) as (
        port,
        first,
    ):
        web = Web(port, first)
        if "pages" in parts:
            measure_pages(web, seconds=options.seconds)
        if "bookings" in parts:
            say()
            hot, spread = college.runs_to_book(SPREAD)
            measure_queries(dates_of(hot))
            say()
            for name, runs in (("one hot run", hot), (f"over {SPREAD} runs", spread)):
                measure_bookings(
                    web,
                    name,
                    dates_of(runs),
                    seconds=options.seconds * 2,
                    students=options.students,
                )
        if "rush" in parts:
            broken += measure_rush(web, people=500, places=20)
        measure_memory(first)
    if "certificates" in parts:
        measure_certificates(number=15)
    if "years" in parts:
        broken += measure_years(times=40)
    if "outbox" in parts:
        measure_outbox(number=options.messages)
    for promise in broken:
        say(promise)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
