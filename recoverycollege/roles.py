"""Which staff role may do what in Wagtail's admin, as data, and the one function that applies it.

The three groups belong to the college's code: after every migrate each holds exactly what is
written here. A college that wants something else makes a group of its own beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.enums import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENTER = ("wagtailadmin.access_admin",)


def _all(app: str, *models: str) -> tuple[str, ...]:
    """Name every permission of some models."""
    return tuple(
        f"{app}.{action}_{model}"
        for model in models
        for action in ("add", "change", "delete", "view")
    )


def _view(app: str, *models: str) -> tuple[str, ...]:
    """Name the permission to look at some models and no more."""
    return tuple(f"{app}.view_{model}" for model in models)


@dataclass(frozen=True, slots=True)
class RolePermissions:
    """What one role holds: over models, over every page, and over every picture and file."""

    models: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


ROLE_PERMISSIONS: dict[Role, RolePermissions] = {
    # Words and pictures. No student, booking, message or attendance, anywhere.
    Role.EDITOR: RolePermissions(
        models=(*_ENTER, *_all("courses", "topic")),
        pages=("add_page", "change_page", "publish_page"),
        collections=(
            "wagtailimages.add_image",
            "wagtailimages.change_image",
            "wagtailimages.choose_image",
            "wagtaildocs.add_document",
            "wagtaildocs.change_document",
            "wagtaildocs.choose_document",
        ),
    ),
    # The office: dates, places and people; no public words, no settings, no logins.
    Role.COORDINATOR: RolePermissions(
        models=(
            *_ENTER,
            *_all("courses", "term", "venue", "tutor", "courserun", "coursesession"),
            *_view("courses", "topic"),
            "courses.add_coproductionrecord",
            "courses.change_coproductionrecord",
            "courses.view_coproductionrecord",
            "accounts.add_student",
            "accounts.change_student",
            "accounts.view_student",
            "accounts.view_message",
            "accounts.change_message",
            "accounts.change_messagewording",
            *_view("bookings", "booking"),
        ),
    ),
    # Sees what the office sees and changes none of it but the wording of messages; looks after
    # settings and logins.
    Role.MANAGER: RolePermissions(
        models=(
            *_ENTER,
            *_view("courses", "term", "venue", "tutor", "topic", "courserun", "coursesession"),
            *_view("courses", "coproductionrecord"),
            *_view("accounts", "student", "message"),
            "accounts.change_messagewording",
            *_view("bookings", "booking"),
            "home.change_collegesettings",
            "accounts.add_user",
            "accounts.change_user",
            "accounts.view_user",
        ),
        # For the college's logo.
        collections=("wagtailimages.add_image", "wagtailimages.choose_image"),
    ),
}

# Made by Wagtail's own first migration, and no role of ours.
STOCK_GROUPS = ("Moderators",)


def keep_roles(*, using: str = "default") -> None:
    """Give each role's group exactly what is written above. Harmless however often it runs."""
    if Role.GROUPS.keys() != {str(role) for role in ROLE_PERMISSIONS}:
        msg = "Every role held through a group needs its permissions, and no other role does."
        raise ValueError(msg)
    with transaction.atomic(using=using):
        Group.objects.using(using).filter(name__in=STOCK_GROUPS).delete()
        for role, wanted in ROLE_PERMISSIONS.items():
            group, _ = Group.objects.using(using).get_or_create(name=Role.GROUPS[role])
            group.permissions.set(_permissions(wanted.models, using))
            _keep_page_permissions(group, wanted, using)
            _keep_collection_permissions(group, wanted, using)


def _keep_page_permissions(group: Group, wanted: RolePermissions, using: str) -> None:
    """Let a role work on every page. The tree's root takes only one page, the home page."""
    root = Page.objects.using(using).filter(depth=1).first()
    names = tuple(f"wagtailcore.{name}" for name in wanted.pages)
    permissions = _permissions(names, using) if root else []
    held = GroupPagePermission.objects.using(using).filter(group=group)
    held.exclude(page=root, permission__in=permissions).delete()
    for permission in permissions:
        GroupPagePermission.objects.using(using).get_or_create(
            group=group, page=root, permission=permission
        )


def _keep_collection_permissions(group: Group, wanted: RolePermissions, using: str) -> None:
    root = Collection.objects.using(using).filter(depth=1).first()
    permissions = _permissions(wanted.collections, using) if root else []
    held = GroupCollectionPermission.objects.using(using).filter(group=group)
    held.exclude(collection=root, permission__in=permissions).delete()
    for permission in permissions:
        GroupCollectionPermission.objects.using(using).get_or_create(
            group=group, collection=root, permission=permission
        )


def _permissions(names: Iterable[str], using: str) -> list[Permission]:
    """Find permissions by name.

    Raises LookupError with the names that do not exist: a slip here must not pass for a choice.
    """
    wanted = set(names)
    condition = Q(pk__in=())
    for name in wanted:
        app, codename = name.split(".")
        condition |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.using(using).select_related("content_type").filter(condition))
    missing = wanted - {f"{one.content_type.app_label}.{one.codename}" for one in found}
    if missing:
        raise LookupError(", ".join(sorted(missing)))
    return found


def keep_roles_after_migrate(*, using: str, **_: Any) -> None:
    """Apply the roles once a migrate is through; a half-migrated database is left alone."""
    tables = set(connections[using].introspection.table_names())
    needed = {model._meta.db_table for model in apps.get_models()}  # noqa: SLF001 -- Django's API
    if not needed <= tables:
        return
    # Ours is the first app to be told, and each app's permissions are made when its turn comes.
    ContentType.objects.clear_cache()
    for app_config in apps.get_app_configs():
        create_permissions(app_config, verbosity=0, interactive=False, using=using)
    keep_roles(using=using)
