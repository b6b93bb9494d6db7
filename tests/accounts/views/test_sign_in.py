from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.account.adapter import get_adapter
from django.contrib.auth import get_user
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.enums import Role
from accounts.models import Message, Student, StudentAccess, User
from tests.factories.accounts import StudentAccessFactory, StudentFactory, UserFactory
from tests.factories.courses import NOW, make_run
from tests.factories.staff import make_user

pytestmark = pytest.mark.django_db

ASK = "/sign-in/"
CODE = "/sign-in/code/"


def newest_code() -> str:
    return re.search(r"\b\d{6}\b", Message.objects.latest("id").text)[0]


def ask(client, email="grace@example.org", path=ASK, **more):
    return client.post(path, {"email": email, **more})


def signed_in_as(client) -> str:
    user = get_user(client)
    return user.email if user.is_authenticated else ""


def later(monkeypatch, **time):
    moment = timezone.now() + dt.timedelta(**time)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_a_new_address_gets_its_login_only_with_the_code(client):
    ask(client, "New@Example.org")

    assert User.objects.count() == 0
    response = client.post(CODE, {"code": newest_code()})
    assert (response.status_code, response.url) == (302, "/my-courses/")
    assert [user.email for user in User.objects.all()] == ["new@example.org"]
    assert not User.objects.get().has_usable_password()
    assert signed_in_as(client) == "new@example.org"


def test_known_unknown_and_closed_addresses_get_the_same_answers():
    UserFactory(email="known@example.org")
    UserFactory(email="closed@example.org", is_active=False)
    seen = set()
    for email in ("known@example.org", "nobody@example.org", "closed@example.org"):
        client = Client()
        response = ask(client, email)
        page = client.get(response.url).content.decode().replace(email, "")
        seen.add((response.status_code, response.url, re.sub(r'value="[^"]{60,}"', "", page)))

    assert len(seen) == 1
    assert Message.objects.count() == 3


def test_a_known_address_is_found_in_whatever_case(client):
    user = UserFactory(email="grace@example.org")

    ask(client, "GRACE@example.ORG")
    client.post(CODE, {"code": newest_code()})

    assert get_user(client) == user


def test_the_message_is_secret_and_its_subject_says_nothing(client):
    ask(client)

    message = Message.objects.get()
    assert (message.kind, message.is_secret, message.student, message.to_address) == (
        "sign_in_code",
        True,
        None,
        "grace@example.org",
    )
    assert message.subject == "Your code to sign in"
    assert "grace" not in message.dedupe_key
    assert newest_code() not in str(client.session.items())


@pytest.mark.parametrize("typed", ("{} ", " {}", "{}-"))
def test_spaces_and_dashes_in_a_code_are_forgiven(client, typed):
    ask(client)
    code = newest_code()

    client.post(CODE, {"code": typed.format(f"{code[:3]} {code[3:]}")})

    assert signed_in_as(client) == "grace@example.org"


def test_a_wrong_code_is_kindly_refused_and_can_be_tried_again(client):
    ask(client)
    code = newest_code()
    wrong = "111111" if code != "111111" else "222222"

    response = client.post(CODE, {"code": wrong})
    assert response.status_code == 200
    assert "That is not the code we sent" in response.content.decode()
    assert f'value="{wrong}"' in response.content.decode()

    client.post(CODE, {"code": code})
    assert signed_in_as(client) == "grace@example.org"


def test_after_eight_tries_even_the_right_code_is_dead(client):
    ask(client)
    code = newest_code()
    wrong = "111111" if code != "111111" else "222222"
    for _ in range(7):
        assert client.post(CODE, {"code": wrong}).status_code == 200

    response = client.post(CODE, {"code": wrong})
    assert response.url == "/sign-in/?again=tries"
    assert client.post(CODE, {"code": code}).url == "/sign-in/?again=lost"
    assert signed_in_as(client) == ""
    assert "tried too often" in client.get("/sign-in/?again=tries").content.decode()


def test_a_code_works_for_fifteen_minutes_and_no_longer(client, monkeypatch):
    other = Client()
    ask(client)
    code = newest_code()
    ask(other, "other@example.org")
    code_of_other = newest_code()

    later(monkeypatch, minutes=14, seconds=55)
    client.post(CODE, {"code": code})
    assert signed_in_as(client) == "grace@example.org"

    later(monkeypatch, seconds=10)
    response = other.post(CODE, {"code": code_of_other})
    assert "run out of time" in response.content.decode()
    assert signed_in_as(other) == ""


def test_of_two_codes_either_works(client):
    ask(client)
    first = newest_code()
    response = client.post(CODE, {"action": "resend"})
    assert response.url == "/sign-in/code/?sent=again"
    assert "another code" in client.get(response.url).content.decode()
    assert Message.objects.count() == 2

    client.post(CODE, {"code": first})
    assert signed_in_as(client) == "grace@example.org"


def test_a_code_of_another_browser_is_of_no_use(client):
    ask(Client())
    stolen = newest_code()
    ask(client)
    if newest_code() == stolen:
        pytest.skip("the same number twice")

    client.post(CODE, {"code": stolen})

    assert signed_in_as(client) == ""


