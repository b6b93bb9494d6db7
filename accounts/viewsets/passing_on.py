"""The office's screens for messages that travel by hand: whom to ring, and letters to post."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View
from wagtail.admin import messages as notes

from accounts import letters
from accounts.enums import CallOutcome
from accounts.forms.passing_on import CallForm
from accounts.models import CallAttempt, LetterBatch, Message, Student
from accounts.operations import passing_on, students
from accounts.post import LETTER_TAKES
from accounts.viewsets.screens import OfficeScreen, who_works_here

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_BATCHES_SHOWN = 20
MAY_LOOK, _MAY_CHANGE = "accounts.view_message", "accounts.change_message"


class HandView(OfficeScreen):
    """A screen for the office; managers may look."""

    header_icon = "mail"
    may_change_permission = _MAY_CHANGE

    def may_open(self, request: HttpRequest) -> bool:
        """Let in those who may look, and those who may change anything."""
        needed = self.may_change_permission if request.method == "POST" else MAY_LOOK
        return who_works_here(request).has_perm(needed)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether whoever looks may change anything."""
        may_change = who_works_here(self.request).has_perm(self.may_change_permission)
        return super().get_context_data(may_change=may_change, **kwargs)


class CallListView(HandView):
    """Whom to ring now, and whom later."""

    template_name = "accounts/admin/calls.html"
    page_title = "Calls to make"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what is to be told by person, the most urgent person first."""
        at = timezone.now()
        people = _by_student(Message.objects.to_ring())
        now = [rows for rows in people if any(one.due_at <= at for one in rows)]
        later = [rows for rows in people if all(one.due_at > at for one in rows)]
        return super().get_context_data(
            now=now,
            later=sorted(later, key=lambda rows: min(one.due_at for one in rows)),
            at=at,
            **kwargs,
        )


def _by_student(waiting: Iterable[Message]) -> list[list[Message]]:
    """Put what one person has to hear together; people keep the order of their first message."""
    found: dict[int | None, list[Message]] = {}
    for message in waiting:
        found.setdefault(message.student_id, []).append(message)
    return list(found.values())


class CallView(HandView):
    """One call: the number, what is safe, what to say, and how it went."""

    template_name = "accounts/admin/call.html"
    page_title = "Call"
    student: Student

    def find(self, **kwargs: Any) -> None:
        """Load the student."""
        self.student = get_object_or_404(Student, uuid=kwargs["student_uuid"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what to say, and write down that the record was looked at."""
        students.record_read(
            student=self.student,
            place="admin: call",
            by=who_works_here(request),
            at=timezone.now(),
        )
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Write down how it went, and go on with the next."""
        del args, kwargs
        form = self._form(request.POST)
        if form.is_valid():
            try:
                count = passing_on.record_call(
                    student=self.student,
                    told=_uuids(request.POST.getlist("told")),
                    outcome=CallOutcome(form.cleaned_data["outcome"]),
                    try_again_at=form.cleaned_data["try_again_at"],
                    insists=form.cleaned_data.get("insists", False),
                    by=who_works_here(request),
                    at=timezone.now(),
                )
            except passing_on.CannotPassOn as reason:
                form.add_error(None, str(reason))
            else:
                notes.success(request, "Thank you. It is written down." if count else _GONE)
                return redirect("reach_calls")
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give what waits for this student, and the calls made about it."""
        waiting = list(Message.objects.to_ring().filter(student=self.student))
        calls = CallAttempt.objects.filter(message__student=self.student).select_related("made_by")
        history = [
            next(rows) for _, rows in groupby(calls.order_by("-made_at"), lambda one: one.made_at)
        ]
        return super().get_context_data(
            student=self.student,
            waiting=waiting,
            history=history[:_BATCHES_SHOWN],
            form=kwargs.pop("form", None) or self._form(),
            post_is_too_slow=self._post_is_too_slow(waiting),
            letter_takes=LETTER_TAKES.days,
            at=timezone.now(),
            **kwargs,
        )

    def _form(self, given: Any = None) -> CallForm:
        may_write = bool(self.student.postal_address.strip())
        waiting = Message.objects.to_ring().filter(student=self.student)
        return CallForm(
            given,
            may_leave_message=self.student.may_leave_message,
            may_write=may_write,
            may_insist=may_write and not self.student.phone and self._post_is_too_slow(waiting),
        )

    def _post_is_too_slow(self, waiting: Iterable[Message]) -> bool:
        at = timezone.now()
        return passing_on.comes_too_late(passing_on.told_by(waiting, at=at), at=at)


_GONE = "Somebody else has passed this on already."


def _uuids(given: Iterable[str]) -> list[UUID]:
    """Read the marks of messages; what is none of ours is left out."""
    known = {str(one.uuid): one.uuid for one in Message.objects.to_ring().only("uuid", "student")}
    return [known[one] for one in given if one in known]


class LettersView(HandView):
    """Letters that wait to be printed, and batches that were."""

    template_name = "accounts/admin/letters.html"
    page_title = "Letters to post"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the letters, and what became of the last batches."""
        waiting = list(Message.objects.to_post().defer("text", "short", "html", "calendar"))
        batches = LetterBatch.objects.select_related("made_by", "posted_by")
        return super().get_context_data(
            waiting=[one for one in waiting if one.student and one.student.postal_address.strip()],
            without_address=[
                one for one in waiting if one.student and not one.student.postal_address.strip()
            ],
            batches=batches.prefetch_related("messages")[:_BATCHES_SHOWN],
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Put all that wait into one batch."""
        del args, kwargs
        batch = passing_on.make_letter_batch(by=who_works_here(request), at=timezone.now())
        if batch is None:
            notes.warning(request, "There is no letter to print.")
            return redirect("reach_letters")
        return redirect(f"{reverse('reach_letters')}#batch-{batch.uuid}")


class BatchPostedView(HandView):
    """Says that a batch is in the post."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Mark every letter of it as passed on."""
        del args
        batch = get_object_or_404(LetterBatch, uuid=kwargs["batch_uuid"])
        count = passing_on.mark_posted(batch=batch, by=who_works_here(request), at=timezone.now())
        if count:
            notes.success(request, f"Thank you. {count} marked as posted.")
        return redirect("reach_letters")


class BatchPdfView(View):
    """The letters of a batch, ready to print."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Give the file, and write down whose letters were looked at."""
        by = who_works_here(request)
        if not by.has_perm(_MAY_CHANGE):
            raise PermissionDenied
        batch = LetterBatch.objects.filter(uuid=kwargs["batch_uuid"]).first()
        if batch is None:
            raise Http404
        seen = Student.objects.filter(messages__batch=batch)
        students.record_reads(seen=seen, place="admin: letters", by=by, at=timezone.now())
        answer = HttpResponse(letters.letters_pdf(batch), content_type="application/pdf")
        answer["Content-Disposition"] = (
            f'attachment; filename="letters-{batch.made_at:%Y-%m-%d}.pdf"'
        )
        answer["Cache-Control"] = "private, no-store"
        return answer
