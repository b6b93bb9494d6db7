"""The college's own addresses, and the bare page in front of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from recoverycollege.urls import urlpatterns as college

ROWS = [
    {
        "title": f"Course {number}",
        "address": f"/courses/course-{number}/",
        "when": "Tuesday 12 January 2027, 10am to 12 noon",
        "where": "Mill Lane Centre",
        "places": "Places available",
    }
    for number in range(50)
]


def bare(request: HttpRequest) -> HttpResponse:
    """Render 50 rows that are in memory: what Django takes for a page that asks nobody."""
    return render(request, "benchmarks/bare.html", {"rows": ROWS})


urlpatterns = [path("bare/", bare), *college]
