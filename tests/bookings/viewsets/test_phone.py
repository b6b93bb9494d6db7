from __future__ import annotations

import re
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AccessNeeds, Message, RecordRead, Student
from bookings.models import Booking, BookingEvent, WaitingListEntry
from bookings.operations import agreements, places
from tests.factories.accounts import AccessNeedsFactory, StudentFactory
from tests.factories.bookings import BookingFactory, EntryFactory, OfferFactory
from tests.factories.courses import NOW, local, make_run
from tests.factories.home import make_college_settings
from tests.factories.staff import client_of, make_user

pytestmark = pytest.mark.django_db
NEW = {"name": "Pat Lee", "phone": "01632 960111", "email": "", "contact_by": "PHONE"}
BOOK = {"how": "BOOK", "agreed": "PHONE", "note": "Rang."}


@pytest.fixture
def ruth():
    make_college_settings()
    return make_user(Role.COORDINATOR)


@pytest.fixture
def desk(ruth, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return client_of(ruth)


def words(answer):
    return " ".join(answer.content.decode().split())


def book(run, student):
    return reverse("places_book", args=(run.uuid, student.uuid))


@pytest.mark.parametrize("typed", ["01632960111", "01632 960 111", "pat", "+44 1632 960111"])
def test_somebody_is_found_however_they_are_typed(desk, typed):
    run = make_run()
    pat, other = StudentFactory(name="Pat Lee", phone="01632 960111"), StudentFactory(name="Zoe")

    answer = desk.post(reverse("places_find", args=(run.uuid,)), {"typed": typed, "step": "find"})

    assert [one for one, _ in answer.context["found"]] == [pat]
    assert book(run, pat) in words(answer)
    assert book(run, other) not in words(answer)


def test_somebody_new_needs_no_email_and_goes_straight_on(desk):
    run = make_run()

    answer = desk.post(reverse("places_find", args=(run.uuid,)), NEW | {"step": "new"})

    pat = Student.objects.get()
    assert (pat.name, pat.email, pat.channel) == ("Pat Lee", "", "PHONE")
    assert answer.headers["Location"] == book(run, pat)


def test_who_looks_alike_is_shown_first(desk):
    run = make_run()
    known = StudentFactory(name="PAT LÉE", phone="01632960111")
    address = reverse("places_find", args=(run.uuid,))

    shown = desk.post(address, NEW | {"step": "new"})
    assert Student.objects.get() == known
    assert "This is the person" in words(shown)
    assert "same name, same phone number" in words(shown)
    assert book(run, known) in words(shown)
    assert 'value="Pat Lee"' in words(shown)
    key = re.search(r'name="key" value="([^"]+)"', words(shown))[1]
    for name, count in (("Pat Lee", 2), ("Pat Lee", 2), ("Jo Lee", 3)):
        added = desk.post(address, NEW | {"step": "new-anyway", "key": key, "name": name})
        assert Student.objects.count() == count
        assert added.url == book(run, Student.objects.exclude(pk=known.pk).get(name=name))


def test_somebody_new_is_added_once_however_often_the_button_is_pressed(desk):
    run = make_run()
    address = reverse("places_find", args=(run.uuid,))
    form = NEW | {"step": "new", "key": str(uuid4())}

    first, second = (desk.post(address, form).url for _ in range(2))

    assert (first, second) == (book(run, Student.objects.get()),) * 2
    assert desk.post(address, form | {"key": "x", "name": "Jo", "phone": "01632 960555"}).url
    assert Student.objects.count() == 2


def test_what_is_missing_gets_a_sentence(desk):
    answer = desk.post(reverse("places_phone"), {"step": "new", "contact_by": "PHONE", "name": ""})

    assert "Write their name." in words(answer)
    assert "Write a phone number, or choose another way." in words(answer)


def test_dates_are_chosen_for_a_student(desk):
    run, other = make_run(capacity=1), make_run()
    student = StudentFactory()
    BookingFactory(run=run, student=student)

    page = desk.get(reverse("places_student", args=(student.uuid,)))

    assert {row["run"]: row["has"] for row in page.context["rows"]} == {
        run: "Has a place",
        other: "",
    }
    assert book(other, student) in words(page)
    narrowed = desk.get(
        reverse("places_student", args=(student.uuid,)), {"course": other.course.title}
    )
    assert [row["run"] for row in narrowed.context["rows"]] == [other]


@pytest.mark.parametrize("rows", [1, 3])
def test_choosing_dates_costs_the_same_for_many(desk, rows, django_assert_num_queries):
    student = StudentFactory()
    for _ in range(rows):
        BookingFactory(run=make_run(), student=student)
    address = reverse("places_student", args=(student.uuid,))
    desk.get(address)

    with django_assert_num_queries(15):
        desk.get(address)


def test_what_cannot_be_booked_is_folded_away_with_its_reason(desk):
    began = {"starts": local(2027, 1, 3, 10), "sessions": 3}
    closed, begun = make_run(**began), make_run(**began, last_joining_session=3)
    coming = make_run()

    answer = desk.get(reverse("places_student", args=(StudentFactory().uuid,)))

    assert [row["run"] for row in answer.context["rows"]] == [begun, coming]
    assert [row["run"] for row in answer.context["closed"]] == [closed]
    assert "has begun, next on Sun 10 Jan 2027, 10am" in answer.context["rows"][0]["words"]
    assert answer.context["closed"][0]["words"].endswith("Booking has closed")
    assert "1 more that cannot be booked" in words(answer)


def test_booking_says_the_channel_then_books_and_keeps_who_why_and_how(desk, ruth):
    run, student = make_run(), StudentFactory(name="Pat", contact_by="LETTER")
    page = words(desk.get(book(run, student)))
    assert "Pat hears from us by letter: the office posts it." in page
    form = BOOK | {"brings_supporter": "on", "supporter_name": "Jo", "chosen": ["STEP_FREE"]}

    preview = words(desk.post(book(run, student), form | {"step": "show"}))
    assert "Pat will have two places, one for Jo." in preview
    assert "that the place is booked, by letter" in preview
    assert not Booking.objects.exists()
    desk.post(book(run, student), form | {"step": "do"})

    booking = Booking.objects.get()
    event = BookingEvent.objects.get()
    assert (booking.student, booking.places, booking.supporter_name) == (student, 2, "Jo")
    assert (event.by, event.agreed, event.note) == (ruth, "PHONE", "Rang.")
    assert AccessNeeds.objects.get().chosen == ["STEP_FREE"]
    assert Message.objects.get().channel == "LETTER"


def test_the_phone_asks_what_everybody_is_asked(desk):
    make_college_settings(asks_area=True, area_name="Willowbrook", asks_kind=True)
    agreement = agreements.publish_agreement(text="Be kind.", by=None, at=NOW)
    run, student = make_run(), StudentFactory(name="Pat")
    said = {"is_adult": "yes", "is_in_area": "no", "kind": "CARER", "agreement": "yes"}
    page = words(desk.get(book(run, student)))
    for question in ("Are they 18 or over?", "live, work or study in Willowbrook?", "come to us?"):
        assert question in page

    left_out = words(desk.post(book(run, student), BOOK | {"step": "show", "note": ""}))
    assert "Write why a question above is left open." in left_out
    preview = words(desk.post(book(run, student), BOOK | {"step": "show"}))
    assert "They have not been asked about the student agreement yet." in preview
    met = words(desk.post(book(run, student), BOOK | said | {"step": "show"}))
    assert 'value="OUT_OF_AREA"' in met
    desk.post(book(run, student), BOOK | said | {"step": "do", "set_aside": "OUT_OF_AREA"})

    student.refresh_from_db()
    assert (student.is_adult, student.is_in_area, student.kind) == (True, False, "CARER")
    acceptance = agreement.acceptances.get()
    assert (acceptance.student, acceptance.agreed) == (student, "PHONE")
    places = reverse("places_run", args=(run.uuid,))
    assert "Has not agreed" not in words(desk.get(places))
    acceptance.delete()
    assert reverse("people_agreed", args=(student.uuid,)) in words(desk.get(places))


def test_nothing_said_is_kept_before_it_is_confirmed_and_nothing_is_lost_on_the_way_back(desk):
    make_college_settings(asks_area=True, area_name="Willowbrook", asks_kind=True)
    agreements.publish_agreement(text="Be kind.", by=None, at=NOW)
    run, student = make_run(), StudentFactory(name="Pat")
    said = {
        "is_adult": "yes",
        "is_in_area": "yes",
        "kind": "CARER",
        "agreement": "yes",
        "chosen": ["STEP_FREE", "BREAKS"],
        "own_words": "Tea",
        "shares_needs": "on",
        "brings_supporter": "on",
        "supporter_name": "Jo",
    }

    preview = desk.post(book(run, student), BOOK | said | {"step": "show"})
    assert "Pat will have two places, one for Jo." in words(preview)
    shown = BeautifulSoup(preview.content, "html.parser").select("main form input[type=hidden]")
    hidden = [(one["name"], one.get("value", "")) for one in shown]
    posted = {name: [value for key, value in hidden if key == name] for name, _ in hidden}
    back = desk.post(book(run, student), posted | {"step": "change"})

    student.refresh_from_db()
    assert (student.is_adult, student.is_in_area, student.kind) == (None, None, "")
    assert not AccessNeeds.objects.exists()
    form = back.context["form"]
    assert {name: form[name].value() for name in said} == said | {
        "shares_needs": True,
        "brings_supporter": True,
    }
    desk.post(book(run, student), posted | {"step": "do"})
    student.refresh_from_db()
    assert (student.is_adult, student.is_in_area, student.kind) == (True, True, "CARER")
    assert AccessNeeds.objects.get().lines == [
        "A way in without steps",
        "More breaks",
        "Tea",
    ]


def test_the_phone_warns_of_another_course_at_the_same_time(desk):
    run, kept, student = make_run(sessions=1), make_run(sessions=1), StudentFactory()
    other = make_run(sessions=1)
    for one in (kept, other):
        BookingFactory(run=one, student=student)
    warning = "They have a place on something else at the same time:"
    both = f"{warning}</strong></p> <ul>"
    entry = EntryFactory(
        run=run, student=student, status="OFFERED", instead_of=student.bookings.get(run=kept)
    )
    OfferFactory(entry=entry)

    pages = [
        words(desk.get(book(run, student))),
        words(desk.post(book(run, student), BOOK | {"step": "show"})),
        words(desk.get(reverse("places_entry", args=(entry.uuid, "yes")))),
        words(
            desk.post(
                reverse("places_booking", args=(entry.instead_of.uuid, "move")),
                BOOK | {"run": str(make_run(course=kept.course, sessions=1).uuid), "step": "show"},
            )
        ),
    ]

    for page in pages:
        assert f"{both}<li>{other.course.title}: " in page
        assert f"<li>{kept.course.title}: " not in page
    assert warning not in words(desk.get(book(run, StudentFactory())))


def test_a_run_being_prepared_is_refused_without_talk_of_a_tick(desk):
    run = make_run(status="PREPARING")

    page = words(desk.post(book(run, StudentFactory()), BOOK | {"step": "show"}))

    assert "Booking has not opened yet." in page
    assert "tick that below" not in page


def test_needs_stay_as_they_are_unless_they_change(desk):
    run, needs = make_run(), AccessNeedsFactory(chosen=["BREAKS"], own_words="Tea")

    page = words(desk.get(book(run, needs.student)))
    desk.post(
        book(run, needs.student), BOOK | {"step": "do", "chosen": ["BREAKS"], "own_words": "Tea"}
    )

    assert 'value="Tea"' in page
    again = AccessNeeds.objects.get()
    assert (again.chosen, again.own_words, again.changed_at) == (["BREAKS"], "Tea", NOW)
    assert RecordRead.objects.get().place == "admin: book a student"


def test_a_full_run_is_refused_in_a_sentence_and_the_list_is_offered(desk):
    run, student = make_run(capacity=1), StudentFactory(name="Pat")
    BookingFactory(run=run)

    refused = words(desk.post(book(run, student), BOOK | {"step": "show"}))
    assert "All places are taken. You can put them on the waiting list." in refused
    onto = BOOK | {"how": "LIST"}
    assert "Pat will be on the waiting list." in words(
        desk.post(book(run, student), onto | {"step": "show"})
    )
    desk.post(book(run, student), onto | {"step": "do"})

    entry = WaitingListEntry.objects.get()
    assert (entry.student, entry.status) == (student, "WAITING")
    assert entry.events.get().agreed == "PHONE"


def test_a_free_place_is_held_for_somebody_who_wants_to_think(desk):
    run, student = make_run(), StudentFactory(name="Pat")

    preview = words(desk.post(book(run, student), BOOK | {"how": "LIST", "step": "show"}))
    desk.post(book(run, student), BOOK | {"how": "LIST", "step": "do"})

    assert "A place will be held for Pat until they answer." in preview
    assert WaitingListEntry.objects.get().status == "OFFERED"


def test_a_soft_rule_is_set_aside_with_a_reason_only(desk):
    run, student = make_run(capacity=2), StudentFactory(is_adult=True)
    BookingFactory(run=run)
    EntryFactory(run=run, places=2)
    form = BOOK | {"note": ""}

    met = words(desk.post(book(run, student), form | {"step": "do"}))
    assert 'value="OTHERS_WAIT"' in met
    no_reason = words(
        desk.post(book(run, student), form | {"step": "do", "set_aside": "OTHERS_WAIT"})
    )
    assert "Write why the rule is set aside." in no_reason
    assert Booking.objects.active().count() == 1
    desk.post(
        book(run, student),
        form | {"step": "do", "set_aside": "OTHERS_WAIT", "note": "Agreed with the manager."},
    )

    assert run.bookings.active().filter(student=student).exists()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EDITOR, Role.PEER_TUTOR])
