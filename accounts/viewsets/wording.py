"""Every kind of message for the office: what it looks like, and the college's own words for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin import messages as notes

from accounts.discretion import in_mail
from accounts.enums import Channel
from accounts.forms.wording import WordingForm
from accounts.kinds import Kind, kind_named, kinds
from accounts.models import Message, MessageWording, Student
from accounts.operations import wording as wording_operations
from accounts.viewsets.passing_on import HandView
from accounts.viewsets.screens import who_works_here
from accounts.wording import OUR_READING_AGE, Wording, reading_age, wording_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from accounts.composing import Parts

_MAY_REWORD = "accounts.change_messagewording"


@dataclass(frozen=True, slots=True)
class Preview:
    """One kind as each channel carries it."""

    mail: Parts
    paper: Parts
    short: str
    discreet: Parts
    """For a student who wants nobody to see what it is about."""


def preview_of(kind: Kind, wording: Wording) -> Preview:
    """Compose one kind with invented facts, for each channel."""
    mail, paper = (kind.sample(_message(kind, channel), wording) for channel in _CHANNELS)
    hidden = _message(kind, Channel.EMAIL, is_discreet=True)
    composed, words = kind.sample(hidden, wording), in_mail(hidden.student)
    discreet = replace(composed, subject=words.subject(composed.subject), sender_name=words.sender)
    return Preview(mail, paper, mail.short, discreet)


_CHANNELS = (Channel.EMAIL, Channel.LETTER)


def _message(kind: Kind, channel: Channel, *, is_discreet: bool = False) -> Message:
    """Make a message to nobody, which is never kept."""
    student = Student(
        name="Sam Taylor",
        email="sam@example.org",
        phone="01632 960 000",
        is_discreet=is_discreet,
    )
    return Message(kind=kind.name, student=student, channel=channel, composed_at=timezone.now())


class WordingListView(HandView):
    """Lists every kind of message."""

    template_name = "accounts/admin/wording_list.html"
    page_title = "Wording of messages"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say of each kind when it is sent, and if the college has its own words for it."""
        own = set(MessageWording.objects.values_list("kind", flat=True))
        rows = [(kind, kind.name in own) for kind in kinds()]
        return super().get_context_data(rows=rows, **kwargs)


class WordingView(HandView):
    """Shows one kind of message, and changes its words."""

    template_name = "accounts/admin/wording.html"
    page_title = "Wording of a message"
    may_change_permission = _MAY_REWORD
    kind: Kind

    def find(self, **kwargs: Any) -> None:
        """Find the kind."""
        kind = kind_named(kwargs["kind"])
        if kind is None:
            raise Http404
        self.kind = kind

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show what the new words would look like, or keep them."""
        del args, kwargs
        if not self.kind.is_editable:
            raise Http404
        form = WordingForm(request.POST, kind=self.kind)
        if not form.is_valid() or request.POST.get("step") != "keep":
            return self.render_to_response(self.get_context_data(form=form))
        wording_operations.set_wording(
            kind=self.kind,
            subject=form.cleaned_data.get("subject", ""),
            opening=form.cleaned_data["opening"],
            short=form.cleaned_data.get("short", ""),
            by=who_works_here(request),
            at=timezone.now(),
        )
        notes.success(request, "We have kept these words. Messages use them from now on.")
        if is_hard := _is_hard(form.cleaned_data["opening"]):
            notes.warning(request, is_hard)
        return redirect("reach_wording_kind", kind=self.kind.name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form and the message as it looks now, or would."""
        kwargs.pop("kind", None)
        now = wording_of(self.kind.name)
        form = kwargs.pop("form", None)
        shown, is_new = now, False
        if form is not None and form.is_valid():
            given = form.cleaned_data
            texts = (given.get("subject", ""), given["opening"], given.get("short", ""))
            shown, is_new = Wording(*texts), True
        elif form is None:
            initial = {"subject": now.subject, "opening": now.opening, "short": now.short}
            form = WordingForm(initial=initial, kind=self.kind)
        return super().get_context_data(
            kind=self.kind,
            form=form,
            is_new=is_new,
            is_hard=_is_hard(shown.opening),
            preview=preview_of(self.kind, shown),
            **kwargs,
        )


def _is_hard(text: str) -> str:
    """Say so where a text is hard to read, and what helps."""
    age = reading_age(text)
    if age <= OUR_READING_AGE:
        return ""
    return (
        f"How it begins is written for people of {age} and older. Our messages are for "
        f"{OUR_READING_AGE}. Shorter sentences and shorter words help."
    )
