"""Addresses of bookings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from bookings.views import (
    agreement,
    answers,
    apologies,
    booking,
    certificates,
    company,
    dates_told,
    equality,
    feeds,
    group_messages,
    interests,
    moving,
    private_links,
    student,
    tutor,
    waiting,
)

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "bookings"

urlpatterns: list[URLPattern] = [
    path("answer/offer/<str:token>/", answers.answer_offer, name="answer_offer"),
    path("answer/session/<str:token>/", apologies.answer_apology, name="answer_apology"),
    path("answer/place/<str:token>/", apologies.answer_give_up, name="answer_give_up"),
    path("answer/dates/<str:token>/", dates_told.answer_dates, name="answer_dates"),
    path("book/<uuid:run_uuid>/", booking.book_start, name="book_start"),
    path("book/<uuid:run_uuid>/check/", booking.book_check, name="book_check"),
    path("book/<uuid:run_uuid>/<slug:step>/", booking.book_step, name="book_step"),
    path("closed/<str:key>/", private_links.closed_run, name="closed_run"),
    path("student-agreement/", agreement.student_agreement, name="student_agreement"),
    path(
        "equality-questions/<uuid:run_uuid>/",
        equality.equality_questions,
        name="equality_questions",
    ),
    path("tell-me/<uuid:course_key>/", interests.tell_me, name="tell_me"),
    path("my-courses/", student.my_courses, name="my_courses"),
    path("my-courses/calendar/", feeds.my_calendar, name="my_calendar"),
    path("my-courses/waiting/<uuid:entry_uuid>/", waiting.waiting_entry, name="waiting_entry"),
    path(
        "my-courses/waiting/<uuid:entry_uuid>/joined/",
        waiting.waiting_joined,
        name="waiting_joined",
    ),
    path(
        "my-courses/waiting/<uuid:entry_uuid>/answer/",
        waiting.waiting_answer,
        name="waiting_answer",
    ),
    path(
        "my-courses/waiting/<uuid:entry_uuid>/change/",
        waiting.waiting_change,
        name="waiting_change",
    ),
    path("my-courses/<uuid:booking_uuid>/", student.booking_detail, name="booking_detail"),
    path("my-courses/<uuid:booking_uuid>/booked/", student.booking_booked, name="booking_booked"),
    path("my-courses/<uuid:booking_uuid>/cancel/", student.booking_cancel, name="booking_cancel"),
    path(
        "my-courses/<uuid:booking_uuid>/company/",
        company.booking_company,
        name="booking_company",
    ),
    path("my-courses/<uuid:booking_uuid>/move/", moving.booking_move, name="booking_move"),
    path(
        "my-courses/<uuid:booking_uuid>/undo/",
        student.booking_take_back,
        name="booking_take_back",
    ),
    path(
        "my-courses/<uuid:booking_uuid>/sessions/<uuid:session_uuid>/",
        apologies.booking_apology,
        name="booking_apology",
    ),
    path(
        "my-courses/<uuid:booking_uuid>/calendar.ics",
        student.booking_calendar,
        name="booking_calendar",
    ),
    path("teach/", tutor.teach_today, name="teach_today"),
    path("teach/calendar/", feeds.teaching_calendar, name="teaching_calendar"),
    path("calendar/<str:token>/my-calendar.ics", feeds.calendar_feed, name="calendar_feed"),
    path("teach/<uuid:run_uuid>/", tutor.teach_run, name="teach_run"),
    path("teach/<uuid:run_uuid>/message/", group_messages.write, name="write_to_group"),
    path("news/write/", group_messages.write_news, name="write_news"),
    path("teach/messages/<uuid:message_uuid>/", group_messages.written, name="group_message"),
    path("teach/sessions/<uuid:session_uuid>/register/", tutor.register, name="register"),
    path("teach/sessions/<uuid:session_uuid>/count/", tutor.head_count, name="head_count"),
    path("teach/sessions/<uuid:session_uuid>/sheet/", tutor.sign_in_sheet, name="sign_in_sheet"),
    path(
        "certificates/<uuid:certificate_uuid>/certificate.pdf",
        certificates.certificate_pdf,
        name="certificate_pdf",
    ),
    path("check/", certificates.certificate_check, name="certificate_check"),
    path("check/<str:code>/", certificates.certificate_check_code, name="certificate_check_code"),
]