def test_nobody_else_books(role):
    make_college_settings()
    run, student = make_run(), StudentFactory()

    client_of(make_user(role)).post(book(run, student), BOOK | {"step": "do"})

    assert not Booking.objects.exists()


def test_booking_a_pair_from_the_list_starts_with_their_turn_and_never_makes_them_one(desk):
    run, other = make_run(capacity=3), make_run(capacity=2)
    BookingFactory(run=run)
    wish = {"places": 2, "supporter_name": "Jo", "shares_needs": True}
    sam, alone = StudentFactory(name="Sam"), StudentFactory(name="Ada")
    for one, student in ((run, sam), (other, sam), (other, alone)):
        EntryFactory(run=one, student=student, **(wish if student == sam else {}))

    page = desk.get(book(run, sam))
    form = page.context["form"]
    assert {name: form[name].value() for name in ("how", "supporter_name")} == {
        "how": "BOOK",
        "supporter_name": "Jo",
    }
    assert form["brings_supporter"].value()
    assert form["shares_needs"].value()
    assert "Sam waits for two places, with Jo." in words(page)
    both = BOOK | {"brings_supporter": "on", "supporter_name": "Jo", "step": "show"}
    assert "Sam will have two places, one for Jo." in words(desk.post(book(run, sam), both))
    fewer = words(desk.post(book(run, sam), BOOK | {"step": "show"}))
    assert "Sam will have one place only. They waited for two: nobody comes along." in fewer
    BookingFactory(run=run)
    one_left = words(desk.post(book(run, sam), both))
    assert "Only one place is free, and they ask for two. They keep their turn" in one_left
    assert "waited longer" not in one_left
    taken = places.book_place(run=other, student=sam, by=None, at=NOW)
    assert (taken.places, taken.supporter_name, taken.shares_needs) == (2, "Jo", True)


