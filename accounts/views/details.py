"""My details: what the college knows of a student, and changing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries
from accounts.enums import Agreed, Channel
from accounts.forms.details import (
    CLEARS_CALENDAR,
    CertificateForm,
    ContactForm,
    DiscreetForm,
    KindForm,
    NameForm,
    NeedsForm,
    NewsForm,
    QuietForm,
)
from accounts.operations import people, students
from accounts.permissions import may_read_record
from accounts.quiet import hours_words

if TYPE_CHECKING:
    from uuid import UUID

    from django import forms
    from django.http import HttpResponse

    from accounts.models import Student
    from accounts.permissions import SignedInRequest


@dataclass(frozen=True, slots=True)
class Part:
    """One subject of my details: its form and its heading."""

    form: type[forms.Form]
    heading: str
    is_known_to_helpers: bool = False
    """A helper knows that we have this, so they are told kindly who changes it."""


PARTS = {
    "name": Part(NameForm, "Your name", is_known_to_helpers=True),
    "contact": Part(ContactForm, "How we reach you", is_known_to_helpers=True),
    "quiet": Part(QuietForm, "Your quiet time"),
    "discreet": Part(DiscreetForm, "Discreet messages"),
    "news": Part(NewsForm, "Our news"),
    "needs": Part(NeedsForm, "What would make it easier for you?"),
    "kind": Part(KindForm, "How you come to us"),
    "certificates": Part(CertificateForm, "Your certificates"),
}


@never_cache
@login_required
@require_safe
def details(request: SignedInRequest) -> HttpResponse:
    """Show what we know of each student this login acts for."""
    accesses = queries.accesses_of(request.user)
    own = [access.student for access in accesses if may_read_record(access)]
    context = {
        "accesses": accesses,
        "records": [
            {
                "student": student,
                "helpers": queries.helpers_of(student),
                "reads": queries.reads_of(student),
            }
            for student in own
        ],
        "has_own": bool(own),
        "has_one_own": len(own) == 1,
    }
    return render(request, "accounts/details.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def details_change(request: SignedInRequest, student_uuid: UUID, part: str) -> HttpResponse:
    """Change one subject of one student's details: for the student alone."""
    access = queries.access_to(request.user, student_uuid)
    chosen = PARTS.get(part)
    if access is None or chosen is None:
        raise Http404
    if not may_read_record(access):
        if not chosen.is_known_to_helpers:
            raise Http404
        not_yours = {"student": access.student}
        return render(request, "accounts/details_not_yours.html", not_yours, status=403)
    form = _form(request, access.student, part)
    if request.method == "POST" and form.is_valid():
        was = (access.student.contact_by, access.student.email.lower())
        try:
            _keep(request, access.student, part, dict(form.cleaned_data))
        except people.NotNow:
            form.add_error(None, "Many people use this site at this moment. Please try again.")
        else:
            words = _of_the_calendar(*was, access.student, form.cleaned_data)
            messages.success(request, f"We have kept your change.{words}")
            return redirect("accounts:details")
    context = {
        "form": form,
        "part": part,
        "access": access,
        "heading": chosen.heading,
        "college_quiet": hours_words(settings.QUIET_HOURS),
    }
    return render(request, "accounts/details_change.html", context)


@never_cache
@login_required
@require_POST
def remove_helper(request: SignedInRequest, student_uuid: UUID) -> HttpResponse:
    """Take a helper's access away, at the student's own wish."""
    access = queries.access_to(request.user, student_uuid)
    if access is None or not may_read_record(access):
        raise Http404
    wanted = request.POST.get("helper", "")
    found = [one for one in queries.helpers_of(access.student) if str(one.pk) == wanted]
    for helper in found:
        students.remove_helper(access=helper, by=request.user, at=timezone.now())
        messages.success(request, f"{helper.user} cannot book for you any more.")
        access.student.refresh_from_db()
        if not access.student.can_be_reached():
            words = f"We had only the address of {helper.user} for {access.student.name}. "
            messages.warning(request, f"{words}Tell us how to reach you, below.")
    return redirect("accounts:details")


def _initial(student: Student, part: str) -> dict[str, Any]:
    """Return what a form starts with: what we know now."""
    if part == "needs":
        needs = getattr(student, "access_needs", None)
        return {"chosen": needs.chosen, "own_words": needs.own_words} if needs else {}
    if part == "news":
        return {"wants_news": bool(student.news_agreed)}
    return {field: getattr(student, field) for field in PARTS[part].form.base_fields}


def _form(request: SignedInRequest, student: Student, part: str) -> forms.Form:
    """Return the form of one part; about an address also what becomes of its calendar."""
    more: dict[str, Any] = {}
    if part == "contact" and request.method == "POST":
        more["has_calendar"] = people.has_dates_in_calendar(student, at=timezone.now())
    return PARTS[part].form(request.POST or None, initial=_initial(student, part), **more)


def _of_the_calendar(
    was_contact_by: str, was_email: str, student: Student, given: dict[str, Any]
) -> str:
    """Say what becomes of the dates in somebody's calendar; empty where nothing does."""
    if given.get("calendar") == CLEARS_CALENDAR:
        return (
            " A last email for each course goes to your old address, and takes our dates out of "
            "its calendar. It may be one for each date."
        )
    if "calendar" in given:
        return (
            " We send nothing to your old email address any more. "
            "The dates in its calendar do not change by themselves now. Please take them out."
        )
    kept = was_email and student.email.lower() == was_email
    if was_contact_by == Channel.EMAIL != student.contact_by and kept:
        return " Dates that we have put in your calendar still stay right, by short emails."
    return ""


def _keep(request: SignedInRequest, student: Student, part: str, given: dict[str, Any]) -> None:
    """Hand what was given to the operation that keeps it."""
    by, at = request.user, timezone.now()
    if part == "needs":
        people.set_needs(student=student, **given, by=by, at=at)
    elif part == "news":
        people.set_news(student=student, **given, how=Agreed.SELF, by=by, at=at)
    else:
        clears = given.pop("calendar", "") == CLEARS_CALENDAR
        people.update_details(student=student, changes=given, clears_calendar=clears, by=by, at=at)
