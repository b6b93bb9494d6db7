"""Booking a place: a question to a page, check your answers, booked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import AccessKind, Agreed, Channel, StudentKind
from accounts.operations import people
from bookings.enums import Refusal
from bookings.forms.booking import (
    NO,
    YES,
    AgeForm,
    AgreementForm,
    AreaForm,
    KindForm,
    NameForm,
    NeedsForm,
    WhoForm,
)
from bookings.forms.waiting import AskingForm, CompanyForm
from bookings.operations import agreements, places, waiting
from bookings.queries import agreements as agreement_texts
from bookings.queries import journey as runs
from bookings.queries.other_ways import other_ways, ways_instead
from bookings.views import already, private_links, wishing
from bookings.views import draft as drafts
from bookings.views.journey import STEPS, Journey

if TYPE_CHECKING:
    import datetime as dt

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from accounts.models import Student
    from accounts.permissions import SignedInRequest
    from bookings.queries.journey import RunToBook
    from courses.models import CourseRun


def _shown(request: HttpRequest, run_uuid: UUID, at: dt.datetime) -> RunToBook:
    """Return a run as it stands for whoever has not said who they are."""
    key = private_links.key_of(request, run_uuid)
    shown = runs.run_to_book(run_uuid, key=key, at=at)
    if shown is None:
        raise Http404
    return shown


def _shown_for(journey: Journey, run: CourseRun | None = None) -> RunToBook:
    """Return a run as it stands for one student, and let the journey ask what it needs."""
    shown = runs.run_to_book(
        journey.run_uuid,
        run=run,
        student=journey.student,
        kind=journey.kind,
        key=private_links.key_of(journey.request, journey.run_uuid),
        since=journey.since,
        at=journey.at,
    )
    if shown is None:
        raise Http404
    journey.run = shown.run
    return shown


def _run_for(journey: Journey) -> CourseRun:
    run = runs.run_with_history(journey.run_uuid, journey.student, since=journey.since)
    if run is None:
        raise Http404
    journey.run = run
    return run


@never_cache
@require_safe
def book_start(request: HttpRequest, run_uuid: UUID) -> HttpResponse:
    """Begin: say at once if there is no place, ask what we do not know, else show the check page.

    A returning student is at the check page with this first request.
    """
    at = timezone.now()
    if not request.user.is_authenticated:
        shown = _shown(request, run_uuid, at)
        if shown.refusal:
            return _refused(request, shown, at)
        return redirect_to_login(request.get_full_path())
    journey = Journey(cast("SignedInRequest", request), run_uuid, at)
    return _check(request, journey, _shown_for(journey), at)


def _check(
    request: HttpRequest, journey: Journey, shown: RunToBook, at: dt.datetime
) -> HttpResponse:
    """Show what will be booked, or what stands against it."""
    has_something = already.answer_for(request, journey, shown)
    if has_something is not None:
        return has_something
    waits = wishing.waits(shown)
    if shown.refusal and not waits:
        return _refused(request, shown, at, journey.student)
    step = journey.next_step()
    if step:
        journey.save()
        return redirect("bookings:book_step", run_uuid=journey.run_uuid, step=step)
    shares = journey.shares(before=shown.shared_before)
    context = {
        "shown": shown,
        "journey": journey,
        "shares": shares,
        "seen": journey.seen(shares=shares),
        "waits": waits,
        "room_beside": wishing.room_beside(shown, at=at),
        "lacks_a_second": wishing.lacks_a_second(shown, journey.draft, request.GET),
        "comes_as": StudentKind(journey.draft.comes_as).label if journey.draft.comes_as else "",
        "ways": other_ways(shown.run, at=at) if waits else None,
        **wishing.said_again(request),
    }
    return render(request, "bookings/book_check.html", context)


def _refused(
    request: HttpRequest, shown: RunToBook, at: dt.datetime, student: Student | None = None
) -> HttpResponse:
    """Say why these dates cannot be booked, and what else there is."""
    ways, beside = ways_instead(shown, student, at=at), wishing.room_beside(shown, at=at)
    context = {"shown": shown, "reason": shown.refusal, "ways": ways, "room_beside": beside}
    return render(request, "bookings/book_refused.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def book_check(request: SignedInRequest, run_uuid: UUID) -> HttpResponse:
    """Show the answers once more; on the button, book."""
    at = timezone.now()
    journey = Journey(request, run_uuid, at)
    if request.method != "POST":
        return _check(request, journey, _shown_for(journey), at)
    person = request.POST.get("person", "")
    if any(str(access.student.uuid) == person for access in journey.accesses):
        journey.choose(person)
    run = _run_for(journey)
    shares = journey.shares(before=runs.shared_before(run))
    has_hidden = already.has_hidden(journey, run)
    if has_hidden or journey.next_step() or request.POST.get("seen") != journey.seen(shares=shares):
        return _look_again(journey)
    answer, key = request.POST.get("answer", ""), private_links.key_of(request, run_uuid)
    waits = answer == wishing.WAIT
    if not waits and runs.is_plainly_full(run, at=at):
        # At once, and not with a second request: in a rush those would be a third of all.
        journey.save()
        return _check(request, journey, _shown_for(journey, run), at)
    if answer == wishing.COME_ALONE:
        journey.draft.places, journey.draft.supporter_name = 1, ""
    try:
        student = _keep_answers(request, journey, at, waits=waits)
        if waits:
            joined = wishing.join(journey, run, student, shares=shares, key=key)
            drafts.forget(request)
            return joined
        booking = places.book_place(
            run=run,
            student=student,
            places=journey.draft.places,
            supporter_name=journey.draft.supporter_name,
            shares_needs=shares,
            key=key,
            by=request.user,
            at=at,
        )
    except (places.CannotBook, waiting.CannotWait) as refused:
        return _look_again(journey, wishing.why_again(journey, refused.reason))
    drafts.forget(request)
    return redirect("bookings:booking_booked", booking_uuid=booking.uuid)


def _look_again(journey: Journey, why: str = "again") -> HttpResponse:
    """Go back to the check page, which asks what is missing or says what has changed."""
    journey.save()
    response = redirect("bookings:book_check", run_uuid=journey.run_uuid)
    if why:
        response["Location"] += f"?{why}"
    return response


def _keep_answers(
    request: SignedInRequest, journey: Journey, at: dt.datetime, *, waits: bool
) -> Student:
    """Register the student if new, and keep what changed. Nothing was kept before this."""
    draft, by = journey.draft, request.user
    student = journey.student
    facts = {
        fact: getattr(draft, fact)
        for fact in ("is_adult", "is_in_area")
        if getattr(draft, fact) is not None
    }
    comes_as = draft.comes_as
    if student is None:
        refusal = _shown_for(journey).refusal
        if refusal and not (waits and refusal in wishing.CAN_WAIT):
            raise places.CannotBook(Refusal.FULL)
        student = people.register_student(
            uuid=UUID(draft.person),
            name=draft.name,
            certificate_name=draft.certificate_name,
            **_ways_to_reach(journey),
            comes_as=comes_as or "",
            user=by,
            kind=AccessKind(draft.kind),
            **facts,
            by=by,
            at=at,
        )
    elif facts or comes_as:
        changes = facts | ({"kind": comes_as} if comes_as else {})
        people.update_details(student=student, changes=changes, by=by, at=at)
    if draft.agreement:
        agreements.accept_agreement(
            student=student,
            agreement_id=draft.agreement,
            agreed=Agreed.HELPER if journey.for_helper else Agreed.SELF,
            by=by,
            at=at,
        )
    if draft.has("needs"):
        people.set_needs(
            student=student, chosen=draft.chosen, own_words=draft.own_words, by=by, at=at
        )
    return student


def _ways_to_reach(journey: Journey) -> dict[str, Any]:
    """Say how to reach a new student: their own ways, and without any, whoever books."""
    draft, own = journey.draft, journey.request.user.email
    if not journey.for_helper or not (draft.email or draft.phone):
        return {"email": own}
    channel = Channel.EMAIL if draft.email else Channel.PHONE
    return {"email": draft.email, "phone": draft.phone, "contact_by": channel}


@dataclass(frozen=True, slots=True)
class Step:
    """One question: its form, and the answers it gives to the draft."""

    form: type[forms.Form]
    fact: str = ""
    """The name of a yes-or-no answer."""


_FORMS = {
    "who": Step(WhoForm),
    "name": Step(NameForm),
    "age": Step(AgeForm, "is_adult"),
    "area": Step(AreaForm, "is_in_area"),
    "kind": Step(KindForm),
    "needs": Step(NeedsForm),
    "company": Step(CompanyForm),
    "asking": Step(AskingForm),
    "agreement": Step(AgreementForm),
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def book_step(request: SignedInRequest, run_uuid: UUID, step: str) -> HttpResponse:
    """Ask one question; what was answered before is there again."""
    at = timezone.now()
    journey = Journey(request, run_uuid, at)
    run = _run_for(journey)
    if step == "talk":
        return _talk(request, journey)
    if step not in _FORMS or not _may_ask(journey, step):
        raise Http404
    if step in wishing.STEPS:
        form = wishing.form(step, request, journey)
    else:
        form = _form(request, journey, step, shared=runs.shared_before(run))
    if request.method == "POST" and form.is_valid():
        _answer(journey, step, form.cleaned_data)
        journey.save()
        following = journey.next_step()
        if following:
            return redirect("bookings:book_step", run_uuid=run_uuid, step=following)
        return redirect("bookings:book_check", run_uuid=run_uuid)
    back = _back(journey, step, run)
    context = {"form": form, "journey": journey, "run": run, "step": step, "back": back}
    if step == "agreement":
        context["agreement"] = agreement_texts.current_agreement()
    return render(request, f"bookings/book_{step}.html", context)


def _talk(request: SignedInRequest, journey: Journey) -> HttpResponse:
    """Say which of the college's rules stands against it, and what else there is."""
    if journey.next_step() != "talk":
        return redirect("bookings:book_check", run_uuid=journey.run_uuid)
    is_age = journey.college.asks_age and journey.known_age_is_no
    told_now = journey.draft.is_adult if is_age else journey.draft.is_in_area
    context = {"journey": journey, "is_age": is_age, "was_told_now": told_now is not None}
    return render(request, "bookings/book_talk.html", context)


