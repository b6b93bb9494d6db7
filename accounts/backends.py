"""Finds the signed-in person for every request."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from accounts.models import User


class CollegeBackend(ModelBackend):
    """Brings the tutor along with the login: the frame of every page asks for it."""

    def get_user(self, user_id: int) -> User | None:
        """Return the login, unless it has been closed."""
        user = User.objects.select_related("tutor").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
