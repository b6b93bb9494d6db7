"""Addresses of courses. The pages themselves are Wagtail's."""

from __future__ import annotations

from django.urls import path

from courses.views import public_dates

app_name = "courses"

urlpatterns = [
    path("dates/", public_dates.dates_calendars, name="dates_calendars"),
    path("dates/topic/<slug:slug>.ics", public_dates.dates_of_topic, name="dates_of_topic"),
    path("dates/place/<uuid:venue_uuid>.ics", public_dates.dates_at_place, name="dates_at_place"),
    path("dates.ics", public_dates.dates_calendar, name="dates_calendar"),
    path("dates.rss", public_dates.dates_feed, name="dates_feed"),
]
