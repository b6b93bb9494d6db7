"""Keeps the links in the demo's messages leading to where the demo runs now."""

from __future__ import annotations

import re

from accounts.models import Message

_HERE = "http://127.0.0.1:"
_ANY_PORT = re.compile(re.escape(_HERE) + r"\d+")
_WORDS = ("text", "short", "html")


def lead_messages_to(address: str) -> None:
    """Let links in messages that were written on another port lead to this one."""
    elsewhere = Message.objects.filter(text__contains=_HERE).exclude(text__contains=f"{address}/")
    changed = []
    for message in elsewhere.only(*_WORDS).iterator():
        for name in _WORDS:
            setattr(message, name, _ANY_PORT.sub(address, getattr(message, name)))
        changed.append(message)
    Message.objects.bulk_update(changed, _WORDS, batch_size=100)
