"""The design system's stylesheet as the site uses it: as shipped, without its fonts.

The shipped file declares a font that only NHS bodies may use and that lives on another host.
No element of ours asks for it, but under a strict Content-Security-Policy browsers already
complain about the declaration. So it is taken out on the way, once in the life of a process.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import cache
from importlib.resources import files

_PACKAGE = "wagtailnhsukfrontend"
_SHIPPED = "static/wagtailnhsukfrontend/css/nhsuk-frontend-10.4.2.min.css"
_FONT = re.compile(rb"@font-face\s*\{[^}]*\}")
_NAME_LENGTH = 12


@cache
def stylesheet() -> bytes:
    """Return the stylesheet without its fonts."""
    return _FONT.sub(b"", (files(_PACKAGE) / _SHIPPED).read_bytes())


@cache
def compressed_stylesheet() -> bytes:
    """Return the same, packed with gzip as every browser takes it."""
    return gzip.compress(stylesheet(), mtime=0)


@cache
def stylesheet_version() -> str:
    """Return a name that changes with the content, so that browsers may keep it for good."""
    return hashlib.sha256(stylesheet()).hexdigest()[:_NAME_LENGTH]
