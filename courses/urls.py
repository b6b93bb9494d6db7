"""Addresses of courses. The pages themselves are Wagtail's."""

from __future__ import annotations

from django.urls import path

from courses.views import public_dates

app_name = "courses"

urlpatterns = [
    path("dates.ics", public_dates.dates_calendar, name="dates_calendar"),
    path("dates.rss", public_dates.dates_feed, name="dates_feed"),
]
