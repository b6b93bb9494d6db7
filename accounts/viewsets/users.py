"""Staff screens for logins: who may sign in, and with which role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.users.views import users

from accounts.forms.staff import LoginForm
from accounts.models import User
from accounts.viewsets.screens import KindDeleteView, YesNoColumn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from wagtail.admin.views.bulk_action import BulkAction


class LoginIndexView(users.IndexView):
    """All logins, staff and students alike."""

    page_title = "Logins"
    add_item_label = "Add a login"
    search_fields = ["name", "email"]
    any_permission_required = ["add", "change", "delete"]

    @property
    def columns(self) -> list[Any]:
        """Return name, address, roles, and whether and when the person signs in."""
        title = self._get_title_column_class(TitleColumn)
        return [
            title("name", label="Name", accessor=str, get_url=self.get_edit_url, sort_key="name"),
            Column("email", label="Email address", sort_key="email"),
            Column("roles", label="Roles", accessor=_roles),
            YesNoColumn("is_active", label="May sign in", sort_key="is_active"),
            DateColumn("last_login", label="Last signed in", sort_key="last_login"),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        """Read the roles with the logins."""
        return User.objects.select_related("wagtail_userprofile").prefetch_related("groups")

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """Order by any column; Wagtail's own order asks for two names."""
        if self.ordering in {"name", "-name"}:
            return queryset.order_by(self.ordering, "email")
        return super().order_queryset(queryset)


def _roles(user: User) -> str:
    names = [group.name for group in user.groups.all()]
    return ", ".join(["May do everything", *names] if user.is_superuser else names)


class LoginEditView(users.EditView):
    """Changes one login; nobody changes the login of someone who may do more."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send away whoever would reach above themselves."""
        if self.object.is_superuser and not request.user.is_superuser:
            messages.error(
                request,
                "Only someone who may do everything can change this login. Nothing changed.",
            )
            return HttpResponseRedirect(reverse(self.index_url_name))
        return super().dispatch(request, *args, **kwargs)


class LoginDeleteView(KindDeleteView, users.DeleteView):
    """Deletes a login that left no trace; the others are closed by their tick instead."""


class LoginViewSet(users.UserViewSet):
    """Logins, in the settings menu."""

    menu_label = "Logins"
    index_view_class = LoginIndexView
    edit_view_class = LoginEditView
    delete_view_class = LoginDeleteView
    copy_view_enabled = False
    create_template_name = "wagtailadmin/generic/form.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[LoginForm]:  # noqa: FBT001, FBT002 -- Wagtail's signature
        """Use one form for new and old logins."""
        del for_update
        return LoginForm


def refuse_bulk_actions_on_logins(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: BulkAction
) -> HttpResponse | None:
    """Turn away changes to many logins at once: each has its own rules about who may."""
    del action_type, objects
    if action.model is not User:
        return None
    messages.error(request, "Logins are changed one at a time. Nothing changed.")
    return HttpResponseRedirect(reverse("wagtailusers_users:index"))
