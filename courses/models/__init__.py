"""The models of what is taught, by whom, when and where."""

from __future__ import annotations

from courses.models.coproduction import Contribution, CoProductionRecord
from courses.models.pages import CoursePage, PeoplePage, PersonPage, ProspectusPage
from courses.models.runs import CourseRun, CourseSession, RunShare, RunTutor
from courses.models.terms import Term, TermHoliday
from courses.models.topics import Topic
from courses.models.tutors import Tutor
from courses.models.venues import Venue

__all__ = [
    "CoProductionRecord",
    "Contribution",
    "CoursePage",
    "CourseRun",
    "CourseSession",
    "PeoplePage",
    "PersonPage",
    "ProspectusPage",
    "RunShare",
    "RunTutor",
    "Term",
    "TermHoliday",
    "Topic",
    "Tutor",
    "Venue",
]