def test_whoever_is_first_in_line_is_told_of_nobody_before_them(desk):
    run, sam = make_run(capacity=2), StudentFactory(name="Sam")
    BookingFactory(run=run)
    entry = EntryFactory(run=run, student=sam, places=2, supporter_name="Jo")
    EntryFactory(run=run, places=2)

    preview = words(desk.post(book(run, sam), BOOK | {"step": "show"}))
    desk.post(book(run, sam), BOOK | {"step": "do"})

    assert "Sam will have one place only." in preview
    entry.refresh_from_db()
    assert (entry.status, entry.places) == ("BOOKED", 1)
    assert Booking.objects.get(student=sam).places == 1
    history = words(desk.get(reverse("places_run", args=(run.uuid,))))
    assert "Waits alone" in history


@pytest.mark.parametrize("how", ["BOOK", "LIST"])
def test_a_no_to_the_agreement_is_set_aside_with_its_reason(desk, how):
    make_college_settings(asks_age=False)
    agreements.publish_agreement(text="Be kind.", by=None, at=NOW)
    run, student = make_run(), StudentFactory(name="Pat")
    form = BOOK | {"how": how, "agreement": "no", "note": "The manager knows."}

    unsaid = words(desk.post(book(run, student), form | {"step": "show", "note": ""}))
    preview = words(desk.post(book(run, student), form | {"step": "show"}))
    desk.post(book(run, student), form | {"step": "do"})

    assert "Write why they get a place although they do not agree." in unsaid
    assert "They do not agree to the student agreement." in preview
    assert "You set aside: “Does not agree to the student agreement”." in preview
    kept = BookingEvent.objects.get() if how == "BOOK" else WaitingListEntry.objects.get()
    assert kept.set_aside == ["NOT_AGREED"]
    page = words(desk.get(reverse("places_run", args=(run.uuid,))))
    assert "Set aside: “Does not agree to the student agreement”" in page
    assert "The manager knows." in page
