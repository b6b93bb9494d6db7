"""Somebody's own settings in the admin, for people with one name and no password."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
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


class OwnAccountView(account.AccountView):
    """Wagtail's page about oneself, with our panel for the name."""

    def get_panels(self) -> list[Any]:
        """Put our panel where Wagtail asks for two names that our logins do not have."""
        request = self.request
        stock = [
            one
            for one in super().get_panels()
            if not isinstance(one, account.NameEmailSettingsPanel)
        ]
        profile = stock[0].profile
        return [OwnNamePanel(request, request.user, profile), *stock]