def _may_ask(journey: Journey, step: str) -> bool:
    """Say whether a question belongs to this person's journey."""
    if step == "needs":
        return journey.shows_needs
    if step == "agreement":
        return getattr(journey.run, "agreement_due", None) is not None
    return step != "name" or journey.student is None


def _back(journey: Journey, step: str, run: CourseRun) -> str:
    """Return the page before: the last question, the check page, or the course."""
    given = [one for one in STEPS[: STEPS.index(step)] if journey.draft.has(one)]
    if journey.next_step() is None or (step == "needs" and journey.student):
        return reverse("bookings:book_check", args=[journey.run_uuid])
    if given:
        return reverse("bookings:book_step", args=[journey.run_uuid, given[-1]])
    return runs.page_address(run.course)


def _yes_or_no(value: bool | None) -> str:  # noqa: FBT001 -- the answer itself
    return "" if value is None else YES if value else NO


def _form(request: HttpRequest, journey: Journey, step: str, *, shared: bool) -> forms.Form:
    """Build the form of a question, with the answer given before."""
    draft, data = journey.draft, request.POST if request.method == "POST" else None
    if step == "who":
        return WhoForm(data, accesses=journey.accesses, initial={"person": draft.person})
    if step == "name":
        initial = {
            "name": draft.name,
            "certificate_name": draft.certificate_name,
            "email": draft.email,
            "phone": draft.phone,
        }
        return NameForm(data, for_helper=journey.for_helper, initial=initial)
    if step == "needs":
        return NeedsForm(data, initial=_needs_initial(journey, shared=shared))
    if step in {"kind", "agreement"}:
        given = {"comes_as": journey.kind or ""}
        of_a_rule: type[Any] = _FORMS[step].form
        return of_a_rule(data, for_helper=journey.for_helper, initial=given)
    initial = {"answer": _yes_or_no(journey.known(_FORMS[step].fact))}
    form: type[Any] = _FORMS[step].form
    college = journey.college
    return form(
        data,
        for_helper=journey.for_helper,
        area=college.area_name,
        age=college.minimum_age,
        initial=initial,
    )


