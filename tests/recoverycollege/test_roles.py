from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from accounts.enums import Role
from recoverycollege import roles

pytestmark = pytest.mark.django_db


def held() -> dict[str, set[str]]:
    """Everything each group holds, over models, pages and collections."""
    found = {
        group.name: {
            f"{one.content_type.app_label}.{one.codename}"
            for one in group.permissions.select_related("content_type")
        }
        for group in Group.objects.all()
    }
    for one in GroupPagePermission.objects.select_related("group", "permission", "page"):
        found[one.group.name].add(f"{one.permission.codename} on {one.page}")
    for one in GroupCollectionPermission.objects.select_related("group", "permission"):
        found[one.group.name].add(f"{one.permission.codename} on {one.collection}")
    return found


def wanted() -> dict[str, set[str]]:
    return {
        Role.GROUPS[role]: {
            *one.models,
            *(f"{name} on Root" for name in one.pages),
            *(f"{name.split('.')[1]} on Root" for name in one.collections),
        }
        for role, one in roles.ROLE_PERMISSIONS.items()
    }


def test_a_migrate_leaves_exactly_the_three_groups_with_exactly_their_permissions():
    assert held() == wanted()


def test_applying_the_roles_again_changes_nothing():
    before = set(Group.objects.values_list("pk", "name"))

    roles.keep_roles()

    assert held() == wanted()
    assert set(Group.objects.values_list("pk", "name")) == before


def test_a_permission_too_many_is_taken_back_and_one_too_few_given():
    editors = Group.objects.get(name="Editors")
    editors.permissions.set([Permission.objects.get(codename="view_student")])
    GroupPagePermission.objects.all().delete()

    roles.keep_roles()

    assert held() == wanted()


def test_a_college_s_own_group_is_left_alone():
    own = Group.objects.create(name="Archivists")
    own.permissions.add(Permission.objects.get(codename="view_topic"))

    roles.keep_roles()

    assert held()["Archivists"] == {"courses.view_topic"}


def test_the_stock_group_of_moderators_goes():
    Group.objects.create(name="Moderators")

    roles.keep_roles()

    assert set(held()) == {"Coordinators", "Editors", "Managers"}


def test_a_slip_in_a_permission_s_name_stops_the_migrate(monkeypatch):
    slip = roles.RolePermissions(models=("accounts.view_studnet",))
    monkeypatch.setitem(roles.ROLE_PERMISSIONS, Role.MANAGER, slip)

    with pytest.raises(LookupError, match="view_studnet"):
        roles.keep_roles()


def test_every_role_with_a_group_has_its_permissions_written_down(monkeypatch):
    monkeypatch.delitem(roles.ROLE_PERMISSIONS, Role.MANAGER)

    with pytest.raises(ValueError, match="Every role"):
        roles.keep_roles()


def test_migrating_applies_the_roles():
    Group.objects.all().delete()

    call_command("migrate", verbosity=0, interactive=False)

    assert held() == wanted()


def test_an_editor_holds_nothing_about_people():
    people = {"student", "message", "booking", "attendance", "certificate", "user", "recordread"}

    models = {name.rpartition("_")[2] for name in held()["Editors"]}

    assert models & people == set()
    assert {name.rpartition("_")[2] for name in held()["Coordinators"]} & people == {
        "student",
        "message",
        "booking",
    }
