"""Making users who sign in with an email address."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager

Login = TypeVar("Login", bound=AbstractBaseUser)


class UserManager(BaseUserManager[Login]):
    """Creates logins; the address is kept in lower case so that it is found however typed."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Login:
        """Make a login. Without a password the person signs in by emailed code."""
        if not email:
            msg = "A login needs an email address."
            raise ValueError(msg)
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Login:
        """Make the login of someone who may do everything, for setting a college up."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> Login:
        """Find a login by its address, in whatever case it was typed."""
        return self.get(email=(username or "").strip().lower())
