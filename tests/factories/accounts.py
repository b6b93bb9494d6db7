"""People and messages for tests."""

from __future__ import annotations

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from accounts.models import AccessNeeds, Message, Student, StudentAccess, User


class UserFactory(DjangoModelFactory[User]):
    """A login without a password: this person signs in by code."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")

    @factory.post_generation
    def password(self, create: bool, extracted: str | None, **_: object) -> None:  # noqa: FBT001
        if extracted:
            self.set_password(extracted)
        else:
            self.set_unusable_password()
        if create:
            self.save()


class StudentFactory(DjangoModelFactory[Student]):
    """A student with an email address, and no login."""

    class Meta:
        model = Student

    name = factory.Sequence(lambda n: f"Student {n}")
    email = factory.Sequence(lambda n: f"student{n}@example.org")


class StudentAccessFactory(DjangoModelFactory[StudentAccess]):
    """A login that acts for a student; make both with one call."""

    class Meta:
        model = StudentAccess

    user = factory.SubFactory(UserFactory)
    student = factory.SubFactory(StudentFactory, email=factory.SelfAttribute("..user.email"))


class AccessNeedsFactory(DjangoModelFactory[AccessNeeds]):
    """A student who asked for a way in without steps."""

    class Meta:
        model = AccessNeeds

    student = factory.SubFactory(StudentFactory)
    chosen = factory.LazyFunction(lambda: ["STEP_FREE"])


class MessageFactory(DjangoModelFactory[Message]):
    """A message that waits to be sent."""

    class Meta:
        model = Message

    kind = "booking_confirmed"
    student = factory.SubFactory(StudentFactory)
    to_address = factory.SelfAttribute("student.email")
    dedupe_key = factory.Sequence(lambda n: f"message:{n}")
    created_at = dt.datetime(2027, 1, 4, 10, tzinfo=dt.UTC)
    due_at = factory.SelfAttribute("created_at")
