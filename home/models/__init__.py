"""The models of the site's frame."""

from __future__ import annotations

from home.models.base import CollegePage
from home.models.pages import HomePage, SectionPage, StandardPage
from home.models.settings import CollegeSettings, UrgentHelpLine

__all__ = [
    "CollegePage",
    "CollegeSettings",
    "HomePage",
    "SectionPage",
    "StandardPage",
    "UrgentHelpLine",
]
