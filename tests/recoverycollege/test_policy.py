"""Which Content-Security-Policy goes with which page."""

from __future__ import annotations

import pytest

HEADER = "Content-Security-Policy"
OURS = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def directives(response) -> set[str]:
    return set(response[HEADER].split("; "))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ("/sign-in/", "/healthz", "/no-such-page/"))
def test_our_pages_get_the_strict_policy(client, address):
    assert directives(client.get(address)) == OURS


@pytest.mark.django_db
def test_an_address_that_only_looks_like_the_admin_gets_the_strict_policy(client):
    assert directives(client.get("/administrator/")) == OURS


@pytest.mark.django_db
def test_the_admin_gets_its_own_policy(client):
    policy = directives(client.get("/admin/login/"))

    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "frame-ancestors 'self'" in policy
    assert not any("http" in directive or "*" in directive for directive in policy)
