from __future__ import annotations

import datetime as dt
import io
import uuid
from urllib.parse import quote

import pypdf
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.enums import AccessKind
from bookings.operations import certificates
from bookings.views.certificates import MISSES_AN_HOUR
from tests.factories.accounts import StudentAccessFactory, UserFactory
from tests.factories.courses import local
from tests.factories.registers import HERE, make_class, mark_all, tutor_user

pytestmark = pytest.mark.django_db
CHECK = "/check/"


@pytest.fixture
def certificate():
    run, (amina,) = make_class(sessions=2)
    amina.student.name = "Amina Yusuf"
    amina.student.save()
    mark_all(run, {amina: [HERE, HERE]})
    return amina.certificates.get()


def address_of(certificate):
    return reverse("bookings:certificate_pdf", args=[certificate.uuid])


def check_address(code):
    return f"/check/{quote(code, safe='')}/"


def words(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def test_my_courses_shows_a_certificate_once_with_its_course(client, certificate, monkeypatch):
    access = StudentAccessFactory(student=certificate.booking.student)
    monkeypatch.setattr(timezone, "now", lambda: local(2027, 3, 1))
    client.force_login(access.user)

    page = BeautifulSoup(client.get(reverse("bookings:my_courses")).content, "html.parser")

    [link] = page.select(f"a[href='{address_of(certificate)}']")
    assert link.find_parent("section").h2.text == "Finished"


class TestDownload:
    def test_for_the_student(self, client, certificate, run_due_tasks):
        access = StudentAccessFactory(student=certificate.booking.student)
        client.force_login(access.user)
        run_due_tasks()

        response = client.get(address_of(certificate))

        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
        assert "no-store" in response["Cache-Control"]
        text = pypdf.PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
        assert "Amina Yusuf" in text
        assert certificate.code in text

    def test_for_a_coordinator(self, client, certificate, run_due_tasks):
        user = UserFactory()
        user.groups.add(Group.objects.get_or_create(name="Coordinators")[0])
        client.force_login(user)
        run_due_tasks()

        assert client.get(address_of(certificate)).status_code == 200

    def test_not_for_a_helper(self, client, certificate, run_due_tasks):
        access = StudentAccessFactory(student=certificate.booking.student, kind=AccessKind.HELPER)
        client.force_login(access.user)
        run_due_tasks()

        assert client.get(address_of(certificate)).status_code == 404

    def test_not_for_another_student(self, client, certificate, run_due_tasks):
        client.force_login(StudentAccessFactory().user)
        run_due_tasks()

        assert client.get(address_of(certificate)).status_code == 404

    def test_not_for_the_runs_tutor(self, client, certificate):
        client.force_login(tutor_user(certificate.booking.run))

        assert client.get(address_of(certificate)).status_code == 404

    def test_not_without_signing_in(self, client, certificate):
        address = address_of(certificate)

        assert client.get(address)["Location"] == f"/sign-in/?next={address}"

    def test_an_address_of_nothing_is_not_found(self, client):
        client.force_login(UserFactory())

        address = reverse("bookings:certificate_pdf", args=[uuid.uuid4()])

        assert client.get(address).status_code == 404

    def test_while_it_is_being_made_the_page_says_so(self, client, certificate, monkeypatch):
        monkeypatch.setattr(timezone, "now", lambda: certificate.issued_at)
        client.force_login(StudentAccessFactory(student=certificate.booking.student).user)

        response = client.get(address_of(certificate))

        assert response.status_code == 202
        assert "We are making your certificate" in words(response)

    def test_without_a_worker_it_is_made_after_a_while(self, client, certificate, monkeypatch):
        monkeypatch.setattr(
            timezone, "now", lambda: certificate.issued_at + dt.timedelta(minutes=3)
        )
        client.force_login(StudentAccessFactory(student=certificate.booking.student).user)

        assert client.get(address_of(certificate)).content.startswith(b"%PDF-")

    def test_one_that_ended_is_not_handed_out(self, client, certificate, run_due_tasks):
        run_due_tasks()
        client.force_login(StudentAccessFactory(student=certificate.booking.student).user)
        certificates.withdraw_certificate(certificate=certificate, by=None, at=local(2027, 2, 1))

        response = client.get(address_of(certificate))

        assert response.status_code == 410
        assert "The register was corrected on Monday 1 February 2027." in words(response)


class TestCheckForm:
    def test_asks_for_a_code_and_goes_to_its_page(self, client):
        assert "Check a certificate" in words(client.get(CHECK))

        response = client.post(CHECK, {"code": " k7qm 3xwt p9hd"})

        assert response["Location"] == check_address("K7QM-3XWT-P9HD")

    @pytest.mark.parametrize(
        "typed", ["", " ", "K7QM", "💥", "a" * 61, "a" * 100_000, "<script>", "K7QM-3XWT-P9H\0"]
    )
    def test_rubbish_gets_a_clear_sentence_and_stays_to_be_mended(self, client, typed):
        response = client.post(CHECK, {"code": typed})

        assert response.status_code == 200
        page = BeautifulSoup(response.content, "html.parser")
        assert page.title.get_text().startswith("Error: Check a certificate")
        link = page.find(class_="nhsuk-error-summary").find("a")
        assert link["href"] == "#id_code"
        assert page.find(id="id_code").get("value", "").strip() == typed.strip()

    def test_is_kept_out_of_search_engines(self, client, certificate):
        for address in (CHECK, check_address(certificate.code)):
            page = BeautifulSoup(client.get(address).content, "html.parser")
            assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"


class TestChecked:
    def test_a_valid_one_shows_what_it_attests_but_not_whose_it_is(self, client, certificate):
        response = client.get(check_address(certificate.code))

        assert response.status_code == 200
        shown = words(response)
        assert "This certificate is valid" in shown
        assert certificate.course_title in shown
        assert "2 of 2 sessions" in shown
        assert "12 to 19 January 2027" in shown
        assert "Amina" not in response.content.decode()

    def test_the_name_is_shown_where_the_holder_allows_it(self, client, certificate):
        student = certificate.booking.student
        student.shows_name_on_check = True
        student.save()

        assert "Amina Yusuf" in words(client.get(check_address(certificate.code)))

    def test_a_replaced_one_says_so_and_the_new_one_is_valid(self, client, certificate):
        student = certificate.booking.student
        student.certificate_name = "Amina Okoro"
        student.save()
        new = certificates.reissue_certificate(
            certificate=certificate, by=None, at=local(2027, 2, 1)
        )

        old_page = client.get(check_address(certificate.code))

        assert old_page.status_code == 200
        assert "This certificate was replaced" in words(old_page)
        assert "on Monday 1 February 2027" in words(old_page)
        assert new.code not in old_page.content.decode()
        assert "This certificate is valid" in words(client.get(check_address(new.code)))

    def test_a_withdrawn_one_says_only_that(self, client, certificate):
        student = certificate.booking.student
        student.shows_name_on_check = True
        student.save()
        certificates.withdraw_certificate(certificate=certificate, by=None, at=local(2027, 2, 1))

        shown = words(client.get(check_address(certificate.code)))

        assert "This certificate was withdrawn" in shown
        assert certificate.course_title not in shown
        assert "Amina" not in shown

    def test_an_unknown_one_is_not_found(self, client):
        response = client.get(check_address("0000-0000-0000"))

        assert response.status_code == 404
        assert "We have never given out a certificate with the code 0000-0000-0000" in words(
            response
        )

    @pytest.mark.parametrize(
        "code",
        ["x", "a" * 5000, "💥", "%00", "<script>alert(1)<script>", "' OR 1=1 --", "..", "a?b"],
    )
    def test_rubbish_is_unknown_and_not_shown_again(self, client, code):
        response = client.get(check_address(code))

        assert response.status_code == 404
        assert "does not look like one of our codes" in words(response)
        assert code not in words(response).replace("K7QM-3XWT-P9HD", "") or len(code) < 3

    def test_somebody_who_lost_the_name_to_erasure_is_not_shown(self, client, certificate):
        student = certificate.booking.student
        student.shows_name_on_check = True
        student.save()
        type(certificate).objects.update(name="")

        shown = words(client.get(check_address(certificate.code)))

        assert "This certificate is valid" in shown
        assert "Name" not in shown

    def test_takes_few_queries(self, client, certificate, django_assert_num_queries):
        client.get(check_address(certificate.code))

        with django_assert_num_queries(3):
            client.get(check_address(certificate.code))


class TestLimit:
    def test_guessing_is_stopped_for_a_while(self, client, certificate):
        for _ in range(MISSES_AN_HOUR):
            assert client.get(check_address("0000-0000-0000")).status_code == 404

        response = client.get(check_address(certificate.code))

        assert response.status_code == 429
        assert "Please try again in an hour" in words(response)

    def test_an_office_that_checks_real_ones_is_never_stopped(self, client, certificate):
        for _ in range(MISSES_AN_HOUR + 5):
            assert client.get(check_address(certificate.code)).status_code == 200

    def test_one_place_does_not_stop_another(self, client, certificate):
        for _ in range(MISSES_AN_HOUR):
            client.get(check_address("0000-0000-0000"), REMOTE_ADDR="192.0.2.1")

        elsewhere = client.get(check_address(certificate.code), REMOTE_ADDR="192.0.2.2")

        assert elsewhere.status_code == 200

    def test_one_network_of_ipv6_counts_as_one_place(self, client, certificate):
        for number in range(MISSES_AN_HOUR):
            client.get(check_address("0000-0000-0000"), REMOTE_ADDR=f"2001:db8::{number:x}")

        assert (
            client.get(check_address(certificate.code), REMOTE_ADDR="2001:db8::ffff").status_code
            == 429
        )
        assert (
            client.get(check_address(certificate.code), REMOTE_ADDR="2001:db9::1").status_code
            == 200
        )

    def test_a_server_that_does_not_know_the_address_still_answers(self, client, certificate):
        assert client.get(check_address(certificate.code), REMOTE_ADDR="").status_code == 200
        assert client.get(check_address("x"), REMOTE_ADDR="").status_code == 404