def test_a_code_works_once(client):
    ask(client)
    code = newest_code()
    client.post(CODE, {"code": code})
    client.post("/sign-out/")

    assert client.post(CODE, {"code": code}).url == "/sign-in/?again=lost"


def test_the_address_can_be_changed(client):
    ask(client, "wrong@example.org")
    assert 'value="wrong@example.org"' in client.get(ASK).content.decode()

    ask(client, "right@example.org")
    client.post(CODE, {"code": newest_code()})

    assert signed_in_as(client) == "right@example.org"


def test_a_closed_login_is_told_after_the_code_whom_to_ask(client):
    UserFactory(email="grace@example.org", is_active=False)
    ask(client)

    response = client.post(CODE, {"code": newest_code()}, follow=True)

    assert response.redirect_chain == [("/sign-in/closed/", 302)]
    assert "sign-in is closed" in response.content.decode()
    assert signed_in_as(client) == ""


def test_a_student_whom_the_office_registered_is_found_again(client):
    rang = StudentFactory(email="Grace@example.org")
    StudentFactory(email="other@example.org")
    helped = StudentFactory(email="grace@example.org")
    StudentAccess.objects.create(user=UserFactory(), student=helped)

    ask(client)
    client.post(CODE, {"code": newest_code()})

    assert list(Student.objects.reachable_by(get_user(client))) == [rang]


def test_next_is_kept_through_the_code(client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    run = make_run()
    start = reverse("bookings:book_start", args=[run.uuid])

    asked = client.get(start)
    assert asked.url == f"/sign-in/?next={start}"
    assert "First, where can we reach you?" in client.get(asked.url).content.decode()
    ask(client, path=asked.url)
    code = newest_code()
    assert client.post(CODE, {"code": code}).url == start
    # Pressing the button twice leads to the same page.
    assert client.post(CODE, {"code": code}).url == start
    assert client.get(CODE).url == start


@pytest.mark.parametrize(
    "evil",
    (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "my-courses/",
        "/%0d%0aSet-Cookie:x\r\n",
        "/" + "a" * 600,
        "\x00/",
    ),
)
def test_next_never_leaves_the_site(client, evil):
    client.get(ASK, {"next": evil})
    client.post(f"{ASK}?{urlencode({'next': evil})}", {"email": "grace@example.org"})

    assert client.post(CODE, {"code": newest_code()}).url == "/my-courses/"


def test_staff_reach_the_admin_through_the_same_sign_in(client):
    editor = make_user(Role.EDITOR)
    response = client.get("/admin/")
    assert response.url == "/sign-in/?next=/admin/"

    ask(client, editor.email, path=response.url)
    response = client.post(CODE, {"code": newest_code()})

    assert response.url == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("role", "lands_on"),
    (
        (Role.STUDENT, "/my-courses/"),
        (Role.PEER_TUTOR, "/teach/"),
        (Role.EDITOR, "/admin/"),
        (Role.COORDINATOR, "/admin/"),
        (Role.MANAGER, "/admin/"),
    ),
)
def test_everybody_lands_where_their_work_is(client, role, lands_on):
    user = make_user(role)
    ask(client, user.email)

    assert client.post(CODE, {"code": newest_code()}).url == lands_on
    assert client.get(ASK).url == lands_on
    assert client.get(f"{ASK}?next=/my-details/").url == "/my-details/"


def test_a_tutor_who_learns_here_too_lands_on_their_courses(client):
    tutor = make_user(Role.PEER_TUTOR)
    StudentAccessFactory(user=tutor)
    ask(client, tutor.email)

    assert client.post(CODE, {"code": newest_code()}).url == "/my-courses/"


def test_somebody_who_is_not_staff_is_told_so_and_does_not_go_round_in_circles(client):
    client.force_login(UserFactory())

    response = client.get("/admin/", follow=True)

    assert response.status_code == 200
    assert "only for the people who work in the college office" in response.content.decode()
    assert "permission" not in response.content.decode()


def test_somebody_signed_in_goes_straight_on(client):
    client.force_login(UserFactory())

    assert client.get(ASK).url == "/my-courses/"
    assert client.get(f"{ASK}?next=/my-details/").url == "/my-details/"
    assert client.get(CODE).url == "/my-courses/"


@pytest.mark.parametrize(("ticked", "days"), (({}, 0.5), ({"stays": "on"}, 30)))
def test_staying_signed_in_is_a_choice(client, ticked, days):
    ask(client, **ticked)
    response = client.post(CODE, {"code": newest_code()})

    cookie = response.cookies["college_session"]
    assert bool(cookie["max-age"]) is bool(ticked)
    assert client.session.get_expiry_age() == days * 24 * 60 * 60


def test_signing_out_takes_the_session_away(client):
    client.force_login(UserFactory())
    assert client.get("/sign-out/").status_code == 200
    assert signed_in_as(client)

    response = client.post("/sign-out/")

    assert "You have signed out" in response.content.decode()
    assert signed_in_as(client) == ""
    assert client.get("/my-courses/").url == "/sign-in/?next=/my-courses/"


