"""What waits for an editor: drafts that are not published, and courses to look through again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from wagtail.permission_policies.pages import PagePermissionPolicy

from courses.models import CoursePage

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet
    from wagtail.models import Page

    from accounts.models import User

_SHOWN = 10
_TO_CHANGE = ("change", "publish")


@dataclass(frozen=True, slots=True)
class EditorDay:
    """What an editor should see first thing."""

    drafts: list[Page]
    """Pages with words of this editor's own that nobody else can read yet."""
    others: list[Page]
    """Pages on which somebody else has left words that are not published."""
    overdue: list[CoursePage]
    """Published courses whose day to be looked through again is over."""


def editor_day(user: User, *, on: dt.date) -> EditorDay:
    """Gather what an editor should see first thing. A few queries, whatever the numbers."""
    pages = PagePermissionPolicy().instances_user_has_any_permission_for(user, _TO_CHANGE)
    unpublished = (
        pages.filter(Q(has_unpublished_changes=True), depth__gt=1)
        .select_related("latest_revision__user")
        .order_by("-latest_revision_created_at", "pk")
    )
    own = Q(latest_revision__user=user) | Q(latest_revision__user=None, owner=user)
    return EditorDay(
        drafts=list(unpublished.filter(own)[:_SHOWN]),
        others=list(unpublished.exclude(pk__in=unpublished.filter(own).values("pk"))[:_SHOWN]),
        overdue=list(courses_overdue(on=on).filter(pk__in=pages.values("pk"))[:_SHOWN]),
    )


def courses_overdue(*, on: dt.date) -> QuerySet[CoursePage]:
    """Return the published courses that were to be looked through by now, oldest first."""
    overdue: QuerySet[CoursePage] = CoursePage.objects.live().filter(review_due_on__lt=on)
    return overdue.order_by("review_due_on", "title", "pk")
