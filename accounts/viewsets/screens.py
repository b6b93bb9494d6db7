"""What the college's staff screens share: kind refusals to delete, and addresses by uuid.

Only parts that two apps' screens really use belong here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models.deletion import ProtectedError, RestrictedError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models
    from django.forms import BaseForm
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


def who_works_here(request: HttpRequest) -> User:
    """Return the member of staff behind a request; Wagtail lets nobody else this far."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user


class PermittedMenuItem(MenuItem):
    """A line of the menu for those who may do what it leads to."""

    def __init__(self, label: str, url: object, *, permission: str, **options: Any) -> None:
        """Keep the permission, such as ``accounts.change_student``."""
        super().__init__(label, url, **options)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask in a way that costs no query."""
        return who_works_here(request).has_perm(self.permission)


class OfficeScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen of the office's own: who may open it, what its address names, where it is."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in those who may."""
        if not self.may_open(request):
            raise PermissionDenied
        self.find(**kwargs)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Say where this screen is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def may_open(self, request: HttpRequest) -> bool:
        """Say whether this screen is for whoever asks; each kind of screen says so itself."""
        raise NotImplementedError

    def find(self, **kwargs: Any) -> None:
        """Load what the address names, or raise Http404."""


def what_stands_in_the_way(blocking: Iterable[models.Model]) -> str:
    """Say in words which kinds of things, and how many, still use something."""
    counts: dict[type[models.Model], int] = {}
    for row in blocking:
        counts[type(row)] = counts.get(type(row), 0) + 1
    parts = [
        f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"  # noqa: SLF001 -- Django's API
        for model, count in counts.items()
    ]
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


class KindDeleteView(generic.DeleteView):
    """Deletes what nothing else needs, and says in a sentence why it may not otherwise."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Delete, or go back to the list with the reason."""
        try:
            return super().form_valid(form)
        except ProtectedError as error:
            return self.refuse(what_stands_in_the_way(error.protected_objects))
        except RestrictedError as error:
            return self.refuse(what_stands_in_the_way(error.restricted_objects))
        except PermissionDenied:
            return self.refuse("something else")

    def refuse(self, used_by: str) -> HttpResponse:
        """Go back to the list and say what still needs this."""
        messages.error(
            self.request,
            f"“{self.object}” was not deleted: it is still used by {used_by}. "
            "Change or delete that first.",
        )
        return HttpResponseRedirect(reverse(self.index_url_name))


class YesNoColumn(Column):
    """A column that says yes, no, or nothing where nobody has been asked."""

    def get_value(self, instance: Any) -> str:
        """Say it in a word."""
        return yes_or_no(super().get_value(instance))


def yes_or_no(value: bool | None) -> str:  # noqa: FBT001 -- it is the value itself
    """Say an answer in a word."""
    return {True: "Yes", False: "No", None: "Not asked"}[value]


class KindInspectView(generic.InspectView):
    """Shows a row's fields, answers among them as people say them."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """Say yes or no."""
        value = super().get_field_display_value(field_name, field)
        return yes_or_no(value) if isinstance(value, bool) else value


class CollegeViewSet(ModelViewSet):
    """A staff screen: no copies, deletes kindly, and those who may only look get a page."""

    delete_view_class = KindDeleteView
    inspect_view_class = KindInspectView
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    search_backend_name = None


class _ByUuid:
    """Finds the row by the uuid in the address."""

    model: ClassVar[type[models.Model]]
    kwargs: dict[str, Any]
    pk_url_kwarg = "pk"

    def get_object(self, queryset: models.QuerySet[Any] | None = None) -> Any:
        found = getattr(self, "object", None)
        rows = self.model._default_manager.all() if queryset is None else queryset  # noqa: SLF001 -- Django's API
        return found or get_object_or_404(rows, uuid=self.kwargs[self.pk_url_kwarg])


class UuidIndexView(generic.IndexView):
    """A list whose rows lead to addresses by uuid."""

    def get_edit_url(self, instance: Any) -> str | None:
        """Return where to change a row, for those who may."""
        if self.edit_url_name and self.user_has_permission("change"):
            return reverse(self.edit_url_name, args=(instance.uuid,))
        return None

    def get_inspect_url(self, instance: Any) -> str | None:
        """Return where to look at a row."""
        if self.inspect_url_name:
            return reverse(self.inspect_url_name, args=(instance.uuid,))
        return None


class UuidCreateView(generic.CreateView):
    """Adds a row; the way to it goes by uuid."""

    def get_edit_url(self) -> str:
        """Return where to change the new row."""
        return reverse(self.edit_url_name, args=(self.object.uuid,))


class UuidEditView(_ByUuid, generic.EditView):
    """Changes the row with this uuid."""

    def get_edit_url(self) -> str:
        """Return where the form sends to."""
        return reverse(self.edit_url_name, args=(self.object.uuid,))

    def get_inspect_url(self) -> str | None:
        """Return where to look at the row."""
        if self.inspect_url_name:
            return reverse(self.inspect_url_name, args=(self.object.uuid,))
        return None


class UuidInspectView(_ByUuid, KindInspectView):
    """Shows the row with this uuid."""

    def get_edit_url(self) -> str | None:
        """Return where to change the row, for those who may."""
        if self.edit_url_name and self.user_has_permission("change"):
            return reverse(self.edit_url_name, args=(self.object.uuid,))
        return None


class UuidViewSet(CollegeViewSet):
    """Staff screens about people: unguessable addresses, no delete, out of Wagtail's index."""

    pk_path_converter = "uuid"
    add_to_reference_index = False
    index_view_class = UuidIndexView
    add_view_class = UuidCreateView
    edit_view_class = UuidEditView
    inspect_view_class = UuidInspectView
    # Of a ModelViewSet's addresses, those that this screen has.
    offered: ClassVar[frozenset[str]] = frozenset(
        {"index", "index_results", "add", "edit", "inspect"}
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out the names of addresses that are not offered."""
        given: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        for name in ("history", "usage", "delete", "add", "edit", "inspect"):
            if name not in self.offered:
                given.pop(f"{name}_url_name", None)
        return given

    def get_urlpatterns(self) -> list[Any]:
        """Return only the addresses that are offered; the other views are never made."""
        made = {
            "index": ("", "index_view"),
            "index_results": ("results/", "index_results_view"),
            "add": ("new/", "add_view"),
            "edit": ("edit/<uuid:pk>/", "edit_view"),
            "inspect": ("inspect/<uuid:pk>/", "inspect_view"),
        }
        return [
            path(route, getattr(self, view), name=name)
            for name, (route, view) in made.items()
            if name in self.offered
        ]

    @property
    def url_finder_class(self) -> type[ModelAdminURLFinder]:
        """Lead from Wagtail's log to the row, by uuid."""
        name = self.get_url_name("edit" if "edit" in self.offered else "inspect")

        class UuidFinder(ModelAdminURLFinder):
            edit_url_name = name

            def construct_edit_url(self, instance: Any) -> str:
                return reverse(name, args=(instance.uuid,))

        return UuidFinder