def test_one_place_sends_one_mailbox_six_codes_and_no_more(client):
    for _ in range(6):
        assert ask(client).status_code == 302
    response = ask(client)

    assert response.status_code == 200
    assert "We have sent several codes to this address" in response.content.decode()
    assert client.post(CODE, {"action": "resend"}).url == "/sign-in/code/?sent=enough"
    assert Message.objects.count() == 6
    # The newest code is still good.
    client.post(CODE, {"code": newest_code()})
    assert signed_in_as(client) == "grace@example.org"


def test_a_flood_from_one_place_does_not_lock_the_owner_out_elsewhere():
    for _ in range(8):
        ask(Client(REMOTE_ADDR="192.0.2.7"))
    assert Message.objects.count() == 6

    owner = Client(REMOTE_ADDR="198.51.100.1")
    ask(owner)
    owner.post(CODE, {"code": newest_code()})
    assert signed_in_as(owner) == "grace@example.org"


def test_a_mailbox_gets_twelve_codes_from_all_places_together(monkeypatch):
    for number in range(14):
        ask(Client(REMOTE_ADDR=f"192.0.2.{number}"))
    assert Message.objects.count() == 12

    later(monkeypatch, minutes=16)
    ask(Client(REMOTE_ADDR="192.0.2.99"))
    assert Message.objects.count() == 13


def test_a_class_at_one_library_gets_in_together():
    for number in range(30):
        client = Client(REMOTE_ADDR="192.0.2.1")
        assert ask(client, f"student{number}@example.org").status_code == 302


def test_two_people_with_one_address_sign_in_beside_each_other():
    one, two = Client(), Client()
    ask(one, "family@example.org")
    code_of_one = newest_code()
    ask(two, "family@example.org")
    code_of_two = newest_code()

    one.post(CODE, {"code": code_of_one})
    two.post(CODE, {"code": code_of_two})

    assert signed_in_as(one) == signed_in_as(two) == "family@example.org"


@pytest.mark.parametrize(
    "email",
    ("", "nobody", "a@b", "x" * 10_000 + "@example.org", "a\x00b@example.org", "😀@example.org",
     "a@example.org\nBcc: b@example.org", "<script>@example.org"),
)  # fmt: skip
def test_odd_addresses_are_kindly_refused(client, email):
    response = ask(client, email)

    assert response.status_code == 200
    assert "Something needs another look" in response.content.decode()
    assert Message.objects.count() == 0


@pytest.mark.parametrize("code", ("", " ", "x" * 10_000, "\x00", "😀", "١٢٣٤٥٦", "1234567"))
def test_odd_codes_are_kindly_refused(client, code):
    ask(client)

    response = client.post(CODE, {"code": code})

    assert response.status_code == 200
    assert signed_in_as(client) == ""


def test_the_code_page_without_a_step_leads_back(client):
    assert client.get(CODE).url == "/sign-in/?again=lost"
    assert client.post(CODE, {"code": "123456"}).url == "/sign-in/?again=lost"
    assert client.post(CODE, {"action": "resend"}).url == "/sign-in/?again=lost"
    assert "does not keep cookies" in client.get("/sign-in/?again=lost").content.decode()


def test_a_session_kept_by_another_version_is_harmless(client):
    session = client.session
    session["sign_in"] = {"mail": "grace@example.org"}
    session.save()

    assert client.get(CODE).url == "/sign-in/?again=lost"


def test_refused_cookies_are_answered_in_plain_words():
    response = Client(enforce_csrf_checks=True).post(ASK, {"email": "grace@example.org"})

    assert response.status_code == 403
    assert "cookie" in response.content.decode()


def test_the_demo_shows_the_code_and_nothing_else_does(client, settings):
    ask(client)
    assert newest_code() not in client.get(CODE).content.decode()

    settings.DEMO = True
    client.post(CODE, {"action": "resend"})
    page = client.get(CODE).content.decode()
    assert newest_code() in page
    assert "Only in this demo" in page


@pytest.mark.parametrize(
    "name", ("account_signup", "account_login", "account_reset_password", "account_email",
             "account_change_password", "account_request_login_code"),
)  # fmt: skip
def test_pages_of_allauth_have_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path",
    ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/social/"),
)
def test_pages_of_allauth_are_not_there(client, path):
    assert client.get(path).status_code == 404


def test_the_adapter_mails_nothing_and_opens_no_sign_up(rf):
    adapter = get_adapter(rf.get("/"))

    assert adapter.is_open_for_signup(rf.get("/")) is False
    with pytest.raises(NotImplementedError, match="outbox"):
        adapter.send_mail("account/email/x", "grace@example.org", {})


def test_a_server_on_a_socket_file_does_not_know_where_people_are(client):
    assert ask(Client(REMOTE_ADDR="")).status_code == 302


def test_sign_in_pages_are_never_kept_by_the_browser(client):
    for path in (ASK, "/sign-out/", "/sign-in/closed/"):
        assert "no-store" in client.get(path)["Cache-Control"]
