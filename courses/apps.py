"""Tells Django about the courses app."""

from __future__ import annotations

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Settings of the courses app."""

    name = "courses"
    default_auto_field = "django.db.models.BigAutoField"
