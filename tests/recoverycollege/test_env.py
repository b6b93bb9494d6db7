"""Values from the environment: read with their kind, refused with their name."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from recoverycollege.settings import env


def test_values_are_read_with_their_kind(monkeypatch):
    monkeypatch.setenv("A_TEXT", " hello ")
    monkeypatch.setenv("A_FLAG", "Yes")
    monkeypatch.setenv("A_NUMBER", "12")
    monkeypatch.setenv("SOME_WORDS", "a.example, b.example,")

    read = (
        env.text("A_TEXT"),
        env.flag("A_FLAG", default=False),
        env.number("A_NUMBER", 1),
        env.words("SOME_WORDS"),
    )

    assert read == ("hello", True, 12, ["a.example", "b.example"])


def test_an_empty_value_counts_as_none(monkeypatch):
    for name in ("A_TEXT", "A_FLAG", "A_NUMBER", "SOME_WORDS"):
        monkeypatch.setenv(name, "  ")

    read = (
        env.text("A_TEXT", "default"),
        env.flag("A_FLAG", default=True),
        env.number("A_NUMBER", 1),
        env.words("SOME_WORDS", ("x",)),
    )

    assert read == ("default", True, 1, ["x"])


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda: env.text("A_VALUE"), ""),
        (lambda: env.flag("A_VALUE", default=True), "perhaps"),
        (lambda: env.number("A_VALUE", 1), "twelve"),
    ],
    ids=["missing", "no flag", "no number"],
)
def test_a_bad_value_is_refused_with_its_name(monkeypatch, read, value):
    monkeypatch.setenv("A_VALUE", value)

    with pytest.raises(ImproperlyConfigured, match="A_VALUE"):
        read()
