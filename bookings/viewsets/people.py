"""The office's screens for records of one person kept twice, and for people who help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.models import ModelLogEntry

from accounts.enums import AccessKind
from accounts.models import Student, StudentAccess
from accounts.operations import students, two_people
from accounts.queries import (
    helpers_to_ask_about,
    logins_of,
    lookalikes,
    possible_duplicates,
    students_found,
)
from accounts.viewsets.screens import who_works_here
from bookings.forms.people import HelperForm, MergeForm, PairForm
from bookings.forms.phone import FindForm
from bookings.operations import merging
from bookings.queries.run_desk import who_words
from bookings.viewsets.already import DoneAlreadyError
from bookings.viewsets.desk import DeskView, StepView
from bookings.viewsets.phone import found_student

if TYPE_CHECKING:
    import datetime as dt

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

_MOST = 30
_DONE_WITH_HELPERS = {
    "accounts.helper_linked": "Linked",
    "accounts.helper_removed": "Removed",
}


class DuplicatesView(DeskView):
    """Lists records that may be one person's."""

    template_name = "bookings/admin/duplicates.html"
    page_title = "Possible duplicates"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Compare everybody with everybody."""
        return super().get_context_data(pairs=possible_duplicates(limit=_MOST), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Remember that two records are of two people."""
        del args, kwargs
        form = PairForm(request.POST)
        if form.is_valid():
            one = found_student(form.cleaned_data["one"])
            other = found_student(form.cleaned_data["other"])
            two_people.say_two_people(
                one=one, other=other, by=who_works_here(request), at=timezone.now()
            )
            messages.success(request, f"{one.name} and {other.name} stay two people.")
        return redirect(request.path)


