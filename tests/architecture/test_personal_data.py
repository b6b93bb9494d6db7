"""Every field of every model of ours says what happens to it on export and on erasure."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from wagtail.models import ReferenceIndex

from accounts.personal_data import NoPersonalData, OnErasure, PersonalData

OUR_APPS = ("accounts", "home", "courses", "bookings")
MODELS = [model for label in OUR_APPS for model in apps.get_app_config(label).get_models()]
ABOUT_PEOPLE = [
    model for model in MODELS if isinstance(model.__dict__.get("personal_data"), PersonalData)
]


def named(models):
    return pytest.mark.parametrize("model", models, ids=lambda model: model._meta.label)


def own_fields(model):
    """Return the columns and the links of a model that are its own, not its parents'."""
    return {
        field.name
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if not (field.is_relation and field.remote_field.parent_link)
    }


def reached(model, path):
    """Follow the path to a person and return the model at its end."""
    for step in path.split("__"):
        model = model if step == "self" else model._meta.get_field(step).related_model
    return model


@named(MODELS)
def test_model_says_whether_it_holds_personal_data(model):
    declared = model.__dict__.get("personal_data")

    assert isinstance(declared, PersonalData | NoPersonalData)
    if isinstance(declared, NoPersonalData):
        assert declared.reason


@named(ABOUT_PEOPLE)
def test_every_field_is_declared_and_no_other(model):
    assert set(model.personal_data.fields) == own_fields(model)


@named(ABOUT_PEOPLE)
def test_path_leads_to_a_person(model):
    assert reached(model, model.personal_data.person)._meta.label in {
        "accounts.User",
        "accounts.Student",
    }


@named(ABOUT_PEOPLE)
def test_what_is_kept_says_why(model):
    unexplained = [
        name
        for name, treatment in model.personal_data.fields.items()
        if treatment.on_erasure == OnErasure.KEPT and not treatment.reason
    ]

    assert unexplained == []


@named([model for model in ABOUT_PEOPLE if model._meta.app_label in {"accounts", "bookings"}])
def test_people_stay_out_of_the_index_that_editors_read(model):
    assert not ReferenceIndex.model_is_indexable(model)


def test_models_about_people_are_found():
    labels = {model._meta.label for model in ABOUT_PEOPLE}

    assert {"accounts.Student", "bookings.Booking", "accounts.Message"} <= labels


def test_unknown_path_is_noticed():
    with pytest.raises(FieldDoesNotExist):
        reached(apps.get_model("bookings.Booking"), "pupil")
