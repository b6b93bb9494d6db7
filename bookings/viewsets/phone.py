"""Booking while somebody is on the phone: who it is, which dates, and what will happen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Agreed
from accounts.models import Student
from accounts.operations import people, students
from accounts.queries import added_already, key_of_form, lookalikes, students_found
from accounts.viewsets.screens import who_works_here
from bookings.enums import EntryStatus, Refusal
from bookings.forms.phone import BookForm, FindForm, NewStudentForm
from bookings.models import Booking, WaitingListEntry
from bookings.operations import agreements, places, waiting
from bookings.queries import bookable, run_desk, telling
from bookings.queries import unasked as queries
from bookings.queries.journey import clashes_with
from bookings.viewsets.desk import (
    DeskView,
    StepView,
    basis_of,
    found_run,
    overrides_of,
    places_address,
)
from bookings.viewsets.refusals import OR_ALL_THE_SAME

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from bookings.queries.journey import Clash
    from bookings.queries.telling import Told
    from courses.models import CourseRun

_MOST = 30
AGREES = "They agree to the student agreement."
DOES_NOT_AGREE = "They do not agree to the student agreement."
NOT_AGREED = "They have not been asked about the student agreement yet."


class FindStudentView(DeskView):
    """Finds who is calling, or adds somebody new, without leaving the flow.

    With a run in the address the next step books it; without one, the dates are chosen next.
    Names are sent by POST, so that they stand in no address.
    """

    template_name = "bookings/admin/find_student.html"
    page_title = "Who is it?"
    header_icon = "user"
    run: CourseRun | None = None

    def find(self, **kwargs: Any) -> None:
        """Load the run, where one is chosen already."""
        if "run_uuid" in kwargs:
            self.run = found_run(kwargs["run_uuid"])

    def get_page_subtitle(self) -> str:
        """Say which run."""
        return str(self.run) if self.run else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give both forms, and whom was found."""
        given: dict[str, Any] = {
            "find_form": FindForm(),
            "new_form": NewStudentForm(initial={"contact_by": "PHONE"}),
            "found": None,
            "alike": [],
            "there_are_more": False,
            "key": key_of_form(self.request.POST.get("key", "")) or uuid4(),
            "run": self.run,
            "back": places_address(self.run) if self.run else reverse("wagtailadmin_home"),
        }
        return super().get_context_data(**(given | kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Look for somebody, or add somebody new."""
        del args, kwargs
        step = request.POST.get("step", "find")
        if step == "find":
            return self.look_for(FindForm(request.POST))
        form = NewStudentForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(new_form=form))
        given, student = form.cleaned_data, form.save(commit=False)
        key = key_of_form(request.POST.get("key", ""))
        alike = lookalikes(name=given["name"], email=given["email"], phone=given["phone"])
        if alike and step != "new-anyway" and added_already(student, key) is None:
            rows = [(one, self.next_address(one.student)) for one in alike[:_MOST]]
            return self.render_to_response(self.get_context_data(new_form=form, alike=rows))
        student = students.add_student(
            student=student, key=key, by=who_works_here(request), at=timezone.now()
        )
        return redirect(self.next_address(student))

    def look_for(self, form: FindForm) -> HttpResponseBase:
        """Show whom was found."""
        found = None
        if form.is_valid() and form.cleaned_data["typed"].strip():
            people_found = students_found(Student.objects.present(), form.cleaned_data["typed"])
            found = [
                (one, self.next_address(one))
                for one in people_found.order_by("name", "pk")[: _MOST + 1]
            ]
        context = self.get_context_data(
            find_form=form,
            found=found[:_MOST] if found is not None else None,
            there_are_more=found is not None and len(found) > _MOST,
        )
        return self.render_to_response(context)

    def next_address(self, student: Student) -> str:
        """Return the next step for this student."""
        if self.run:
            return reverse("places_book", args=(self.run.uuid, student.uuid))
        return reverse("places_student", args=(student.uuid,))


def found_student(student_uuid: Any) -> Student:
    """Return the student of an address; a joined record leads nowhere."""
    known = Student.objects.present().select_related("access_needs")
    return get_object_or_404(known, uuid=student_uuid)


class ChooseRunView(DeskView):
    """Chooses dates for a student."""

    template_name = "bookings/admin/choose_run.html"
    page_title = "Which dates?"
    header_icon = "calendar-check"
    student: Student

    def find(self, **kwargs: Any) -> None:
        """Load the student."""
        self.student = found_student(kwargs["student_uuid"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the runs that can be booked, and what the student has on each."""
        # A zero byte is no letter, and PostgreSQL refuses to look for it.
        typed = self.request.GET.get("course", "")[:100].replace("\x00", "")
        runs = bookable.runs_to_book(typed=typed)
        booked = set(
            Booking.objects.active().filter(student=self.student).values_list("run", flat=True)
        )
        waits = set(
            WaitingListEntry.objects.live()
            .filter(student=self.student)
            .values_list("run", flat=True)
        )
        rows: list[dict[str, Any]] = [
            {
                "run": run,
                "words": bookable.run_in_a_line(run),
                "has": "Has a place" if run.pk in booked else "Waits" if run.pk in waits else "",
            }
            for run in runs
        ]
        return super().get_context_data(
            student=self.student,
            rows=[row for row in rows if row["run"].refusal is None],
            closed=[row for row in rows if row["run"].refusal],
            typed=typed,
            **kwargs,
        )


class BookView(StepView):
    """Books a student, or puts them on the list, as they asked."""

    page_title = "Book a student"
    form_class = BookForm
    template_name = "bookings/admin/book.html"
    button = "Yes, do this"
    refusals = (places.CannotBook, waiting.CannotWait)
    student: Student
    turn: WaitingListEntry | None = None
    """With what they wait for these dates, where they do."""

    def find(self, **kwargs: Any) -> None:
        """Load the student, the run and their turn there."""
        self.run = found_run(kwargs["run_uuid"])
        self.student = found_student(kwargs["student_uuid"])
        turns = self.run.waiting_list.live().filter(student=self.student)
        self.turn = turns.select_related("instead_of").first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, and write down that the student's needs were looked at."""
        students.record_read(
            student=self.student,
            place="admin: book a student",
            by=who_works_here(request),
            at=timezone.now(),
        )
        return super().get(request, *args, **kwargs)

    def is_about(self) -> str:
        """Name the student and the dates."""
        return f"{self.student}: {self.run}"

    def make_form(self, data: Any = None, **more: Any) -> Form:
        """Start with what is known of the student's needs and of their turn on the list."""
        needs = getattr(self.student, "access_needs", None)
        turn = self.turn
        has_room = turn or run_desk.numbers_of(self.run).free_for_newcomers
        initial: dict[str, Any] = {"how": BookForm.BOOK if has_room else BookForm.LIST}
        if turn:
            initial |= {
                "books_straight_in": turn.books_straight_in,
                "brings_supporter": turn.places > 1,
                "supporter_name": turn.supporter_name,
                "shares_needs": turn.shares_needs,
            }
        if needs:
            initial |= {"chosen": needs.chosen, "own_words": needs.own_words}
        unasked = queries.unasked(self.run, self.student, at=timezone.now())
        return BookForm(data, initial=initial, unasked=unasked, **more)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how the run stands and how the student hears."""
        desk = run_desk.numbers_of(self.run)
        return super().get_context_data(
            numbers=desk,
            turn=self.turn,
            student=self.student,
            hears=telling.how_words(self.student.channel),
            **kwargs,
        )

    def clashes(self, form: Form | None) -> Sequence[Clash]:
        """Say what they have besides the place they would leave for this one."""
        del form
        besides = self.turn.instead_of if self.turn else None
        return clashes_with(self.run, self.student, besides=besides, at=timezone.now())

    def set_aside_in(self, form: Form) -> Sequence[str]:
        """Return them with a no to the student agreement, which is a decision of the same kind."""
        says_no = isinstance(form, BookForm) and form.says_no_to_agreement
        chosen = super().set_aside_in(form)
        return [*chosen, Refusal.NOT_AGREED.value] if says_no else chosen

    def act(self, form: Form, *, at: dt.datetime) -> object:
        """Book the place, or put the student on the list; keep what they said of themselves."""
        given = form.cleaned_data
        told = form.told if isinstance(form, BookForm) else None
        asks_for: dict[str, Any] = {
            "run": self.run,
            "student": self.student,
            "places": 2 if given["brings_supporter"] else 1,
            "supporter_name": given["supporter_name"] if given["brings_supporter"] else "",
            "shares_needs": given["shares_needs"],
            "overrides": overrides_of(form),
            "basis": replace(
                basis_of(form, told=told),
                set_aside=tuple(set(self.set_aside_in(form)) & {Refusal.NOT_AGREED}),
            ),
            "by": who_works_here(self.request),
            "at": at,
        }
        if given["how"] == BookForm.LIST:
            straight_in = given["books_straight_in"]
            return waiting.join_waiting_list(books_straight_in=straight_in, **asks_for)
        return places.book_place(**asks_for)

    def outcome(self, result: Any, form: Form) -> str:
        """Say what they will have."""
        name = self.student.name
        agrees = ""
        if "agreement" in form.fields:
            says_yes = isinstance(form, BookForm) and form.says_yes_to_agreement
            says_no = isinstance(form, BookForm) and form.says_no_to_agreement
            agrees = AGREES if says_yes else DOES_NOT_AGREE if says_no else NOT_AGREED
            agrees = f" {agrees}"
        if isinstance(result, Booking) or result.status == EntryStatus.BOOKED:
            return f"{name} will have {self._places_words(result)}{agrees}"
        if result.status == EntryStatus.OFFERED:
            return f"A place will be held for {name} until they answer.{agrees}"
        if self.turn:
            return f"{name} is on the waiting list already. Nothing changes.{agrees}"
        return f"{name} will be on the waiting list.{agrees}"

    def _places_words(self, booking: Booking | WaitingListEntry) -> str:
        if booking.places > 1:
            return f"two places, one for {booking.supporter_name or 'somebody who comes along'}."
        if self.turn and self.turn.places > 1:
            return "one place only. They waited for two: nobody comes along."
        return "a place."

    def why_not(self, reason: Refusal, form: Form, *, may_set_aside: bool) -> str:
        """Say it where there is one place for two, or where it is only the second that is not."""
        asks_for_two = form.cleaned_data.get("brings_supporter")
        if asks_for_two and reason == Refusal.FULL and run_desk.numbers_of(self.run).free:
            waits = "They keep their turn until two are free" if self.turn else "They can wait"
            return (
                f"Only one place is free, and they ask for two. {waits}. Or they come alone: "
                "untick “Somebody comes along”."
            )
        if asks_for_two and reason == Refusal.OTHERS_WAIT and self.turn and self.turn.places == 1:
            second = "They wait for one place, and now ask for two. Others wait for the second."
            return second if not may_set_aside else f"{second} {OR_ALL_THE_SAME}"
        return super().why_not(reason, form, may_set_aside=may_set_aside)

    def done(self, result: Any, told: Sequence[Told]) -> HttpResponseBase:
        """Keep the needs and the agreement too, and go to the run's places."""
        form = self.make_form(self.request.POST)
        if not form.is_valid():
            raise Http404
        at = timezone.now()
        current = queries.unasked(self.run, self.student, at=at).agreement_id
        if isinstance(form, BookForm) and form.says_yes_to_agreement and current is not None:
            agreements.accept_agreement(
                student=self.student,
                agreement_id=current,
                agreed=Agreed(form.cleaned_data["agreed"]),
                by=who_works_here(self.request),
                at=at,
            )
        needs = ("chosen", "own_words")
        if any(name in form.changed_data for name in needs):
            people.set_needs(
                student=self.student,
                chosen=form.cleaned_data["chosen"],
                own_words=form.cleaned_data["own_words"],
                by=who_works_here(self.request),
                at=at,
            )
        return super().done(result, told)
