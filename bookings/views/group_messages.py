"""Writing to everybody on a run: write, check who gets it and how, send, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import is_coordinator
from accounts.shown_words import shown_words
from bookings import permissions
from bookings.enums import Audience
from bookings.forms.group_message import GroupMessageForm, NewsForm
from bookings.messages.group_messages import looks_like
from bookings.operations import group_messages, registers
from bookings.queries import group_messages as reading
from bookings.queries.registers import run_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from courses.models import CourseRun


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, run_uuid: UUID) -> HttpResponse:
    """Let a run's tutors and the office write to its students, and check before it goes."""
    run = _run_or_404(request, run_of(run_uuid))
    people = reading.people_of(run, with_waiting=is_coordinator(request.user))
    form = GroupMessageForm(request.POST or None, people=people)
    step = request.POST.get("step", "")
    at = timezone.now()
    if request.method != "HEAD" and people.everybody():
        registers.note_reads(
            students=people.everybody(), place="message to a group", by=_user(request), at=at
        )
    if request.method == "POST" and step != "change" and form.is_valid():
        students, said = form.students(), form.cleaned_data
        if step == "send" and students:
            try:
                sent = group_messages.write_to_group(
                    uuid=said["key"],
                    run=run,
                    audience=said["audience"],
                    students=students,
                    subject=said["subject"],
                    words=said["words"],
                    by=_user(request),
                    at=at,
                )
                return redirect("bookings:group_message", sent.uuid)
            except group_messages.AlreadyWritten:
                step = "check"
        told_by = reading.told_by(run, at=at)
        told = [(one.name, reading.how_told(one, told_by=told_by, at=at)) for one in students]
        context = {"run": run, "form": form, "told": told, **_checked(request, said, run)}
        return render(request, "bookings/group_message_check.html", context)
    if step == "change":
        form = GroupMessageForm(initial=_typed(request), people=people)
    context = {"run": run, "form": form, "nobody": not people.everybody()}
    return render(request, "bookings/group_message_write.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def written(request: HttpRequest, message_uuid: UUID) -> HttpResponse:
    """Show a message that was written, and let it be taken back while its minute runs."""
    message = reading.group_message_of(message_uuid)
    if message is None:
        raise Http404
    if message.run or not is_coordinator(request.user):
        _run_or_404(request, message.run)
    at = timezone.now()
    if request.method == "POST":
        try:
            group_messages.take_back_message(message=message, by=_user(request), at=at)
        except group_messages.TooLate:
            messages.warning(request, "It is too late: the message is on its way.")
        else:
            messages.success(request, "The message was stopped. Nobody gets it.")
        return redirect("bookings:group_message", message.uuid)
    context = {
        "message": message,
        "how_many": reading.how_many(message),
        "can_stop": message.taken_back_at is None and at < message.goes_at,
        # Who was chosen stays chosen, where it is written again.
        "chosen": reading.readers_of(message) if message.audience == Audience.CHOSEN else (),
    }
    return render(request, "bookings/group_message_sent.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_news(request: HttpRequest) -> HttpResponse:
    """Let the office write to everybody who asked for news, and check before it goes."""
    if not is_coordinator(request.user):
        raise PermissionDenied
    form, step = NewsForm(request.POST or None), request.POST.get("step", "")
    ways = reading.ways_of_news()
    if request.method == "POST" and step != "change" and form.is_valid():
        said = form.cleaned_data
        if step == "send" and ways:
            try:
                sent = group_messages.write_news(
                    uuid=said["key"],
                    subject=said["subject"],
                    words=said["words"],
                    by=_user(request),
                    at=timezone.now(),
                )
                return redirect("bookings:group_message", sent.uuid)
            except group_messages.AlreadyWritten:
                step = "check"
        context = {"form": form, "ways": ways, **_checked(request, said, None)}
        return render(request, "bookings/group_message_check.html", context)
    if step == "change":
        form = NewsForm(initial=_typed(request))
    context = {"form": form, "nobody": not ways}
    return render(request, "bookings/group_message_write.html", context)


def _run_or_404(request: HttpRequest, run: CourseRun | None) -> CourseRun:
    # Not found rather than forbidden: nobody else learns that the run has this address.
    if run is None or not permissions.can_take_register(request.user, run):
        raise Http404
    return run


def _user(request: HttpRequest) -> User:
    """Return who is signed in; every page here asks for that first."""
    return cast("User", request.user)


def _checked(request: HttpRequest, said: dict[str, Any], run: CourseRun | None) -> dict[str, Any]:
    """Return what was written and how it looks, as another message where its key was used."""
    is_another = reading.is_key_used(str(said["key"]))
    looks = looks_like(subject=said["subject"], words=said["words"], run=run, by=_user(request))
    return {
        "said": said | {"key": uuid4()} if is_another else said,
        "is_another": is_another,
        "looks": shown_words(looks),
    }


def _typed(request: HttpRequest) -> dict[str, object]:
    names = ("audience", "subject", "words", "key")
    typed: dict[str, object] = {name: request.POST.get(name, "") for name in names}
    if reading.is_key_used(str(typed["key"])):
        # The form makes a new one.
        del typed["key"]
    return typed | {"people": request.POST.getlist("people")}
