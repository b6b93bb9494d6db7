"""Every template compiles, carries no inline script or style, and fetches from no other host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.*"))
PAGES = [
    name
    for name in TEMPLATES
    # Mail readers know no style sheets, so messages carry their styles; browsers never see them.
    if name.endswith(".html") and not name.startswith("messages/")
]

_COMMENTS = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
# A block of data, such as schema.org's, is not a script to a browser.
_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)[^>]*>", re.IGNORECASE)
_STYLE = re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE)
_HANDLER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE)
_OTHER_HOST = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*\b(?:src|data)\s*=\s*[\"']"
    r"(?:https?:)?//|<link\b(?=[^>]*rel=[\"']?(?:stylesheet|icon|preload|preconnect))"
    r"[^>]*href\s*=\s*[\"'](?:https?:)?//",
    re.IGNORECASE,
)


def found(text: str) -> list[str]:
    text = _COMMENTS.sub("", text)
    patterns = (_SCRIPT, _STYLE, _HANDLER, _OTHER_HOST)
    return [match.group() for pattern in patterns for match in pattern.finditer(text)]


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_compiles(name):
    assert engines["django"].get_template(name).template.origin.name == str(FOLDER / name)


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_would_let_it_work(name):
    assert found((FOLDER / name).read_text()) == []


@pytest.mark.parametrize(
    "forbidden",
    [
        "<script>alert(1)</script>",
        '<script type="module">import x</script>',
        "<style>p {}</style>",
        '<p style="color: red">',
        '<a href="/" onclick="go()">',
        '<script src="https://cdn.example/x.js"></script>',
        '<img alt="" src="//cdn.example/x.png">',
        '<link rel="stylesheet" href="https://cdn.example/x.css">',
    ],
)
def test_what_the_policy_forbids_is_found(forbidden):
    assert len(found(forbidden)) >= 1


@pytest.mark.parametrize(
    "allowed",
    [
        '<script type="application/ld+json">{}</script>',
        '<script src="/static/js/college.js" defer></script>',
        '<a href="https://www.nhs.uk/">NHS</a>',
        '<link rel="canonical" href="https://college.example/">',
        "{# <style> #}",
    ],
)
def test_what_the_policy_allows_is_left_alone(allowed):
    assert found(allowed) == []