def _needs_initial(journey: Journey, *, shared: bool) -> dict[str, Any]:
    draft, known = journey.draft, getattr(journey.student, "access_needs", None)
    if draft.has("needs"):
        chosen, own_words = draft.chosen, draft.own_words
    else:
        chosen, own_words = (known.chosen, known.own_words) if known else ([], "")
    before = shared if known else None
    shares = draft.shares if draft.shares is not None else before
    return {"chosen": chosen, "own_words": own_words, "shares": _yes_or_no(shares)}


def _answer(journey: Journey, step: str, given: dict[str, Any]) -> None:
    """Put the answer to one question into the draft."""
    draft = journey.draft
    if step == "who":
        journey.choose(given["person"])
        draft.answer("who")
    elif step == "name":
        given.pop("has_agreed", None)
        draft.answer("name", **given)
    elif step in wishing.STEPS:
        wishing.answer(draft, step, given)
    elif step == "kind":
        draft.answer("kind", comes_as=given["comes_as"] or StudentKind.NOT_SAID.value)
    elif step == "agreement":
        draft.answer("agreement", agreement=getattr(journey.run, "agreement_due", None))
    elif step == "needs":
        shares = given["shares"] == YES if given["shares"] else None
        draft.answer("needs", **(given | {"shares": shares}))
    else:
        draft.answer(step, **{_FORMS[step].fact: given["answer"] == YES})
