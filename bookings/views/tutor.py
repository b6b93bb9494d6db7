"""The tutor's pages: today, one run, one register, and the sheet to sign on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bookings import permissions
from bookings.forms.head_count import HeadCountForm
from bookings.forms.register import RegisterForm
from bookings.operations import head_counts, registers
from bookings.queries import registers as reading
from bookings.queries.head_counts import counts_of

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from bookings.operations.registers import RegisterSaved
    from bookings.queries.registers import Register
    from courses.models import CourseSession

BLANK_LINES = range(4)


@never_cache
@login_required
@require_safe
def teach_today(request: HttpRequest) -> HttpResponse:
    """Show a tutor today's sessions, the coming ones, and registers that wait."""
    if not permissions.can_teach(request.user):
        raise PermissionDenied
    day = reading.teaching_day(_tutor(request), at=timezone.now())
    return render(request, "bookings/teach_today.html", {"day": day})


@never_cache
@login_required
@require_safe
def teach_run(request: HttpRequest, run_uuid: UUID) -> HttpResponse:
    """Show one run to its tutors: the sessions, who is coming and what they asked for."""
    run = reading.run_of(run_uuid)
    # Not found rather than forbidden: nobody else learns that the run has this address.
    if run is None or not permissions.can_take_register(request.user, run):
        raise Http404
    at = timezone.now()
    rows = reading.students_on(run, at=at)
    _note_reads(request, rows, place="run's students", at=at)
    context = {
        "run": run,
        "sessions": reading.session_lines_of(run, at=at),
        "rows": rows,
        "needs_close_on": reading.needs_close_on(run, at=at),
        "tutors": [line.tutor.name for line in run.run_tutors.select_related("tutor")],
    }
    return render(request, "bookings/teach_run.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, session_uuid: UUID) -> HttpResponse:
    """Show one session's register to this run's tutors, and save their marks."""
    session = _session_or_404(request, session_uuid)
    if session.run.is_drop_in:
        return redirect("bookings:head_count", session.uuid)
    at = timezone.now()
    sheet = reading.register_of(session, at=at)
    form = RegisterForm(request.POST or None, register=sheet)
    refusal = registers.refusal_to_mark(session, run_status=session.run.status, at=at)
    saved = None
    if request.method == "POST" and form.is_valid():
        wishes = form.wishes(rest_are_here="rest_are_here" in request.POST)
        try:
            saved = registers.mark_attendance(
                session=session, wishes=wishes, by=_tutor(request), at=at
            )
        except registers.CannotMark as problem:
            form.add_error(None, problem.reason.label)
        else:
            if not saved.conflicts:
                return _saved(request, session)
            # The marks as they are now, so that saving again is a choice made with open eyes.
            sheet = reading.register_of(session, at=at)
            form = RegisterForm(register=sheet)
    _note_reads(request, sheet.rows, place="register", at=at)
    conflicts = _conflicts(saved, sheet, by=request.user) if saved else []
    context = {
        "register": sheet,
        "form": form,
        "refusal": refusal,
        "conflicts": conflicts,
        "somebody_else_marked": any(not conflict["is_own"] for conflict in conflicts),
    }
    return render(request, "bookings/register.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def head_count(request: HttpRequest, session_uuid: UUID) -> HttpResponse:
    """Ask this run's tutors how many came to a session that nobody books."""
    session = _session_or_404(request, session_uuid)
    if not session.run.is_drop_in:
        return redirect("bookings:register", session.uuid)
    at = timezone.now()
    counts = counts_of(session)
    initial = {"count": counts[0].count} if counts else {}
    form = HeadCountForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        count = form.cleaned_data["count"]
        try:
            head_counts.record_head_count(session=session, count=count, by=_tutor(request), at=at)
        except head_counts.CannotCount as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The number is kept. Thank you.")
            return redirect("bookings:head_count", session.uuid)
    context = {
        "session": session,
        "place": reading.place_of(session),
        "form": form,
        "counts": counts,
        "refusal": head_counts.refusal_to_count(session, at=at),
    }
    return render(request, "bookings/head_count.html", context)


@never_cache
@login_required
@require_safe
def sign_in_sheet(request: HttpRequest, session_uuid: UUID) -> HttpResponse:
    """Show the sheet that students sign on paper; it holds first names and nothing else."""
    session = _session_or_404(request, session_uuid)
    at = timezone.now()
    sheet = reading.register_of(session, at=at)
    _note_reads(request, sheet.rows, place="sign-in sheet", at=at)
    context = {"register": sheet, "blank_lines": BLANK_LINES}
    return render(request, "documents/sign_in_sheet.html", context)


def _tutor(request: HttpRequest) -> User:
    """Return who is signed in; every page here asks for that first."""
    return cast("User", request.user)


def _session_or_404(request: HttpRequest, session_uuid: UUID) -> CourseSession:
    session = reading.session_of(session_uuid)
    # Not found rather than forbidden: nobody else learns that the session has this address.
    if session is None or not permissions.can_take_register(request.user, session.run):
        raise Http404
    return session


def _saved(request: HttpRequest, session: CourseSession) -> HttpResponse:
    sheet = reading.register_of(session, at=timezone.now())
    if sheet.is_finished:
        words = "The register is saved and complete. Thank you."
    else:
        words = f"Saved. {sheet.marked} of {len(sheet.rows)} marked so far."
    messages.success(request, words)
    return redirect("bookings:register", session.uuid)


def _conflicts(saved: RegisterSaved, sheet: Register, *, by: object) -> list[dict[str, Any]]:
    """Put into words what was marked differently before: by another tutor, or in another window."""
    names = {row.booking_id: row.name for row in sheet.rows}
    return [
        {
            "name": names.get(conflict.booking_id, "A student"),
            "ours": _in_sentence(conflict.ours.label if conflict.ours else "Not recorded"),
            "theirs": _in_sentence(conflict.theirs.label),
            "by": str(conflict.marked_by or "Somebody else"),
            "is_own": conflict.marked_by == by,
        }
        for conflict in saved.conflicts
    ]


def _in_sentence(label: object) -> str:
    """Write a mark as it stands inside a sentence."""
    return str(label).lower()


def _note_reads(
    request: HttpRequest,
    rows: tuple[reading.RegisterRow, ...],
    *,
    place: str,
    at: dt.datetime,
) -> None:
    if rows and request.method != "HEAD":
        registers.note_reads(
            students=[row.student for row in rows], place=place, by=_tutor(request), at=at
        )
