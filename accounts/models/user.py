"""The login: one email address that can sign in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.managers import UserManager
from accounts.personal_data import BLANKED, INTERNAL, PersonalData, kept


class User(AbstractBaseUser, PermissionsMixin):
    """One login. A student may have none, one or several; see ``StudentAccess``."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="self",
        fields={
            "id": kept("other rows point at it"),
            "email": BLANKED,
            "name": BLANKED,
            "password": BLANKED,
            "is_active": kept("says that the login is closed"),
            "is_superuser": INTERNAL,
            "groups": INTERNAL,
            "user_permissions": INTERNAL,
            "last_login": BLANKED,
            "joined_at": kept("counts of new logins by month"),
        },
    )

    email = models.EmailField(
        "email address",
        error_messages={"unique": "There is already a login with this email address."},
    )
    name = models.CharField(max_length=120, blank=True, help_text="How we greet this person.")
    is_active = models.BooleanField("may sign in", default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = UserManager["User"]()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("email",)
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="user_one_login_per_address",
                violation_error_message="There is already a login with this email address.",
            ),
        )

    def __str__(self) -> str:
        """Return the name, or the address where no name is known."""
        return self.name or self.email

    def clean(self) -> None:
        """Keep the address in lower case."""
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        """Return the name shown in the admin."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the name shown where space is short."""
        return str(self)
