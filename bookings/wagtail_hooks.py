"""Registers the staff screens of bookings with Wagtail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path, reverse_lazy
from wagtail import hooks

from accounts.viewsets.screens import PermittedMenuItem
from bookings.viewsets.agreement import AgreedView, AgreementView
from bookings.viewsets.bookings import BookingViewSet
from bookings.viewsets.certificates import CertificateReissueView, CertificateWithdrawView
from bookings.viewsets.dashboard import add_office_panel
from bookings.viewsets.desk import CapacityView, PlacesView
from bookings.viewsets.desk_steps import booking_step, entry_step
from bookings.viewsets.people import DuplicatesOfView, DuplicatesView, HelpersView, MergeView
from bookings.viewsets.phone import BookView, ChooseRunView, FindStudentView
from bookings.viewsets.runs import BookedRunViewSet

if TYPE_CHECKING:
    from wagtail.admin.menu import MenuItem
    from wagtail.log_actions import LogActionRegistry

# Who may change a student's record may book for students, too.
_OFFICE = "accounts.change_student"

hooks.register("register_admin_viewset", BookingViewSet)
hooks.register("register_admin_viewset", BookedRunViewSet)
hooks.register("construct_homepage_panels", add_office_panel)


@hooks.register("register_people_menu_item")
def book_by_phone_item() -> MenuItem:
    """Lead the office to booking while somebody is on the phone."""
    address = reverse_lazy("places_phone")
    return PermittedMenuItem(
        "Book by phone", address, permission=_OFFICE, icon_name="plus", order=5
    )


@hooks.register("register_people_menu_item")
def news_item() -> MenuItem:
    """Lead the office to writing to everybody who asked for news."""
    address = reverse_lazy("bookings:write_news")
    return PermittedMenuItem("Write news", address, permission=_OFFICE, icon_name="mail", order=45)


@hooks.register("register_people_menu_item")
def duplicates_item() -> MenuItem:
    """Lead the office to records that may be one person's."""
    address = reverse_lazy("people_duplicates")
    return PermittedMenuItem(
        "Possible duplicates", address, permission=_OFFICE, icon_name="copy", order=60
    )


@hooks.register("register_admin_urls")
def desk_addresses() -> list[object]:
    """Add the office's screens for places and people."""
    run, student = "<uuid:run_uuid>", "<uuid:student_uuid>"
    return [
        path("places/phone/", FindStudentView.as_view(), name="places_phone"),
        path(f"places/student/{student}/", ChooseRunView.as_view(), name="places_student"),
        path(f"places/run/{run}/", PlacesView.as_view(), name="places_run"),
        path(f"places/run/{run}/capacity/", CapacityView.as_view(), name="places_capacity"),
        path(f"places/run/{run}/book/", FindStudentView.as_view(), name="places_find"),
        path(f"places/run/{run}/book/{student}/", BookView.as_view(), name="places_book"),
        path(
            "places/booking/<uuid:booking_uuid>/<slug:step>/", booking_step, name="places_booking"
        ),
        path("places/entry/<uuid:entry_uuid>/<slug:step>/", entry_step, name="places_entry"),
        path("people/duplicates/", DuplicatesView.as_view(), name="people_duplicates"),
        path(
            f"people/{student}/duplicates/",
            DuplicatesOfView.as_view(),
            name="people_duplicates_of",
        ),
        path("people/agreement/", AgreementView.as_view(), name="people_agreement"),
        path(f"people/{student}/agreement/", AgreedView.as_view(), name="people_agreed"),
        path(f"people/{student}/helpers/", HelpersView.as_view(), name="people_helpers"),
        path(
            "people/join/<uuid:gone_uuid>/<uuid:into_uuid>/",
            MergeView.as_view(),
            name="people_merge",
        ),
    ]


@hooks.register("register_log_actions")
def waiting_list_actions(actions: LogActionRegistry) -> None:
    """Name what the office does with waiting lists, for Wagtail's log."""
    actions.register_action(
        "bookings.waiting_list_moved", "Move in a waiting list", "Somebody was moved in the list"
    )


@hooks.register("register_admin_urls")
def certificate_addresses() -> list[object]:
    """Add the office's two steps with a certificate."""
    return [
        path(
            "certificates/<uuid:certificate_uuid>/withdraw/",
            CertificateWithdrawView.as_view(),
            name="certificate_withdraw",
        ),
        path(
            "certificates/<uuid:certificate_uuid>/reissue/",
            CertificateReissueView.as_view(),
            name="certificate_reissue",
        ),
    ]


@hooks.register("register_settings_menu_item")
def agreement_menu_item() -> MenuItem:
    """Lead managers to the words of the student agreement."""
    return PermittedMenuItem(
        "Student agreement",
        reverse_lazy("people_agreement"),
        permission="home.change_collegesettings",
        icon_name="doc-full",
        order=60,
    )
