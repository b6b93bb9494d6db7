"""The student agreement, for everybody to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from bookings.queries.agreements import current_agreement

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def student_agreement(request: HttpRequest) -> HttpResponse:
    """Show the version that holds now."""
    context = {"agreement": current_agreement()}
    return render(request, "bookings/student_agreement.html", context)
