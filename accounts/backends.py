"""Finds the signed-in person for every request."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef

from accounts.models import User


class CollegeBackend(ModelBackend):
    """Brings along with the login what the frame of every page asks for: tutor, and any role."""

    def get_user(self, user_id: int) -> User | None:
        """Return the login, unless it has been closed."""
        roles = User.groups.through.objects.filter(user_id=OuterRef("pk"))
        found = User.objects.filter(pk=user_id).select_related("tutor")
        user = found.annotate(holds_a_role=Exists(roles)).first()
        return user if user and self.user_can_authenticate(user) else None
