"""Finds the signed-in person for every request."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.db.models import BigIntegerField, Exists, OuterRef

from accounts.kept_queries import Given, KeptQuery
from accounts.models import User

_SIGNED_IN = KeptQuery(
    lambda: (
        User.objects.filter(pk=Given("pk", BigIntegerField()))
        .select_related("tutor")
        .annotate(
            holds_a_role=Exists(User.groups.through.objects.filter(user_id=OuterRef("pk"))),
        )
    )
)


class CollegeBackend(ModelBackend):
    """Brings along with the login what the frame of every page asks for: tutor, and any role."""

    def get_user(self, user_id: int) -> User | None:
        """Return the login, unless it has been closed."""
        user = _SIGNED_IN.first(pk=user_id)
        return user if user and self.user_can_authenticate(user) else None
