from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from tests.factories.registers import HERE, make_class, mark
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db


def earn():
    """Let a student earn a certificate."""
    run, (booking,) = make_class(sessions=1)
    mark(run.sessions.first(), {booking: HERE})
    return booking, booking.certificates.get()


def step(certificate, name):
    return reverse(f"certificate_{name}", args=(certificate.uuid,))


def record(student):
    return reverse("students:inspect", args=(student.uuid,))


def statuses(booking):
    return sorted(booking.certificates.values_list("status", flat=True))


def test_the_record_shows_certificates_with_their_steps():
    booking, certificate = earn()

    page = client_as(Role.COORDINATOR).get(record(booking.student)).content.decode()
    looked = client_as(Role.MANAGER).get(record(booking.student)).content.decode()

    for words in (certificate.code, certificate.course_title, "Valid", "Not asked"):
        assert words in page
    assert step(certificate, "withdraw") in page
    assert certificate.code in looked
    assert step(certificate, "withdraw") not in looked


def test_withdrawing_asks_first():
    booking, certificate = earn()
    desk = client_as(Role.COORDINATOR)

    assert "Yes, withdraw it" in desk.get(step(certificate, "withdraw")).content.decode()
    assert statuses(booking) == ["VALID"]

    answer = desk.post(step(certificate, "withdraw"), follow=True)

    assert "The certificate is withdrawn." in answer.content.decode()
    assert statuses(booking) == ["WITHDRAWN"]
    again = desk.get(step(certificate, "reissue")).content.decode()
    assert "replaced or withdrawn already" in again
    refused = desk.post(step(certificate, "reissue"), follow=True).content.decode()
    assert "has been replaced or withdrawn." in refused


def test_reissuing_takes_the_present_name(monkeypatch):
    booking, certificate = earn()
    monkeypatch.setattr(timezone, "now", lambda: certificate.issued_at + dt.timedelta(days=1))
    desk = client_as(Role.COORDINATOR)

    same = desk.post(step(certificate, "reissue"), follow=True)
    assert "The name is the same" in same.content.decode()
    assert statuses(booking) == ["VALID"]

    booking.student.certificate_name = "Samantha Green"
    booking.student.save()
    answer = desk.post(step(certificate, "reissue"), follow=True)

    new = booking.certificates.get(status="VALID")
    assert new.name == "Samantha Green"
    assert new.code in answer.content.decode()
    assert statuses(booking) == ["REPLACED", "VALID"]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.MANAGER, Role.PEER_TUTOR, Role.STUDENT])
@pytest.mark.parametrize("name", ["withdraw", "reissue"])
def test_nobody_else_changes_a_certificate(role, name):
    booking, certificate = earn()

    client_as(role).post(step(certificate, name))

    assert statuses(booking) == ["VALID"]
