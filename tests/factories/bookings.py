"""Bookings for tests; the operations make them where a test is about the operations."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from bookings.models import Booking
from tests.factories.accounts import StudentFactory
from tests.factories.courses import NOW, make_run


class BookingFactory(DjangoModelFactory[Booking]):
    """A confirmed place."""

    class Meta:
        model = Booking

    run = factory.LazyFunction(make_run)
    student = factory.SubFactory(StudentFactory)
    booked_at = NOW
    changed_at = NOW
