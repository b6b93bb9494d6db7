"""The office's steps with one place, or with one turn on a waiting list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages

from accounts.viewsets.screens import who_works_here
from bookings.enums import BookingStatus, EntryStatus
from bookings.forms.desk import (
    BasisForm,
    MoveInListForm,
    MoveToRunForm,
    OverrideForm,
    SupporterForm,
)
from bookings.models import Booking, Offer, WaitingListEntry
from bookings.operations import moving, places, waiting
from bookings.queries import bookable, run_desk
from bookings.queries.freed import why_offered_to_nobody
from bookings.queries.journey import clashes_with
from bookings.queries.telling import freed_words, told_words
from bookings.viewsets.already import place_is_so, turn_is_so
from bookings.viewsets.desk import StepView, basis_of, found_run, overrides_of
from home.queries.wording import moment_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.forms import Form
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from accounts.models import Student, User
    from bookings.queries.journey import Clash
    from bookings.queries.telling import Told
    from courses.models import CourseRun


class ChosenStepView(StepView):
    """A step that an address names; each is a class of its own."""

    student: Student
    says: ClassVar[str] = ""
    """What becomes of the student, whose name fills the gap."""

    def outcome(self, result: Any, form: Form) -> str:
        """Say what becomes of the student."""
        del result, form
        return self.says.format(self.student.name)

    @property
    def by(self) -> User:
        """Return who does it."""
        return who_works_here(self.request)


class BookingStepView(ChosenStepView):
    """A step with somebody's place."""

    form_class: ClassVar[type[Form]] = BasisForm
    status: ClassVar[BookingStatus] = BookingStatus.CONFIRMED
    booking: Booking

    def find(self, **kwargs: Any) -> None:
        """Load the place, if there is something left to do with it."""
        known = Booking.objects.select_related("student", "run")
        self.booking = get_object_or_404(known, uuid=kwargs["booking_uuid"])
        if self.booking.status != self.status:
            raise place_is_so(self.booking)
        self.run = found_run(self.booking.run.uuid)
        self.booking.run, self.student = self.run, self.booking.student

    def is_about(self) -> str:
        """Name the student and the dates."""
        return f"{self.booking.student}: {self.run}"


class CancelView(BookingStepView):
    """Gives up a student's place, as they asked."""

    page_title = "Give up the place"
    button = "Yes, give up the place"
    is_serious = True
    explains = "The place goes to the next person on the list, or to whoever books it."
    refusals = (places.CannotCancel,)

    def act(self, form: Form, *, at: dt.datetime) -> object:
        """Cancel the booking."""
        return places.cancel_booking(booking=self.booking, basis=basis_of(form), by=self.by, at=at)

    def outcome(self, result: Any, form: Form) -> str:
        """Say what becomes of the place."""
        del result, form
        why = why_offered_to_nobody(self.run, places=self.booking.places, at=timezone.now())
        return freed_words(self.booking.student.name, self.told, otherwise=why)

    def done(self, result: Any, told: Sequence[Told]) -> HttpResponseBase:
        """Go back, and offer the way back while nobody else has been offered the place."""
        del result
        buttons = []
        if run_desk.numbers_of(self.run).free >= self.booking.places:
            undo = reverse("places_booking", args=(self.booking.uuid, "take-back"))
            buttons.append(messages.button(undo, "Take it back"))
        messages.success(self.request, f"Done. {told_words(told)}", buttons=buttons)
        return redirect(self.back)


class TakeBackView(BookingStepView):
    """Gives back a place that was given up, while nobody else has been offered it."""

    page_title = "Take it back"
    button = "Yes, give the place back"
    says = "{} will have the place again."
    explains = "The student has their place again, on every date still to come."
    form_class = OverrideForm
    refusals = (places.CannotBook,)
    status = BookingStatus.CANCELLED

    def clashes(self, form: Form | None) -> Sequence[Clash]:
        """Say what they have booked since."""
        del form
        return clashes_with(self.run, self.booking.student, at=timezone.now())

    def act(self, form: Form, *, at: dt.datetime) -> object:
        """Book the place again."""
        return places.take_back_place(
            booking=self.booking,
            overrides=overrides_of(form),
            basis=basis_of(form),
            by=self.by,
            at=at,
        )


