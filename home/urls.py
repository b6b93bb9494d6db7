"""Addresses of home."""

from __future__ import annotations

from django.urls import path

from home import views

app_name = "home"

urlpatterns = [
    path("urgent-help/", views.urgent_help, name="urgent_help"),
    path("accent-<str:colour>.css", views.accent_stylesheet, name="accent"),
    path("design-system-<str:version>.css", views.design_system_stylesheet, name="design_system"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
]
