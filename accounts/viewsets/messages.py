"""Staff screens for messages: read what was or will be sent, send it again, pass it on.

For the office and the managers only. Sign-in codes never appear. Every look at a message
is written down as a look at the student's record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

import django_filters
from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import View
from wagtail.admin import messages as notes
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from accounts import delivery, outbox
from accounts.enums import Channel, MessageStatus
from accounts.kinds import kind_words
from accounts.links_taken_out import without_links
from accounts.models import Message, User
from accounts.operations import students
from accounts.quiet import hours_words
from accounts.viewsets.calendar_words import calendar_words
from accounts.viewsets.screens import UuidIndexView, UuidInspectView, UuidViewSet

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

# The mail as the student's mail reader shows it: our styles, and nothing that runs or loads.
_HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)


def _kind_words(message: Message) -> str:
    return kind_words(message.kind)


def _kinds() -> list[tuple[str, str]]:
    found = Message.objects.readable().order_by("kind").values_list("kind", flat=True).distinct()
    return [(kind, kind_words(kind)) for kind in found]


class MessageFilterSet(WagtailFilterSet):
    """Ways to narrow the list of messages."""

    kind = django_filters.ChoiceFilter(choices=_kinds)
    created_at = django_filters.DateFromToRangeFilter(label="Written", widget=DateRangePickerWidget)

    class Meta:
        model = Message
        fields: ClassVar = ["status", "channel", "kind", "created_at"]


class MessageIndexView(UuidIndexView):
    """All messages that staff may read, the latest first."""

    search_fields = ["student__name"]
    filterset_class = MessageFilterSet

    @property
    def columns(self) -> list[Any]:
        """Return what was sent to whom, and whether it got there."""
        title = self._get_title_column_class(TitleColumn)
        return [
            title("kind", label="Message", accessor=_kind_words, get_url=self.get_inspect_url),
            Column("student", label="To", accessor=_who, sort_key="student__name"),
            Column("channel", label="By", accessor="get_channel_display", sort_key="channel"),
            Column("status", label="State", accessor="get_status_display", sort_key="status"),
            Column("attempt_count", label="Tries"),
            DateColumn("created_at", label="Written", sort_key="created_at"),
            DateColumn("finished_at", label="Done", sort_key="finished_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Message]:
        """Read the students with the messages, and leave the words where they are."""
        login = User.objects.filter(email=OuterRef("to_address"))
        messages = Message.objects.readable().select_related("student")
        messages = messages.annotate(login_name=Subquery(login.values("name")[:1]))
        return messages.defer("text", "html", "calendar")

    def search_queryset(self, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """Find every word in the student's name, the address or the subject."""
        for word in self.search_query.split():
            queryset = queryset.filter(
                Q(student__name__icontains=word)
                | Q(student=None, to_address__in=_addresses_of(word))
                | Q(to_address__icontains=word)
                | Q(subject__icontains=word)
            )
        return queryset


def _addresses_of(word: str) -> QuerySet[Any, Any]:
    return User.objects.filter(name__icontains=word).values("email")


def _who(message: Message) -> str:
    """Name the student, or the tutor or helper whose login has this address."""
    if message.student:
        return message.student.name
    return getattr(message, "login_name", "") or message.to_address


def _readable(uuid: object) -> Message:
    """Find one message that staff may read."""
    messages = Message.objects.readable().select_related("student")
    return get_object_or_404(messages, uuid=uuid)


def _reader(request: HttpRequest) -> User:
    # Wagtail's admin lets nobody in who is not signed in.
    return cast("User", request.user)


def _note_the_look(message: Message, request: HttpRequest, place: str) -> None:
    if message.student is not None:
        students.record_read(
            student=message.student, place=place, by=_reader(request), at=timezone.now()
        )


