"""The ordinary pages of the demo college's site, in the order of its menu."""

from __future__ import annotations

from recoverycollege.demo.pages.about import ABOUT, LEGAL
from recoverycollege.demo.pages.peers import PEER_SECTION
from recoverycollege.demo.pages.welcome import FIRST_TIME, HOME

MENU_PAGES = (FIRST_TIME, PEER_SECTION, ABOUT)

__all__ = ["ABOUT", "FIRST_TIME", "HOME", "LEGAL", "MENU_PAGES", "PEER_SECTION"]
