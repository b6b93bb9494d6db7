"""Forms of the staff screens about logins and students."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from wagtail.admin.forms.models import WagtailAdminModelForm

from accounts.enums import Role
from accounts.models import Student, User
from accounts.phones import MOBILE_WORDS, can_be_texted, given_number


class LoginForm(WagtailAdminModelForm):
    """One login: an address, a name, and the roles it holds. There are no passwords."""

    class Meta:
        model = User
        fields = ("email", "name", "groups", "is_active", "is_superuser")
        labels = {"groups": "Roles in this admin", "is_superuser": "May do everything"}
        help_texts = {
            "email": "A code to sign in with is sent here.",
            "groups": "None: this person does not use the admin. Students and tutors need no role.",
            "is_active": "Take the tick away to close this login. Nothing else is lost.",
            "is_superuser": "For the person who sets the college up. Not needed for daily work.",
        }
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = self.fields["groups"]
        assert isinstance(groups, forms.ModelMultipleChoiceField)  # noqa: S101 -- tells mypy
        groups.queryset = Group.objects.order_by("name")
        # Nobody gives away more than they hold, and nobody locks themselves out.
        if not (self.for_user and self.for_user.is_superuser):
            groups.queryset = groups.queryset.filter(name__in=Role.GROUPS.values())
            del self.fields["is_superuser"]
        if editing_self:
            for name in {"is_active", "is_superuser", "groups"} & self.fields.keys():
                del self.fields[name]

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 -- Django's signature
        """Keep the roles that this editor may not see, and give a new login no password."""
        hidden = []
        if "groups" in self.fields and self.instance.pk:
            seen = getattr(self.fields["groups"], "queryset", Group.objects.none())
            hidden = list(self.instance.groups.exclude(pk__in=seen))
        if not self.instance.pk:
            self.instance.set_unusable_password()
        user: User = super().save(commit=commit)
        if commit and hidden:
            user.groups.add(*hidden)
        return user


_OF_AN_ADDRESS = (
    "May be empty, or shared with someone. While it stands here, dates that were sent to its "
    "calendar stay right there, however they like to hear from us. Taking it out, or changing it, "
    "sends nothing to the old one: tell them to take the dates out of that calendar themselves."
)


class StudentForm(WagtailAdminModelForm):
    """A student as the office knows them. An email address is never needed."""

    class Meta:
        model = Student
        fields = (
            "name",
            "certificate_name",
            "pronouns",
            "email",
            "phone",
            "postal_address",
            "contact_by",
            "may_text",
            "may_leave_message",
            "quiet_from",
            "quiet_until",
            "is_discreet",
            "names_us_in_calendar",
            "names_us_in_mail",
            "names_us_in_texts",
            "news_agreed",
            "is_adult",
            "is_in_area",
            "kind",
        )
        widgets = {"postal_address": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.email:
            self.fields["email"].help_text = _OF_AN_ADDRESS
        if self.instance.email and not self.instance.email_works:
            self.fields["email_works_again"] = forms.BooleanField(
                label="This email address works again",
                help_text="Our mail to it came back. A new address needs no tick.",
                required=False,
            )

        if self.instance.number_is_refused:
            self.fields["texts_work_again"] = forms.BooleanField(
                label="Texts reach this phone number again",
                help_text="A text to it was refused for good. A new number needs no tick.",
                required=False,
            )

    def clean_phone(self) -> str:
        """Keep the number as it was typed, if somebody can ring it."""
        return given_number(self)

    def clean(self) -> dict[str, Any]:
        """Make sure that the chosen way of hearing from us can work."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        needed = {
            "EMAIL": ("email", "Write an email address, or choose another way below."),
            "TEXT": ("phone", "Write a phone number, or choose another way below."),
            "PHONE": ("phone", "Write a phone number, or choose another way below."),
            "LETTER": ("postal_address", "Write a postal address, or choose another way below."),
        }
        way = cleaned.get("contact_by")
        if way in needed:
            field, sentence = needed[way]
            if not cleaned.get(field) and field not in self.errors:
                self.add_error(field, sentence)
        number = cleaned.get("phone")
        if way == "TEXT" and number and not can_be_texted(number):
            self.add_error("phone", f"{MOBILE_WORDS}.")
        if way == "TEXT" and not cleaned.get("may_text"):
            self.add_error("may_text", "Ask if it is safe to text, or choose another way above.")
        start, end = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if (start is None) != (end is None) and not {"quiet_from", "quiet_until"} & set(
            self.errors
        ):
            missing = "quiet_from" if start is None else "quiet_until"
            self.add_error(missing, "Write both times, or none.")
        if cleaned.get("email_works_again"):
            self.instance.refused_email = ""
        if cleaned.get("texts_work_again"):
            self.instance.refused_phone = ""
        return cleaned
