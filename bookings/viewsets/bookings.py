"""Staff screens for bookings: a list to read and a page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from accounts.operations import students
from accounts.permissions import is_coordinator
from accounts.viewsets.screens import (
    UuidIndexView,
    UuidInspectView,
    UuidViewSet,
    who_works_here,
)
from bookings.enums import BookingStatus
from bookings.models import Booking
from bookings.queries import office, run_desk
from home.queries.wording import short_date_words

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


class BookingFilterSet(WagtailFilterSet):
    """Ways to narrow the list of bookings."""

    class Meta:
        model = Booking
        fields: ClassVar = ["status", "run__term", "run__course"]


class BookingIndexView(UuidIndexView):
    """All bookings, the latest first."""

    search_fields = ["student__name"]
    filterset_class = BookingFilterSet

    @property
    def columns(self) -> list[Any]:
        """Return who booked what, and when."""
        title = self._get_title_column_class(TitleColumn)
        return [
            title(
                "student",
                label="Student",
                accessor=lambda one: one.student.name,
                sort_key="student__name",
                get_url=self.get_inspect_url,
            ),
            Column("course", label="Course", accessor=lambda one: one.run.course.title),
            Column("term", label="Term", accessor=lambda one: one.run.term.name),
            Column("status", label="State", accessor="get_status_display", sort_key="status"),
            Column("places", label="Places"),
            Column(
                "booked_at",
                label="Booked on",
                accessor=lambda one: short_date_words(one.booked_at),
                sort_key="booked_at",
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Booking]:
        """Read student and course with the bookings."""
        return Booking.objects.select_related("student", "run__course", "run__term")

    def search_queryset(self, queryset: QuerySet[Booking]) -> QuerySet[Booking]:
        """Find every word in the student's name, address or phone, or in the course."""
        for word in self.search_query.split():
            queryset = queryset.filter(
                Q(student__name__icontains=word)
                | Q(student__email__icontains=word)
                | Q(student__phone__icontains=word)
                | Q(run__course__title__icontains=word)
            )
        return queryset


class BookingInspectView(UuidInspectView):
    """Shows one booking with everything that happened to it."""

    page_title = "Booking"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the booking, and write down that the student's record was looked at."""
        students.record_read(
            student=self.object.student,
            place="admin: booking",
            by=who_works_here(request),
            at=timezone.now(),
        )
        return super().get(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Say which course, and when."""
        run = self.object.run
        return f"{run.course.title}, {office.first_day_words(run)}"

    def get_student_display_value(self) -> str:
        """Name the student."""
        return str(self.object.student)

    def get_booked_at_display_value(self) -> str:
        """Say when the place was booked."""
        return short_date_words(self.object.booked_at)

    def get_cancelled_at_display_value(self) -> str:
        """Say when the place was given up, if it was."""
        return (
            short_date_words(self.object.cancelled_at)
            if self.object.cancelled_at
            else "\N{EN DASH}"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the booking's history."""
        happened = [
            run_desk.Happened(
                event.at,
                event.get_to_status_display(),
                *run_desk.who_and_why(
                    event.by,
                    self.object.student,
                    event.note,
                    is_helper=run_desk.is_by_helper(event),
                ),
                set_aside=run_desk.set_aside_words(event.set_aside),
            )
            for event in self.object.events.select_related("by").annotate(
                by_helper=run_desk.by_helper("by", "booking__student")
            )
        ]
        apologies = self.object.apologies.order_by("-id")
        happened += reversed(list(run_desk.apology_lines(apologies)))
        happened.sort(key=lambda line: line.at)
        run = self.object.run
        given_up = self.object.status == BookingStatus.CANCELLED
        may_act = given_up and is_coordinator(who_works_here(self.request))
        may_take_back = (
            may_act
            and not run_desk.is_over(run, at=timezone.now())
            and run_desk.numbers_of(run).free >= self.object.places
        )
        return super().get_context_data(events=happened, may_take_back=may_take_back, **kwargs)


class BookingViewSet(UuidViewSet):
    """Bookings, to read."""

    model = Booking
    name = "bookings"
    # “bookings:” is the students' side of the site.
    url_namespace = "bookings_admin"
    icon = "check"
    menu_label = "Bookings"
    menu_order = 20
    menu_hook = "register_people_menu_item"
    ordering = ("-booked_at", "-id")
    offered: ClassVar[frozenset[str]] = frozenset({"index", "index_results", "inspect"})
    index_view_class = BookingIndexView
    inspect_view_class = BookingInspectView
    inspect_template_name = "bookings/admin/booking.html"
    inspect_view_fields = ["student", "run", "status", "places", "booked_at", "cancelled_at"]