class SwapView(BookingStepView):
    """Frees a place and puts its student at the end of the list."""

    page_title = "Back to the list"
    button = "Yes, put them on the list"
    says = "{} gives the place up, and waits at the end of the list."
    explains = "The place is freed for whoever waits, and the student waits at the end of the list."
    refusals = (places.CannotBook, moving.NobodyWaits)

    def outcome(self, result: Any, form: Form) -> str:
        """Say so where they go first on the course, and are offered it once more."""
        if result.status == EntryStatus.OFFERED:
            return f"{self.student} goes first here: the place is offered to them again at once."
        return super().outcome(result, form)

    def act(self, form: Form, *, at: dt.datetime) -> object:
        """Swap the place for a turn on the list."""
        return moving.swap_to_list(booking=self.booking, basis=basis_of(form), by=self.by, at=at)


class SupporterView(BookingStepView):
    """Lets somebody come along."""

    page_title = "Add a supporter"
    button = "Yes, add a supporter"
    says = "{} will have two places."
    explains = "A supporter takes a place too."
    form_class = SupporterForm
    refusals = (places.CannotBook,)

    def act(self, form: Form, *, at: dt.datetime) -> object:
        """Take the second place."""
        return places.bring_supporter(
            booking=self.booking,
            supporter_name=form.cleaned_data["supporter_name"],
            overrides=overrides_of(form),
            basis=basis_of(form),
            by=self.by,
            at=at,
        )


class AloneView(BookingStepView):
    """Frees the supporter's place."""

    page_title = "Comes alone"
    button = "Yes, free the second place"
    says = "{} keeps one place. The second one is freed."
    explains = "The student keeps their own place; the supporter's goes to the next person."
    refusals = (places.CannotBook,)

    def act(self, form: Form, *, at: dt.datetime) -> object:
        """Free the second place."""
        return places.come_alone(booking=self.booking, basis=basis_of(form), by=self.by, at=at)


class MoveView(BookingStepView):
    """Moves a place to other dates of the same course, or to another course."""

    page_title = "Other dates"
    button = "Yes, move them"
    explains = "They keep the place they have unless the new one is theirs."
    refusals = (places.CannotBook,)

    def make_form(self, data: Any = None, **more: Any) -> Form:
        """Offer the runs that can be booked, those of the same course first."""
        runs = bookable.runs_to_book(without=self.run, course_first=self.run.course_id)
        words = {run.pk: bookable.run_in_a_line(run) for run in runs}
        return MoveToRunForm(data, runs=runs, words=words, **more)

    def act(self, form: Form, *, at: dt.datetime) -> object:
        """Move the booking."""
        return moving.move_to_run(
            booking=self.booking,
            run=form.cleaned_data["run"],
            overrides=overrides_of(form),
            key=form.cleaned_data["run"].private_key or "",
            basis=basis_of(form),
            by=self.by,
            at=at,
        )

    def outcome(self, result: Any, form: Form) -> str:
        """Say from where to where."""
        del result
        return f"From {self.run} to {form.cleaned_data['run']}."

    def clashes(self, form: Form | None) -> Sequence[Clash]:
        """Say what they have besides, once other dates are chosen."""
        if form is None:
            return ()
        run, student = self.dates_wanted(form), self.booking.student
        return clashes_with(run, student, besides=self.booking, at=timezone.now())

    def dates_wanted(self, form: Form) -> CourseRun:
        """Return the other dates."""
        run: CourseRun = form.cleaned_data["run"]
        return run


class EntryStepView(ChosenStepView):
    """A step with somebody's turn on a list."""

    form_class: ClassVar[type[Form]] = BasisForm
    entry: WaitingListEntry

    def find(self, **kwargs: Any) -> None:
        """Load the entry that still waits."""
        known = WaitingListEntry.objects.select_related("student", "run", "instead_of")
        self.entry = get_object_or_404(known, uuid=kwargs["entry_uuid"])
        if not self.entry.is_live:
            raise turn_is_so(self.entry)
        self.run = found_run(self.entry.run.uuid)
        self.entry.run, self.student = self.run, self.entry.student

    def is_about(self) -> str:
        """Name the student and the dates."""
        return f"{self.entry.student}: {self.run}"


