"""The student agreement: for everybody to read, and for students to agree to when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.enums import AccessKind, Agreed
from accounts.queries import accesses_of
from bookings.forms.booking import AgreeAgainForm
from bookings.operations.agreements import accept_agreement
from bookings.queries.agreements import current_agreement, due_among

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import StudentAccess
    from bookings.queries.agreements import AgreementText


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def student_agreement(request: HttpRequest) -> HttpResponse:
    """Show the version that holds now, with a yes for each student who has not given it."""
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect_to_login(request.path)
    agreement = current_agreement()
    asked = _asked(request) if agreement else []
    said = request.POST.get("person", "")
    access = next((one for one in asked if str(one.student.uuid) == said), None)
    forms = {one: _form(request, one, agreement) for one in asked if agreement}
    # Words that changed since they were read are read again first: then nothing is sent yet.
    if agreement and access and forms[access].is_valid():
        accept_agreement(
            student=access.student,
            agreement_id=agreement.pk,
            agreed=Agreed.HELPER if access.kind == AccessKind.HELPER else Agreed.SELF,
            by=access.user,
            at=timezone.now(),
        )
        messages.success(request, "Thank you. We have written that down.")
        return redirect("bookings:my_courses" if len(asked) == 1 else request.path)
    context = {"agreement": agreement, "forms": forms, "names": len(asked) > 1}
    return render(request, "bookings/student_agreement.html", context)


def _asked(request: HttpRequest) -> list[StudentAccess]:
    """Return those this login acts for whose yes is missing."""
    if not request.user.is_authenticated:
        return []
    accesses = accesses_of(request.user)
    due = {student.pk for student in due_among([one.student for one in accesses])}
    return [one for one in accesses if one.student_id in due]


def _form(request: HttpRequest, access: StudentAccess, agreement: AgreementText) -> AgreeAgainForm:
    shown = {"person": str(access.student.uuid), "version": str(agreement.pk)}
    is_meant = all(request.POST.get(name) == value for name, value in shown.items())
    return AgreeAgainForm(
        request.POST if is_meant else None,
        for_helper=access.kind == AccessKind.HELPER,
        initial=shown,
        auto_id=f"id_%s_{access.student_id}",
    )
