"""Staff screens for students: find, add, look at, correct. Every look is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

import django_filters
from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from accounts.forms.staff import StudentForm
from accounts.models import Student, StudentAccess
from accounts.operations import students
from accounts.queries import added_already, key_of_form, lookalikes, students_found
from accounts.viewsets.screens import (
    UuidCreateView,
    UuidEditView,
    UuidIndexView,
    UuidInspectView,
    UuidViewSet,
    who_works_here,
)

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


_MOST_ALIKE = 10
_QUESTIONS = frozenset({"is_adult", "is_in_area", "may_text", "may_leave_message", "is_discreet"})
_ANSWERS = {True: "Yes", False: "No", None: "Not asked"}


def _day_words(moment: dt.datetime) -> str:
    """Write a day as everywhere else on the college's screens."""
    return date_format(timezone.localtime(moment), "D j M Y")


class StudentFilterSet(WagtailFilterSet):
    """Ways to narrow the list of students."""

    WITH, WITHOUT = "with", "without"

    login = django_filters.ChoiceFilter(
        label="Login",
        choices=((WITH, "Has a login"), (WITHOUT, "Has no login")),
        empty_label="All",
        method="filter_login",
        widget=forms.RadioSelect,
    )
    joined_at = django_filters.DateFromToRangeFilter(
        label="Student since", widget=DateRangePickerWidget
    )

    class Meta:
        model = Student
        fields: ClassVar = ["contact_by", "login", "joined_at"]

    def filter_login(self, queryset: QuerySet[Student], name: str, value: str) -> QuerySet[Student]:
        """Keep those for whom somebody can sign in, or those for whom nobody can."""
        del name
        someone = Exists(StudentAccess.objects.filter(student=OuterRef("pk")))
        return queryset.filter(someone if value == self.WITH else ~someone)


class StudentIndexView(UuidIndexView):
    """All students, found by name, email address or phone number."""

    search_fields = ["name", "certificate_name", "email", "phone"]
    filterset_class = StudentFilterSet

    @property
    def columns(self) -> list[Any]:
        """Return how to reach each student."""
        title = self._get_title_column_class(TitleColumn)
        return [
            title("name", label="Name", sort_key="name", get_url=self.get_inspect_url),
            Column(
                "certificate_name", label="Name on certificates", accessor="name_for_certificate"
            ),
            Column("email", label="Email address", sort_key="email"),
            Column("phone", label="Phone"),
            Column(
                "contact_by",
                label="Likes to hear from us by",
                accessor="get_contact_by_display",
                sort_key="contact_by",
            ),
            Column(
                "joined_at",
                label="Student since",
                accessor=lambda one: _day_words(one.joined_at),
                sort_key="joined_at",
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Student]:
        """Leave out records that were joined with another."""
        return Student.objects.present()

    def search_queryset(self, queryset: QuerySet[Student]) -> QuerySet[Student]:
        """Find every word somewhere; a phone number with or without its spaces."""
        return students_found(queryset, self.search_query)


class StudentCreateView(UuidCreateView):
    """Adds someone who rang, wrote or came in, and first shows who it may be already."""

    def form_valid(self, form: StudentForm) -> HttpResponse:
        """Add the student and go back to the list, unless it may be somebody known."""
        self.form = form
        given, student = form.cleaned_data, form.save(commit=False)
        key = key_of_form(self.request.POST.get("key", ""))
        alike = lookalikes(name=given["name"], email=given["email"], phone=given["phone"])
        is_new = "is_somebody_else" not in self.request.POST and not added_already(student, key)
        if alike and is_new:
            shown = self.get_context_data(form=form, alike=alike[:_MOST_ALIKE])
            return self.render_to_response(shown)
        self.object = students.add_student(
            student=student, key=key, by=who_works_here(self.request), at=timezone.now()
        )
        return self.save_action()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form a key, so that it adds one person however often it is sent."""
        key = key_of_form(self.request.POST.get("key", "")) or uuid4()
        return super().get_context_data(key=key, **kwargs)


class StudentEditView(UuidEditView):
    """Corrects a student's record."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, and write down that the record was looked at."""
        answer = super().get(request, *args, **kwargs)
        students.record_read(
            student=self.object,
            place="admin: change student",
            by=who_works_here(request),
            at=timezone.now(),
        )
        return answer

    def form_valid(self, form: StudentForm) -> HttpResponse:
        """Keep the corrections and go back to the list."""
        self.form = form
        self.object = students.change_student(
            student=form.save(commit=False),
            changed_fields=form.changed_data,
            by=who_works_here(self.request),
            at=timezone.now(),
        )
        return self.save_action()


class StudentInspectView(UuidInspectView):
    """Shows a student's record with the courses they booked."""

    page_title = "Student"

    def get_field_label(self, field_name: str, field: Any) -> str:
        """Name what is put together from two fields."""
        if field_name == "quiet_words":
            return "Leave in peace from"
        return str(super().get_field_label(field_name, field))

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """Say yes, no or not asked, and show a dash where nothing is known."""
        value = getattr(self.object, field_name)
        if field_name in _QUESTIONS:
            return _ANSWERS[value]
        if field_name == "joined_at":
            return _day_words(value)
        if value in {"", None}:
            return "\N{EN DASH}"
        return super().get_field_display_value(field_name, field)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the record, and write down that it was looked at."""
        students.record_read(
            student=self.object,
            place="admin: student",
            by=who_works_here(request),
            at=timezone.now(),
        )
        return super().get(request, *args, **kwargs)


class StudentViewSet(UuidViewSet):
    """Students, for the office."""

    model = Student
    name = "students"
    icon = "user"
    menu_label = "All students"
    menu_order = 10
    menu_hook = "register_people_menu_item"
    ordering = "name"
    index_view_class = StudentIndexView
    add_view_class = StudentCreateView
    edit_view_class = StudentEditView
    inspect_view_class = StudentInspectView
    create_template_name = "accounts/admin/student_form.html"
    edit_template_name = "accounts/admin/student_form.html"
    inspect_template_name = "accounts/admin/student.html"
    inspect_view_fields = [
        "name",
        "pronouns",
        "email",
        "phone",
        "postal_address",
        "contact_by",
        "may_text",
        "may_leave_message",
        "quiet_words",
        "is_discreet",
        "news_agreed",
        "certificate_name",
        "is_adult",
        "is_in_area",
        "kind",
        "joined_at",
    ]
    # Names and addresses leave the college only through an operation that says so.
    list_export = ()

    def get_form_class(self, for_update: bool = False) -> type[StudentForm]:  # noqa: FBT001, FBT002 -- Wagtail's signature
        """Use one form for new and known students."""
        del for_update
        return StudentForm
