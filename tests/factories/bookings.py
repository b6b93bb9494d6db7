"""Bookings for tests; the operations make them where a test is about the operations."""

from __future__ import annotations

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from bookings.models import Booking, CourseInterest, GroupMessage, Offer, WaitingListEntry
from tests.factories.accounts import StudentFactory
from tests.factories.courses import NOW, make_course_page, make_run


class BookingFactory(DjangoModelFactory[Booking]):
    """A confirmed place."""

    class Meta:
        model = Booking

    run = factory.LazyFunction(make_run)
    student = factory.SubFactory(StudentFactory)
    booked_at = NOW
    changed_at = NOW


class EntryFactory(DjangoModelFactory[WaitingListEntry]):
    """Somebody who waits, behind those made before."""

    class Meta:
        model = WaitingListEntry

    run = factory.LazyFunction(make_run)
    student = factory.SubFactory(StudentFactory)
    rank = factory.Sequence(lambda n: (n + 1) << 20)
    joined_at = NOW
    changed_at = NOW


class OfferFactory(DjangoModelFactory[Offer]):
    """A place held for somebody who waits, for two days."""

    class Meta:
        model = Offer

    entry = factory.SubFactory(EntryFactory, status="OFFERED")
    run = factory.SelfAttribute("entry.run")
    made_at = NOW
    answer_by = factory.LazyAttribute(lambda offer: offer.made_at + dt.timedelta(days=2))


class InterestFactory(DjangoModelFactory[CourseInterest]):
    """Somebody who wants to hear when a course runs."""

    class Meta:
        model = CourseInterest

    student = factory.SubFactory(StudentFactory)
    course = factory.LazyFunction(make_course_page)
    kind = "TELL_ME"
    since = NOW


class GroupMessageFactory(DjangoModelFactory[GroupMessage]):
    """A message to everybody on a run, which can be stopped for a minute."""

    class Meta:
        model = GroupMessage

    run = factory.LazyFunction(make_run)
    audience = "PLACES"
    subject = "Bring something warm"
    words = "The heating is off."
    written_at = NOW
    goes_at = factory.LazyAttribute(lambda one: one.written_at + dt.timedelta(minutes=1))
