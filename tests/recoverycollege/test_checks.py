"""What a production that cannot work is told before it starts."""

from __future__ import annotations

import pytest

from recoverycollege import checks

REAL = {
    "TASKS": {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}},
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "SITE_ADDRESS": "https://college.example",
    "DEMO": False,
}
ALL = (
    checks.background_work_is_real,
    checks.mail_leaves_the_machine,
    checks.address_is_public_and_secure,
)


def found(settings, **changed) -> list[str]:
    for name, value in (REAL | changed).items():
        setattr(settings, name, value)
    return [message.id for check in ALL for message in check(app_configs=None)]


def test_a_real_production_passes(settings):
    assert found(settings) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"TASKS": {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}}, "E001"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "E002"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}, "E002"),
        ({"SITE_ADDRESS": "http://college.example"}, "E003"),
        ({"DEMO": True}, "E003"),
    ],
)
def test_what_would_reach_nobody_is_refused(settings, changed, told):
    assert found(settings, **changed) == [f"college.{told}"]


@pytest.mark.parametrize(
    ("key", "template", "found"), [("", "", []), ("k", "t", []), ("k", "", ["college.E004"])]
)
def test_texts_need_a_template(settings, key, template, found):
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = key, template

    assert [one.id for one in checks.texts_have_a_template(None)] == found