class OffTheListView(EntryStepView):
    """Takes somebody off the list, as they asked."""

    page_title = "Take off the list"
    button = "Yes, take them off"
    says = "{} will be off the waiting list."
    is_serious = True
    explains = "What was offered to them goes to the next person."
    refusals = (waiting.CannotMove,)

    def act(self, form: Form, *, at: dt.datetime) -> object:
        """Let them leave."""
        return waiting.leave_waiting_list(entry=self.entry, basis=basis_of(form), by=self.by, at=at)


class MoveInListView(EntryStepView):
    """Moves somebody up or down, with a reason that stays."""

    page_title = "Move in the list"
    button = "Yes, move them"
    explains = "Only for a good reason: people trust that the list is kept in order."
    refusals = (waiting.CannotMove,)

    def make_form(self, data: Any = None, **more: Any) -> Form:
        """Ask for a place among those who wait."""
        del more
        last = sum(bool(row.position) for row in run_desk.waiting_rows(self.run))
        asked = self.request.GET.get("place", "")
        initial = {"place": asked} if asked.isdecimal() and len(asked) < 4 else {}  # noqa: PLR2004 -- no list is longer
        return MoveInListForm(data, last=max(last, 1), initial=initial)

    def act(self, form: Form, *, at: dt.datetime) -> object:
        """Move them."""
        return waiting.move_in_list(
            entry=self.entry,
            place=form.cleaned_data["place"],
            reason=form.cleaned_data["reason"],
            by=self.by,
            at=at,
        )

    def outcome(self, result: Any, form: Form) -> str:
        """Say where they will stand."""
        del result
        return f"{self.entry.student} will stand at place {form.cleaned_data['place']}."


class AnswerView(EntryStepView):
    """Writes down what somebody says to an offer."""

    refusals = (waiting.CannotAnswer,)
    offer: Offer

    def find(self, **kwargs: Any) -> None:
        """Load the open offer too."""
        super().find(**kwargs)
        offer = self.entry.offers.open().first()
        if offer is None:
            raise turn_is_so(self.entry)
        self.offer = offer
        self.offer.entry = self.entry

    def get_page_subtitle(self) -> str:
        """Say until when the place is held."""
        return f"the place is held until {moment_words(self.offer.answer_by)}"


class YesView(AnswerView):
    """They want the place."""

    page_title = "Says yes please"
    button = "Yes, book it"
    says = "{} will have a place."
    form_class = OverrideForm

    def clashes(self, form: Form | None) -> Sequence[Clash]:
        """Say what they have besides the place they would leave for this one."""
        del form
        besides = self.entry.instead_of
        return clashes_with(self.run, self.entry.student, besides=besides, at=timezone.now())

    def act(self, form: Form, *, at: dt.datetime) -> object:
        """Accept the offer."""
        return waiting.accept_offer(
            offer=self.offer,
            overrides=overrides_of(form),
            basis=basis_of(form),
            by=self.by,
            at=at,
        )


class NoView(AnswerView):
    """They do not want it this time."""

    page_title = "Says not this time"
    button = "Yes, pass it on"
    says = "{} lets this place go."
    explains = "The place goes to the next person. They go first when the course runs again."

    def act(self, form: Form, *, at: dt.datetime) -> object:
        """Decline the offer."""
        return waiting.decline_offer(offer=self.offer, basis=basis_of(form), by=self.by, at=at)


BOOKING_STEPS: dict[str, type[BookingStepView]] = {
    "cancel": CancelView,
    "take-back": TakeBackView,
    "swap": SwapView,
    "supporter": SupporterView,
    "alone": AloneView,
    "move": MoveView,
}
ENTRY_STEPS: dict[str, type[EntryStepView]] = {
    "off": OffTheListView,
    "move": MoveInListView,
    "yes": YesView,
    "no": NoView,
}


def booking_step(request: HttpRequest, step: str, **kwargs: Any) -> HttpResponseBase:
    """Show the named step with a place."""
    if step not in BOOKING_STEPS:
        raise Http404
    return BOOKING_STEPS[step].as_view()(request, **kwargs)


def entry_step(request: HttpRequest, step: str, **kwargs: Any) -> HttpResponseBase:
    """Show the named step with a turn on a list."""
    if step not in ENTRY_STEPS:
        raise Http404
    return ENTRY_STEPS[step].as_view()(request, **kwargs)
