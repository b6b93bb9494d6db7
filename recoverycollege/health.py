"""Two answers for whoever watches over the college: is the process alive, and can it serve."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; asks nothing of anybody else."""
    del request
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether the college can serve people."""
    del request
    return HttpResponse("ok\n", content_type="text/plain")
