"""The screens for the student agreement: its words, and who agreed on the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages

from accounts.enums import Agreed
from accounts.operations import students
from accounts.viewsets.screens import who_works_here
from bookings.forms.agreement import AgreedForm, AgreementTextForm
from bookings.models import StudentAgreement
from bookings.operations import agreements
from bookings.queries.agreements import acceptance_of, blocks_of
from bookings.viewsets.desk import DeskView
from bookings.viewsets.phone import found_student

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import Student

_STEPS_WITHOUT_WORDS = frozenset({"end", "ask-again", "take-back"})


class AgreementView(DeskView):
    """Shows the version that holds, publishes a new one, or stops asking; each can be undone."""

    template_name = "bookings/admin/agreement.html"
    page_title = "Student agreement"
    header_icon = "doc-full"
    current: StudentAgreement | None
    ended: StudentAgreement | None

    def may_open(self, request: HttpRequest) -> bool:
        """Let in whoever decides on the college's settings."""
        return who_works_here(request).has_perm("home.change_collegesettings")

    def find(self, **kwargs: Any) -> None:
        """Load the version that holds, or the one that ended last."""
        del kwargs
        newest = StudentAgreement.objects.published().first()
        holds = newest is not None and newest.ended_at is None
        self.current, self.ended = (newest, None) if holds else (None, newest)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the words to change, and how many agreed to them."""
        newest = self.current or self.ended
        given: dict[str, Any] = {
            "form": AgreementTextForm(initial={"text": newest.text if newest else ""}),
            "preview": None,
            "problem": "",
        }
        return super().get_context_data(
            current=self.current,
            ended=self.ended,
            agreed=self.current.acceptances.count() if self.current else 0,
            before=StudentAgreement.objects.published()[1:2].first() if self.current else None,
            **(given | kwargs),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the words first, publish them, or stop asking; or undo what was done last."""
        del args, kwargs
        step = request.POST.get("step", "")
        if step not in _STEPS_WITHOUT_WORDS:
            return self.words(request, step)
        by, at = who_works_here(request), timezone.now()
        if step == "end" and self.current:
            agreements.end_agreement(agreement=self.current, by=by, at=at)
            messages.success(request, "Nobody is asked for an agreement any more.")
        elif step == "ask-again" and self.ended:
            agreements.ask_again(agreement=self.ended, by=by, at=at)
            messages.success(request, "Students are asked again, with the same words.")
        elif step == "take-back" and self.current:
            try:
                agreements.take_back_agreement(agreement=self.current, by=by, at=at)
            except agreements.CannotTakeBack as error:
                return self.render_to_response(self.get_context_data(problem=str(error)))
            messages.success(request, "This version is taken back. Nobody is asked to agree to it.")
        return redirect(request.path)

    def words(self, request: HttpRequest, step: str) -> HttpResponse:
        """Show how students would read the words, or publish them once that has been seen."""
        form = AgreementTextForm(request.POST)
        if not form.is_valid() or step == "change":
            return self.render_to_response(self.get_context_data(form=form))
        text = form.cleaned_data["text"]
        if step != "publish":
            is_same = self.current is not None and self.current.text == text.strip()
            context = self.get_context_data(form=form, preview=blocks_of(text), is_same=is_same)
            return self.render_to_response(context)
        agreements.publish_agreement(text=text, by=who_works_here(request), at=timezone.now())
        messages.success(request, "Everybody is asked to agree to this with their next booking.")
        return redirect(request.path)


class AgreedView(DeskView):
    """Writes down that a student has agreed, on the phone or face to face."""

    template_name = "bookings/admin/agreed.html"
    page_title = "Student agreement"
    student: Student

    def find(self, **kwargs: Any) -> None:
        """Load the student."""
        self.student = found_student(kwargs["student_uuid"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show whether the student agreed, and write down that the record was looked at."""
        students.record_read(
            student=self.student,
            place="admin: student agreement",
            by=who_works_here(request),
            at=timezone.now(),
        )
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the words that hold and the student's yes to them, if there is one."""
        kwargs.setdefault("form", AgreedForm())
        return super().get_context_data(
            student=self.student,
            current=StudentAgreement.objects.current().first(),
            acceptance=acceptance_of(self.student),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the student's yes."""
        del args, kwargs
        form = AgreedForm(request.POST)
        current = StudentAgreement.objects.current().first()
        if current is None or not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        agreements.accept_agreement(
            student=self.student,
            agreement_id=current.pk,
            agreed=Agreed(form.cleaned_data["agreed"]),
            by=who_works_here(request),
            at=timezone.now(),
        )
        messages.success(request, "It is written down that the student agrees.")
        return redirect(reverse("students:inspect", args=(self.student.uuid,)))
