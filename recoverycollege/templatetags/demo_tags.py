"""What the demo's sign-in page offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.conf import settings

from recoverycollege.demo.sign_ins import SIGN_INS

if TYPE_CHECKING:
    from recoverycollege.demo.sign_ins import DemoSignIn

register = template.Library()


@register.simple_tag
def demo_sign_ins() -> tuple[DemoSignIn, ...]:
    """List the people to sign in as; nobody outside the demo."""
    return SIGN_INS if settings.DEMO else ()
