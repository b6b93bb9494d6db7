"""The office's page of one run's places, and what its steps share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from accounts.permissions import is_coordinator
from accounts.viewsets.screens import OfficeScreen, who_works_here
from bookings.enums import Refusal
from bookings.forms.desk import CapacityForm, MomentForm, OverrideForm
from bookings.operations import rehearsal, run_changes
from bookings.operations.ruling import has_more_to_come
from bookings.operations.wishes import Basis
from bookings.queries import run_desk, telling, waiting_history
from bookings.queries.bookable import state_words
from bookings.queries.head_counts import counts_by_session
from bookings.queries.rules import can_be_set_aside
from bookings.viewsets.already import DoneAlreadyError
from bookings.viewsets.refusals import sentence
from courses.enums import RunStatus
from courses.models import CourseRun
from courses.queries import dates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from bookings.models import HeadCount
    from bookings.queries.journey import Clash
    from bookings.queries.telling import Told
    from courses.models import CourseSession


class DeskView(OfficeScreen):
    """A screen for the office alone."""

    header_icon = "group"

    def may_open(self, request: HttpRequest) -> bool:
        """Let in coordinators, unless a screen says otherwise."""
        return is_coordinator(who_works_here(request))


def found_run(run_uuid: UUID) -> CourseRun:
    """Return the run of an address, with what every screen says of it."""
    runs = CourseRun.objects.select_related("course", "term", "venue").prefetch_related("sessions")
    return get_object_or_404(runs, uuid=run_uuid)


def places_address(run: CourseRun) -> str:
    """Return the address of a run's places."""
    return reverse("places_run", args=(run.uuid,))


class PlacesView(DeskView):
    """Shows one run's places, list and history; managers look, the office acts."""

    template_name = "bookings/admin/places.html"
    page_title = "Places"
    run: CourseRun

    def may_open(self, request: HttpRequest) -> bool:
        """Let in whoever may see bookings."""
        return who_works_here(request).has_perm("bookings.view_booking")

    def find(self, **kwargs: Any) -> None:
        """Load the run."""
        self.run = found_run(kwargs["run_uuid"])

    def get_page_subtitle(self) -> str:
        """Say which run."""
        return str(self.run)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Lead to what can be done with the whole run."""
        if not self.may_act:
            return []
        book = HeaderButton(
            "Book a student",
            url=reverse("places_find", args=(self.run.uuid,)),
            icon_name="plus",
        )
        return [
            *([] if self.run.is_drop_in else [book]),
            HeaderButton(
                "Change how many places",
                url=reverse("places_capacity", args=(self.run.uuid,)),
                icon_name="edit",
            ),
            HeaderButton(
                "Write to the students",
                url=reverse("bookings:write_to_group", args=(self.run.uuid,)),
                icon_name="mail",
            ),
            HeaderButton("The run itself", url=reverse("runs:edit", args=(self.run.pk,))),
        ]

    @property
    def head_counts(self) -> Sequence[tuple[CourseSession, HeadCount | None]]:
        """Return how many came to each session, where nobody books."""
        is_drop_in = self.run.is_drop_in
        return counts_by_session(self.run, at=timezone.now()) if is_drop_in else ()

    @property
    def may_act(self) -> bool:
        """Say whether buttons are shown."""
        is_over = self.run.status == RunStatus.CANCELLED
        return is_coordinator(who_works_here(self.request)) and not is_over

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the run's desk, and the list of another moment if one was asked for."""
        asked = "then" in self.request.GET
        moment_form = MomentForm(self.request.GET if asked else None)
        past = None
        moment = None
        if asked and moment_form.is_valid():
            moment = moment_form.cleaned_data["then"]
            past = waiting_history.order_at(self.run, moment)
        return super().get_context_data(
            run=self.run,
            when=dates.run_words(self.run.sessions.all()),
            stands=state_words(self.run, at=timezone.now()),
            desk=run_desk.run_desk(self.run, at=timezone.now()),
            head_counts=self.head_counts,
            may_act=self.may_act,
            moment_form=moment_form,
            moment=moment,
            past=past,
            **kwargs,
        )


