from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.http import QueryDict
from django.template import engines

from home.forms import fields, renderer


class AskForm(forms.Form):
    email = fields.EmailField(help_text="We send a code there.")
    born = fields.DateInBoxesField(label="When were you born?", is_birthday=True)
    how = fields.RadiosField(
        label="How shall we reach you?",
        choices=[("E", "Email"), ("P", "Phone")],
        choice_hints={"P": "We ring in office hours."},
        reveals={"P": "phone"},
    )
    phone = fields.PhoneField(required=False)
    needs = fields.CheckboxesField(
        label="What helps?", choices=[("A", "A seat"), ("B", "A break")], required=False
    )
    agrees = forms.BooleanField(label="I will be kind")
    note = forms.CharField(label="Anything else?", widget=forms.Textarea, required=False)
    step = forms.CharField(widget=forms.HiddenInput)


def drawn(form, tag='{% component "form" form=form submit="Continue" %}'):
    text = engines["django"].from_string("{% load college_tags %}" + tag)
    return BeautifulSoup(text.render({"form": form, "csrf_token": "token"}), "html.parser")


def test_each_kind_of_question_gets_its_markup():
    page = drawn(AskForm())

    kinds = {
        control["name"]: (control["type"], control["class"][0])
        for control in page.select("input[class]")
    }
    assert kinds == {
        "email": ("email", "nhsuk-input"),
        "born_day": ("text", "nhsuk-input"),
        "born_month": ("text", "nhsuk-input"),
        "born_year": ("text", "nhsuk-input"),
        "how": ("radio", "nhsuk-radios__input"),
        "phone": ("tel", "nhsuk-input"),
        "needs": ("checkbox", "nhsuk-checkboxes__input"),
        "agrees": ("checkbox", "nhsuk-checkboxes__input"),
    }
    assert page.select_one("textarea.nhsuk-textarea")["name"] == "note"
    assert page.select_one("input[name=step]")["type"] == "hidden"


def test_every_control_has_a_label_and_no_id_comes_twice():
    page = drawn(AskForm())

    ids = [element["id"] for element in page.select("[id]")]
    labelled = {label["for"] for label in page.select("label")}
    controls = {control["id"] for control in page.select("input[class], textarea")}
    assert sorted(ids) == sorted(set(ids))
    assert labelled == controls


def test_a_revealed_question_stands_below_its_answer_and_nowhere_else():
    page = drawn(AskForm())

    phones = page.select("input[name=phone]")
    assert [phone.find_parent(class_="nhsuk-radios__conditional")["id"] for phone in phones] == [
        page.select_one("input[value=P]")["data-aria-controls"]
    ]


def test_browsers_are_told_what_they_can_fill_in():
    page = drawn(AskForm())

    told = {
        control["name"]: control["autocomplete"] for control in page.select("input[autocomplete]")
    }
    assert told == {
        "email": "email",
        "born_day": "bday-day",
        "born_month": "bday-month",
        "born_year": "bday-year",
        "phone": "tel",
    }


def test_only_what_may_be_left_open_says_so():
    page = drawn(AskForm())

    skippable = [
        note.find_parent(["label", "legend"]).text for note in page.select(".app-optional")
    ]
    assert skippable == [
        "Phone number (you can skip this)",
        "What helps? (you can skip this)",
        "Anything else? (you can skip this)",
    ]


def test_messages_come_first_and_lead_to_their_fields():
    form = AskForm(QueryDict("email=nobody&born_day=31&born_month=2&born_year=2000"))

    summary = drawn(form, '{% component "error_summary" form=form %}')

    assert [(link["href"], link.text) for link in summary.select("a")] == [
        ("#id_email", "Enter an email address like name@example.com"),
        ("#id_born_0", "Enter a date that exists, like 27 3 1985"),
        ("#id_how_0", "Choose an answer: How shall we reach you?"),
        ("#id_agrees", "Fill this in: I will be kind"),
    ]


def test_a_message_is_tied_to_its_field_after_the_hint_and_the_text_is_kept():
    form = AskForm(QueryDict("email=nobody"))

    email = drawn(form).select_one("#id_email")

    assert email["value"] == "nobody"
    assert email["aria-invalid"] == "true"
    assert email["aria-describedby"] == "id_email_helptext id_email_error"


def test_a_form_nobody_has_sent_has_no_summary():
    assert drawn(AskForm(), '{% component "error_summary" form=form %}').text.strip() == ""


def test_messages_about_the_whole_form_have_no_link():
    form = AskForm(QueryDict(""))
    form.add_error(None, "That did not work.")

    assert renderer.error_links(form)[0] == renderer.ErrorLink("That did not work.", "")


def test_one_question_can_be_the_heading():
    class Name(forms.Form):
        name = forms.CharField()

    page = drawn(Name(), '{% component "form" form=form heading="What is your name?" %}')

    assert page.h1.label.text == "What is your name?"
    assert page.h1.label["for"] == "id_name"


def test_what_people_type_cannot_break_out():
    form = AskForm(QueryDict("email=%22%3E%3Cscript%3E&born_day=%22%3E%3Cb%3E"))

    assert drawn(form).select("script, b") == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("ab 12-cd", "ab12cd"), ("  123 456 ", "123456")],
)
def test_a_code_may_be_typed_with_spaces_and_dashes(typed, kept):
    assert fields.CodeField().clean(typed) == kept


@pytest.mark.parametrize("year", ["0", "99999999999", "MMXX"])
def test_no_date_breaks_the_form(year):
    form = AskForm(QueryDict(f"born_day=1&born_month=1&born_year={year}"))

    assert form.errors["born"] == ["Enter a date that exists, like 27 3 1985"]


def test_the_admins_own_forms_keep_djangos_markup():
    assert str(forms.Form().as_p()) == ""
    assert "nhsuk" not in str(AskForm()["email"])
