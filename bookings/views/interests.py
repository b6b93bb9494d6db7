"""“Tell me when it runs”: a course is remembered for a student until it can be booked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import queries
from accounts.operations import people
from bookings.forms.waiting import NewcomerForm
from bookings.operations import waiting
from bookings.queries import interests

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import Student
    from accounts.permissions import SignedInRequest
    from courses.models import CoursePage

TELL, STOP = "tell", "stop"
_KEY = "newcomer"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tell_me(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    """Show who is told when a course runs; a button beside each asks for it, or stops it."""
    course = interests.course_with(course_key)
    if course is None:
        raise Http404
    accesses = queries.accesses_of(request.user)
    if not accesses:
        return _newcomer(request, course)
    if request.method == "POST":
        wanted = request.POST.get("student", "")
        access = next((one for one in accesses if str(one.student.uuid) == wanted), None)
        if access is None:
            raise Http404
        _remember_or_forget(request, course, access.student)
        return redirect("bookings:tell_me", course_key=course_key)
    context = {
        "course": course,
        "lines": interests.interest_lines(course, accesses),
        "address": interests.page_address(course),
    }
    return render(request, "bookings/tell_me.html", context)


def _remember_or_forget(request: SignedInRequest, course: CoursePage, student: Student) -> None:
    at, answer = timezone.now(), request.POST.get("answer", "")
    if answer == TELL:
        waiting.tell_when_it_runs(course=course, student=student, by=request.user, at=at)
    known = interests.open_interest(course, student)
    if answer == STOP and known:
        waiting.forget_interest(interest=known, by=request.user, at=at)


def _newcomer(request: SignedInRequest, course: CoursePage) -> HttpResponse:
    """Ask somebody who is new what to call them, and remember the course for them."""
    # Kept here, so that a double click makes one person and not two.
    uuid = request.session.setdefault(_KEY, str(uuid4()))
    form = NewcomerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        student = people.register_student(
            uuid=UUID(uuid),
            name=form.cleaned_data["name"],
            email=request.user.email,
            user=request.user,
            by=request.user,
            at=at,
        )
        waiting.tell_when_it_runs(course=course, student=student, by=request.user, at=at)
        return redirect("bookings:tell_me", course_key=course.translation_key)
    context = {"course": course, "form": form, "address": interests.page_address(course)}
    return render(request, "bookings/tell_me_new.html", context)
