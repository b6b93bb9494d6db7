"""Migrations are complete and form one line in each app."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

OURS = ("accounts", "home", "courses", "bookings")
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_none_is_missing():
    said = io.StringIO()

    call_command("makemigrations", check_changes=True, dry_run=True, stdout=said)

    assert said.getvalue() == "No changes detected\n"


def test_each_app_has_one_last_migration():
    graph = MigrationLoader(None, ignore_no_migrations=True).graph

    assert {app: len(graph.leaf_nodes(app)) for app in OURS} == dict.fromkeys(OURS, 1)
    assert [str(message) for message in run_checks() if not message.is_silenced()] == []


@pytest.mark.parametrize("app", OURS)
def test_each_name_says_what_it_does(app):
    names = [path.stem for path in (ROOT / app / "migrations").glob("0*.py")]

    assert names
    assert [name for name in names if "_auto_" in name] == []