class StepView(DeskView):
    """A change in two steps: what is asked, then who will be told; it is done after that.

    The second step is a rehearsal of the real thing, so it says exactly what would happen.
    """

    template_name = "bookings/admin/step.html"
    form_class: ClassVar[type[Form]]
    explains: ClassVar[str] = ""
    button: ClassVar[str] = "Do it"
    is_serious: ClassVar[bool] = False
    # What the operation raises, with the sentence to show.
    refusals: ClassVar[tuple[type[Exception], ...]] = ()
    run: CourseRun
    told: Sequence[Told] = ()
    """Who would be told, once it has been rehearsed."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say kindly that there is nothing to do, such as at the second press of a button."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except DoneAlreadyError as done:
            messages.info(request, str(done))
            return redirect(places_address(done.run) if done.run else self.back)

    def act(self, form: Form, *, at: dt.datetime) -> object:
        """Call the one operation."""
        raise NotImplementedError

    def is_about(self) -> str:
        """Say whom or what this changes."""
        return str(self.run)

    def outcome(self, result: Any, form: Form) -> str:
        """Say what the step leads to, besides who is told."""
        del result, form
        return ""

    def clashes(self, form: Form | None) -> Sequence[Clash]:
        """Return what else the student has a place on at these times; it forbids nothing.

        The form is there once it has been filled in.
        """
        del form
        return ()

    def dates_wanted(self, form: Form) -> CourseRun:
        """Return the run whose rules may stand against it."""
        del form
        return self.run

    @property
    def back(self) -> str:
        """Return where the step came from."""
        return places_address(self.run)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to where the step came from."""
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [*items[:-1], {"url": self.back, "label": self.back_label}, items[-1]]

    back_label: ClassVar[str] = "Places"

    def make_form(self, data: Any = None, **more: Any) -> Form:
        """Return the form, filled in or not."""
        return self.form_class(data, **more)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the template what is asked and where it came from."""
        given: dict[str, Any] = {"problem": "", "rehearsed": None, "outcome": "", "set_aside": ""}
        if "form" not in kwargs:
            given["form"] = self.make_form()
        given |= {
            "explains": self.explains,
            "button": self.button,
            "is_serious": self.is_serious,
            "back": self.back,
            "about": self.is_about(),
            "clashes": self.clashes(None),
        }
        return super().get_context_data(**(given | kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show what would happen, or do it."""
        del args, kwargs
        form = self.make_form(request.POST)
        step = request.POST.get("step")
        if step == "change" or not form.is_valid():
            return self.show(form=form)
        at = timezone.now()
        try:
            if step == "do":
                mark = telling.newest_message()
                result = self.act(form, at=at)
                return self.done(result, telling.told_since(mark, at=at))
            rehearsed = rehearsal.rehearse(lambda: self.act(form, at=at), at=at)
        except self.refusals as error:
            return self.refused(form, error)
        self.told = rehearsed.told
        outcome = self.outcome(rehearsed.result, form)
        aside = run_desk.set_aside_words(self.set_aside_in(form))
        return self.show(
            form=form,
            rehearsed=rehearsed,
            outcome=outcome,
            set_aside=aside,
            clashes=self.clashes(form),
        )

    def set_aside_in(self, form: Form) -> Sequence[str]:
        """Return the rules that are set aside for the reason in the note."""
        chosen: Sequence[str] = form.cleaned_data.get("set_aside", ())
        return chosen

    def refused(self, form: Form, error: Exception) -> HttpResponseBase:
        """Show the form again with the reason, and what was typed.

        Offer to set the rule aside, where it is one that people may decide about.
        """
        reason: Refusal | None = getattr(error, "reason", None)
        if reason is None:
            return self.show(form=form, problem=str(error))
        wanted = self.dates_wanted(form)
        may = (
            isinstance(form, OverrideForm)
            and can_be_set_aside(reason, wanted)
            and has_more_to_come(wanted.sessions.all(), timezone.now())
        )
        problem = self.why_not(reason, form, may_set_aside=may)
        if may:
            form = self.make_form(form.data, stands_against=[reason])
        return self.show(form=form, problem=problem)

    def why_not(self, reason: Refusal, form: Form, *, may_set_aside: bool) -> str:
        """Say why it cannot be done, in a sentence for the office."""
        del form
        return sentence(reason, may_set_aside=may_set_aside)

    def show(self, **context: Any) -> HttpResponseBase:
        """Draw the page."""
        return self.render_to_response(self.get_context_data(**context))

    def done(self, result: Any, told: Sequence[Told]) -> HttpResponseBase:
        """Go back, and say how many are being told."""
        del result
        messages.success(self.request, f"Done. {telling.told_words(told)}")
        return redirect(self.back)


def basis_of(form: Form, *, told: Mapping[str, object] | None = None) -> Basis:
    """Return on what basis something is done for a student, and what they said of themselves."""
    given = form.cleaned_data
    return Basis(agreed=given["agreed"], note=given["note"].strip(), told=told or {})


def overrides_of(form: Form) -> frozenset[Refusal]:
    """Return the rules that whoever works here sets aside, for the reason in the note."""
    return frozenset(Refusal(one) for one in form.cleaned_data["set_aside"])


class CapacityView(StepView):
    """Gives a run more places or fewer."""

    page_title = "Change how many places"
    form_class = CapacityForm
    explains = "New places go to those who wait, in order. People who have a place keep it."
    button = "Yes, change the places"
    refusals = (run_changes.CannotChangeCapacity,)

    def find(self, **kwargs: Any) -> None:
        """Load the run."""
        self.run = found_run(kwargs["run_uuid"])

    def make_form(self, data: Any = None, **more: Any) -> Form:
        """Start with the places there are."""
        del more
        return CapacityForm(data, initial={"capacity": self.run.capacity})

    def act(self, form: Form, *, at: dt.datetime) -> object:
        """Change the capacity."""
        return run_changes.change_capacity(
            run=self.run,
            capacity=form.cleaned_data["capacity"],
            by=who_works_here(self.request),
            at=at,
        )

    def outcome(self, result: Any, form: Form) -> str:
        """Say how many there will be."""
        del result
        after = form.cleaned_data["capacity"]
        if after == self.run.capacity:
            return "That is how many places there are already, so nothing changes."
        return f"There will be {after} places instead of {self.run.capacity}."
