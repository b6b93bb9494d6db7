from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.enums import Role
from accounts.models import RecordRead, User
from tests.factories.accounts import StudentFactory, UserFactory
from tests.factories.courses import NOW
from tests.factories.staff import client_as, client_of, make_user

pytestmark = pytest.mark.django_db

INDEX = "/admin/users/"


@pytest.fixture
def manager():
    return client_as(Role.MANAGER)


def group(name: str) -> int:
    return Group.objects.get(name=name).pk


def edit(user: User) -> str:
    return reverse("wagtailusers_users:edit", args=(user.pk,))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(rows, manager, django_assert_num_queries):
    for _ in range(rows):
        make_user(Role.EDITOR)
    manager.get(INDEX)

    with django_assert_num_queries(13):
        answer = manager.get(INDEX)

    assert len(answer.context["object_list"]) == rows + 1


@pytest.mark.parametrize("ordering", ["name", "-name", "email", "nonsense"])
def test_logins_are_ordered_and_searched(ordering, manager):
    UserFactory(name="Zoe", email="zoe@example.org")

    answer = manager.get(INDEX, {"q": "zoe", "ordering": ordering})

    assert [user.email for user in answer.context["object_list"]] == ["zoe@example.org"]


def test_a_login_is_made_with_one_name_its_roles_and_no_password(manager):
    data = {
        "email": "New@Example.org",
        "name": "Nia New",
        "groups": [group("Editors")],
        "is_active": "on",
    }

    answer = manager.post(f"{INDEX}new/", data, follow=True)

    user = User.objects.get(email="new@example.org")
    assert answer.status_code == 200
    assert (user.name, user.has_usable_password(), user.is_superuser) == ("Nia New", False, False)
    assert [one.name for one in user.groups.all()] == ["Editors"]
    assert client_of(user).get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "This field is required."),
        ("nobody", "Enter a valid email address."),
        ("KNOWN@example.org", "There is already a login with this email address."),
    ],
)
def test_a_login_that_cannot_be_kept_says_why(email, sentence, manager):
    UserFactory(email="known@example.org")
    before = User.objects.count()

    answer = manager.post(f"{INDEX}new/", {"email": email, "name": "Nia"})

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert User.objects.count() == before


def test_a_login_is_changed_and_closed(manager):
    user = make_user(Role.EDITOR)

    manager.post(edit(user), {"email": user.email, "name": "Edwin", "groups": [group("Managers")]})

    user.refresh_from_db()
    assert (user.name, user.is_active) == ("Edwin", False)
    assert [one.name for one in user.groups.all()] == ["Managers"]


def test_a_manager_gives_away_no_more_than_the_three_roles(manager):
    own = Group.objects.create(name="Archivists")
    user = UserFactory()
    user.groups.add(own)
    data = {"email": user.email, "name": "Nia", "is_active": "on", "is_superuser": "on"}

    refused = manager.post(edit(user), data | {"groups": [own.pk]})
    manager.post(edit(user), data | {"groups": [group("Editors")]})

    user.refresh_from_db()
    assert "Select a valid choice" in refused.content.decode()
    assert not user.is_superuser
    assert {one.name for one in user.groups.all()} == {"Archivists", "Editors"}


def test_nobody_changes_the_login_of_someone_who_may_do_everything(manager):
    chief = User.objects.create_superuser("chief@example.org")

    for answer in (
        manager.get(edit(chief), follow=True),
        manager.post(edit(chief), {"email": "mine@example.org"}, follow=True),
    ):
        assert "Only someone who may do everything" in answer.content.decode()
    chief.refresh_from_db()
    assert chief.email == "chief@example.org"


def test_nobody_locks_themselves_out_or_in():
    manager = make_user(Role.MANAGER)

    client_of(manager).post(
        edit(manager), {"email": manager.email, "name": "Me", "groups": [group("Editors")]}
    )

    manager.refresh_from_db()
    assert (manager.name, manager.is_active) == ("Me", True)
    assert [one.name for one in manager.groups.all()] == ["Managers"]


@pytest.mark.parametrize("action", ["set_active_state", "assign_role", "delete"])
def test_logins_are_not_changed_in_bulk(action):
    chief = User.objects.create_superuser("chief@example.org")
    other = User.objects.create_superuser("other@example.org")
    address = reverse("wagtail_bulk_action", args=("accounts", "user", action))

    answer = client_of(chief).post(
        f"{address}?id={other.pk}",
        {"mark_as_active": "True", "role": group("Editors")},
        follow=True,
    )

    assert "Logins are changed one at a time" in answer.content.decode()
    other.refresh_from_db()
    assert other.is_active


def test_a_login_that_left_traces_is_kept_and_the_reason_given():
    chief = User.objects.create_superuser("chief@example.org")
    reader = make_user(Role.COORDINATOR)
    RecordRead.objects.create(reader=reader, student=StudentFactory(), place="x", read_at=NOW)
    delete = reverse("wagtailusers_users:delete", args=(reader.pk,))

    answer = client_of(chief).post(delete, follow=True)

    assert "was not deleted: it is still used by 1 record read" in answer.content.decode()
    assert User.objects.filter(pk=reader.pk).exists()


def test_a_login_without_traces_goes():
    chief = User.objects.create_superuser("chief@example.org")
    user = UserFactory()

    client_of(chief).post(reverse("wagtailusers_users:delete", args=(user.pk,)))

    assert not User.objects.filter(pk=user.pk).exists()


def test_one_s_own_page_asks_for_one_name_and_keeps_it():
    editor = make_user(Role.EDITOR)
    client = client_of(editor)

    page = client.get("/admin/account/").content.decode()
    answer = client.post(
        "/admin/account/",
        {
            "name-name": "Edie",
            "theme-theme": "dark",
            "theme-contrast": "system",
            "theme-density": "default",
            "theme-keyboard_shortcuts": "on",
        },
    )

    assert "First name" not in page
    assert answer.status_code == 302
    editor.refresh_from_db()
    assert editor.name == "Edie"


def test_one_s_own_page_is_for_staff(client):
    assert client.get("/admin/account/").status_code == 302
    assert client_as(Role.STUDENT).get("/admin/account/").status_code == 302
