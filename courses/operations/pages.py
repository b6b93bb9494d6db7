"""Writing a course's page without Wagtail's own editor: start it, keep a draft, publish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from courses.models import CoursePage

if TYPE_CHECKING:
    import datetime as dt

    from wagtail.models import Revision

    from accounts.models import User
    from courses.models import ProspectusPage


class ChangedMeanwhile(Exception):
    """Somebody else has changed the page since it was opened; nothing was saved."""

    def __init__(self, latest: Revision) -> None:
        super().__init__(f"{latest.user or 'Somebody'} changed this course meanwhile.")
        self.latest = latest


def start_course(
    *, prospectus: ProspectusPage, words: dict[str, Any], by: User, at: dt.datetime
) -> CoursePage:
    """Put a new course into the prospectus as a draft that only editors see.

    Raises PermissionDenied when this person may not add pages there.
    """
    with transaction.atomic(durable=True):
        if not prospectus.permissions_for_user(by).can_add_subpage():
            raise PermissionDenied
        page = CoursePage(live=False, owner=by, **words)
        prospectus.add_child(instance=page)
        page.save_revision(user=by, clean=False)
        log(page, "wagtail.edit", user=by, timestamp=at)
    return page


def save_draft(
    *, page: CoursePage, words: dict[str, Any], seen: int | None, by: User, at: dt.datetime
) -> CoursePage:
    """Keep new words as a draft; what the public sees stays as it is.

    ``seen`` is the number of the revision that the words were written on, None for a page
    that had none. Raises ChangedMeanwhile where there is a newer one by now, and
    PermissionDenied when this person may not change the page, or someone locked it.
    """
    with transaction.atomic(durable=True):
        return _keep(page, words, seen=seen, by=by, at=at)


def publish_course(
    *, page: CoursePage, words: dict[str, Any], seen: int | None, by: User, at: dt.datetime
) -> CoursePage:
    """Keep new words and show them to everyone.

    Raises ChangedMeanwhile as save_draft does, and PermissionDenied when this person may not
    publish the page, or someone locked it.
    """
    with transaction.atomic(durable=True):
        if not page.permissions_for_user(by).can_publish():
            raise PermissionDenied
        draft = _keep(page, words, seen=seen, by=by, at=at)
        draft.get_latest_revision().publish(user=by)
        published: CoursePage = CoursePage.objects.get(pk=page.pk)
        return published


def unpublish_course(*, page: CoursePage, by: User, at: dt.datetime) -> CoursePage:
    """Take a course off the site; its words and its runs stay.

    Raises PermissionDenied when this person may not.
    """
    del at
    with transaction.atomic(durable=True):
        if not page.permissions_for_user(by).can_unpublish():
            raise PermissionDenied
        page.unpublish(user=by)
    return page


def _keep(
    page: CoursePage, words: dict[str, Any], *, seen: int | None, by: User, at: dt.datetime
) -> CoursePage:
    page = CoursePage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if page.latest_revision and page.latest_revision_id != seen:
        raise ChangedMeanwhile(page.latest_revision)
    permissions = page.permissions_for_user(by)
    if not permissions.can_edit() or permissions.page_locked():
        raise PermissionDenied
    draft: CoursePage = page.get_latest_revision_as_object()
    for name, value in words.items():
        setattr(draft, name, value)
    draft.save_revision(user=by, clean=False)
    log(draft, "wagtail.edit", user=by, timestamp=at, content_changed=True)
    return draft