class MessageInspectView(UuidInspectView):
    """Shows one message with all its parts and every try to deliver it."""

    page_title = "Message"

    def get_object(self, queryset: QuerySet[Message] | None = None) -> Message:
        """Find the message; a secret one is not there."""
        del queryset
        return getattr(self, "object", None) or _readable(self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Name the kind, not the person: the title stays in the browser's history."""
        return kind_words(self.object.kind)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the message, and write down that it was looked at."""
        _note_the_look(self.object, request, "admin: message")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the parts, the tries and what can be done."""
        message, may_change = self.object, self.user_has_permission("change")
        return super().get_context_data(
            message=message,
            text=without_links(message.text),
            short=without_links(message.short),
            kind=kind_words(message.kind),
            calendar=calendar_words(message.calendar),
            attempts=message.attempts.all(),
            goes_at=delivery.waits_quietly_until(message, at=timezone.now()),
            quiet_words=hours_words(delivery.quiet_hours_of(message)),
            is_demo=settings.DEMO,
            by_email=message.channel == Channel.EMAIL,
            travels_alone=message.channel in Channel.TRAVEL_ALONE,
            can_send_again=may_change and outbox.can_send_again(message),
            can_pass_on=may_change and message.status == MessageStatus.FOR_OFFICE,
            **kwargs,
        )


class OneMessageView(PermissionCheckedMixin, View):
    """What can be done with one message beside reading it."""

    model = Message
    permission_required: str | None = "view"
    index_url_name = ""
    inspect_url_name = ""
    message: Message

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the message after asking whether this person may; a secret one is not there."""
        if self.permission_required and not self.user_has_permission(self.permission_required):
            return super().dispatch(request, *args, **kwargs)
        self.message = _readable(kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def back(self) -> HttpResponse:
        """Go back to the message."""
        return redirect(reverse(self.inspect_url_name, args=(self.message.uuid,)))


class MessageHtmlView(OneMessageView):
    """The message as the student's mail reader shows it, for a frame on its page."""

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Give the HTML part with a policy that lets nothing run or load."""
        del request
        answer = HttpResponse(without_links(self.message.html))
        answer["Content-Security-Policy"] = _HTML_POLICY
        answer["X-Frame-Options"] = "SAMEORIGIN"
        return answer


class MessageFileView(OneMessageView):
    """The mail as a file, as it was or would be sent (RFC 5322), but for the student's links."""

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Give the file, and write down that it was taken."""
        message = self.message
        if message.composed_at is None or message.channel != Channel.EMAIL:
            raise Http404
        _note_the_look(message, request, "admin: message as file")
        # Of this copy, which is not saved.
        message.text, message.html = without_links(message.text), without_links(message.html)
        built = delivery.build_mail(message).message()
        answer = HttpResponse(built.as_bytes(linesep="\r\n"), content_type="message/rfc822")
        answer["Content-Disposition"] = f'attachment; filename="{message.uuid}.eml"'
        return answer


class MessageLetterView(OneMessageView):
    """The message on paper: a letter to post, or what to say on the phone."""

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Show the page to print, and write down that it was looked at."""
        if self.message.composed_at is None:
            raise Http404
        _note_the_look(self.message, request, "admin: message on paper")
        message = self.message
        if message.channel != Channel.LETTER:
            message.text, message.html = without_links(message.text), without_links(message.html)
        context = {
            "message": message,
            "student": message.student,
            "for_paper": message.channel != Channel.EMAIL and bool(message.html),
        }
        return render(request, "accounts/admin/message_letter.html", context)


class SendAgainView(OneMessageView):
    """Queues a message once more."""

    permission_required = "change"

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Queue it, or say why not."""
        try:
            outbox.send_again(message=self.message, by=_reader(request), at=timezone.now())
        except outbox.Overtaken:
            notes.warning(request, "This is not so any more, so it was not sent again.")
        except outbox.CannotSendAgain:
            notes.warning(request, "This message is on its way already.")
        else:
            notes.success(request, "The message will be sent again in a moment.")
        return self.back()


class PassedOnView(OneMessageView):
    """Says that the office has told the student."""

    permission_required = "change"

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Write it down, and go on with the next one that waits."""
        outbox.mark_passed_on(message=self.message, by=_reader(request), at=timezone.now())
        notes.success(request, "Thank you. The message is marked as passed on.")
        waiting = f"{reverse(self.index_url_name)}?status={MessageStatus.FOR_OFFICE}"
        return redirect(waiting)


class MessageViewSet(UuidViewSet):
    """Messages, for the office."""

    model = Message
    name = "messages"
    icon = "mail"
    menu_label = "Messages"
    menu_order = 30
    menu_hook = "register_people_menu_item"
    ordering = ("-created_at", "-id")
    offered: ClassVar[frozenset[str]] = frozenset({"index", "index_results", "inspect"})
    index_view_class = MessageIndexView
    inspect_view_class = MessageInspectView
    inspect_template_name = "accounts/admin/message.html"
    inspect_view_fields: ClassVar = ["kind"]
    # Nothing of a message is typed in.
    form_fields: ClassVar[list[str]] = []
    # Names and addresses leave the college only through an operation that says so.
    list_export = ()

    def get_urlpatterns(self) -> list[Any]:
        """Add what can be done with one message."""
        views = {
            "html": MessageHtmlView,
            "file": MessageFileView,
            "letter": MessageLetterView,
            "send_again": SendAgainView,
            "passed_on": PassedOnView,
        }
        return super().get_urlpatterns() + [
            path(f"{name.replace('_', '-')}/<uuid:pk>/", self.construct_view(view), name=name)
            for name, view in views.items()
        ]