class DuplicatesOfView(DeskView):
    """Finds the second record of one person."""

    template_name = "bookings/admin/duplicates_of.html"
    page_title = "Join with another record"
    student: Student

    def find(self, **kwargs: Any) -> None:
        """Load the student."""
        self.student = found_student(kwargs["student_uuid"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give those who look alike."""
        one = self.student
        alike = [
            other
            for other in lookalikes(name=one.name, email=one.email, phone=one.phone)
            if other.student.pk != one.pk
        ]
        given = {"find_form": FindForm(), "found": None}
        return super().get_context_data(student=one, alike=alike[:_MOST], **(given | kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Look for somebody by name, number or address."""
        del args, kwargs
        form = FindForm(request.POST)
        found: list[Student] = []
        if form.is_valid() and form.cleaned_data["typed"].strip():
            known = Student.objects.present().exclude(pk=self.student.pk)
            found = list(
                students_found(known, form.cleaned_data["typed"]).order_by("name", "pk")[:_MOST]
            )
        return self.render_to_response(self.get_context_data(find_form=form, found=found))


class MergeView(StepView):
    """Joins two records: one stays, the other becomes a pointer to it."""

    template_name = "bookings/admin/merge.html"
    page_title = "Join two records"
    form_class = MergeForm
    button = "Yes, join them"
    is_serious = True
    refusals = (merging.CannotMerge,)
    back_label = "The student"
    gone: Student
    into: Student

    def find(self, **kwargs: Any) -> None:
        """Load both."""
        self.into = found_student(kwargs["into_uuid"])
        if self.into.merged_records.filter(uuid=kwargs["gone_uuid"]).exists():
            msg = "These two records are joined already. Nothing was changed now."
            raise DoneAlreadyError(msg)
        self.gone = found_student(kwargs["gone_uuid"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show both records, and write down that they were looked at."""
        for student in (self.gone, self.into):
            students.record_read(
                student=student,
                place="admin: join two records",
                by=who_works_here(request),
                at=timezone.now(),
            )
        return super().get(request, *args, **kwargs)

    def is_about(self) -> str:
        """Name both."""
        return f"{self.gone} and {self.into}"

    @property
    def back(self) -> str:
        """Return to the record that stays."""
        return reverse("students:inspect", args=(self.into.uuid,))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give both records, and who signs in for each."""
        logins = [logins_of(self.into), logins_of(self.gone)]
        return super().get_context_data(
            gone=self.gone,
            into=self.into,
            logins=[
                (what, [[one for one in accesses if one.kind == kind] for accesses in logins])
                for what, kind in (("Signs in", AccessKind.SELF), ("Helps", AccessKind.HELPER))
            ],
            **kwargs,
        )

    def make_form(self, data: Any = None, **more: Any) -> Form:
        """Ask who goes on helping, where somebody helps one of the two."""
        del more
        return MergeForm(data, helpers=helpers_to_ask_about(self.gone, self.into))

    def act(self, form: Form, *, at: dt.datetime) -> object:
        """Join them."""
        return merging.merge_students(
            gone=self.gone,
            into=self.into,
            helpers_stay=form.cleaned_data.get("helpers_stay", ()),
            by=who_works_here(self.request),
            at=at,
        )


class HelpersView(DeskView):
    """Who helps a student with their own login: see, link and remove."""

    template_name = "bookings/admin/helping.html"
    page_title = "Who helps"
    student: Student

    def find(self, **kwargs: Any) -> None:
        """Load the student."""
        self.student = found_student(kwargs["student_uuid"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show who helps, and write down that the record was looked at."""
        students.record_read(
            student=self.student,
            place="admin: who helps",
            by=who_works_here(request),
            at=timezone.now(),
        )
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the logins that act for the student, and what the log says of helpers."""
        accesses = StudentAccess.objects.filter(student=self.student)
        logged = (
            ModelLogEntry.objects.for_instance(self.student)
            .filter(action__in=_DONE_WITH_HELPERS)
            .select_related("user")
            .order_by("-timestamp", "-pk")
        )
        history = [
            (entry.timestamp, _DONE_WITH_HELPERS[entry.action], who_words(entry.user))
            for entry in logged
        ]
        given: dict[str, Any] = {"form": HelperForm(), "problem": "", "to_remove": None}
        return super().get_context_data(
            student=self.student,
            accesses=accesses.select_related("user", "granted_by").order_by("kind", "pk"),
            history=history,
            **(given | kwargs),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Link a helper, ask before removing one, or remove one."""
        del args, kwargs
        step = request.POST.get("step")
        if step in {"ask", "remove"}:
            return self.remove(request, is_sure=step == "remove")
        form = HelperForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            students.link_helper(
                student=self.student,
                **form.cleaned_data,
                by=who_works_here(request),
                at=timezone.now(),
            )
        except students.CannotLink as error:
            context = self.get_context_data(form=form, problem=str(error))
            return self.render_to_response(context)
        messages.success(request, "The helper can sign in and book for this student.")
        return redirect(request.path)

    def remove(self, request: HttpRequest, *, is_sure: bool) -> HttpResponseBase:
        """Ask first, then remove the login's access."""
        typed = request.POST.get("access", "")
        pk = int(typed) if typed.isdecimal() and len(typed) < 10 else 0  # noqa: PLR2004 -- a row's number
        helpers = StudentAccess.objects.filter(student=self.student, kind=AccessKind.HELPER)
        access = helpers.select_related("user").filter(pk=pk).first()
        if access is None and not (pk and is_sure and self.is_removed(pk)):
            raise Http404
        if access is not None and not is_sure:
            is_told = self.student.can_be_reached(without=access.user.email)
            return self.render_to_response(self.get_context_data(to_remove=access, is_told=is_told))
        if access is not None:
            students.remove_helper(access=access, by=who_works_here(request), at=timezone.now())
        messages.success(request, "The helper cannot act for this student any more.")
        if not found_student(self.student.uuid).can_be_reached():
            messages.warning(
                request,
                f"We have no way to reach {self.student} now. Ask them for one.",
                buttons=[
                    messages.button(
                        reverse("students:edit", args=(self.student.uuid,)), "Change the record"
                    )
                ],
            )
        return redirect(request.path)

    def is_removed(self, pk: int) -> bool:
        """Say whether a button was pressed twice: the access is gone, as the log knows."""
        removed = ModelLogEntry.objects.for_instance(self.student).filter(
            action="accounts.helper_removed", data__access=pk
        )
        return removed.exists()
