"""Somebody's own settings in the admin, for people with one name and no password."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from wagtail.admin.forms.account import ThemePreferencesForm
from wagtail.admin.views import account

from accounts.models import User


class OwnNameForm(forms.ModelForm):
    """How we greet this person. The address is changed by whoever looks after logins."""

    class Meta:
        model = User
        fields: ClassVar = ["name"]
        labels: ClassVar = {"name": "Your name"}


class OwnNamePanel(account.BaseSettingsPanel):
    """The name, in place of Wagtail's first and last one."""

    name = "name"
    title = "Name"
    order = 100
    form_class = OwnNameForm


class LookForm(ThemePreferencesForm):
    """Light or dark, and the keyboard shortcuts."""

    class Meta(ThemePreferencesForm.Meta):
        help_texts: ClassVar = {
            "keyboard_shortcuts": "Work with single keys; press ? to see which."
        }


class LookPanel(account.ThemeSettingsPanel):
    """How the staff screens look to this person."""

    form_class = LookForm


class OwnAccountView(account.AccountView):
    """Wagtail's page about oneself, with our panels for the name and the look."""

    def get_panels(self) -> list[Any]:
        """Put our panels in the place of two of Wagtail's; our logins have one name."""
        request = self.request
        ours = (account.NameEmailSettingsPanel, account.ThemeSettingsPanel)
        stock = [one for one in super().get_panels() if not isinstance(one, ours)]
        profile = stock[0].profile
        return [
            OwnNamePanel(request, request.user, profile),
            LookPanel(request, request.user, profile),
            *stock,
        ]
