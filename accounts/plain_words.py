"""Says a message's HTML in plain words, so that what it says is written down once."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SPACES = re.compile(r"\s+")
_LINES = re.compile(r" *\n *(?=\n)")
_BLANK_LINES = re.compile(r"\n{3,}")
_BLOCKS = frozenset({"p", "h1", "h2", "h3", "ul", "div"})
# What stands on its own and has no end.
_VOID = frozenset({"br", "meta", "img", "hr", "link"})


def plain_words(html: str) -> str:
    """Return what a message says, for whoever reads no HTML, rings somebody, or sends a text.

    Every block stands by itself, a list has dashes, and an address stands on a line of its own
    below the words that lead to it. What carries `data-html-only` is left out.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _BLANK_LINES.sub("\n\n", _LINES.sub("\n", reader.said)).strip()


class _Reader(HTMLParser):
    """Writes down what is said while it reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said = ""
        self._left_out = 0
        self._link: tuple[str, int] | None = None
        self._addresses: list[str] = []
        self._indent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a line or a link."""
        attributes = dict(attrs)
        if self._left_out or tag == "head" or "data-html-only" in attributes:
            self._left_out += tag not in _VOID
        elif tag in _BLOCKS:
            self._begin(empty_lines=0 if self._indent else 1)
            if tag == "ul" and self.said.endswith(":\n\n"):
                self.said = self.said[:-1]
        elif tag == "li":
            self._begin(empty_lines=0)
            self.said, self._indent = f"{self.said}- ", "  "
        elif tag == "br":
            self.said = f"{self.said.rstrip(' ')}\n{self._indent}"
        elif tag == "a":
            self._link = attributes.get("href") or "", len(self.said)

    def handle_endtag(self, tag: str) -> None:
        """End a block; the addresses of its links follow."""
        if self._left_out:
            self._left_out -= 1
        elif tag == "a" and self._link:
            address, start = self._link
            is_said = address in self.said[start:]
            self._addresses += [address] if address.startswith("http") and not is_said else []
        elif tag == "li" or tag in _BLOCKS:
            self._indent = "" if tag == "li" else self._indent
            self._tell_addresses()
            self._begin(empty_lines=0 if tag == "li" or self._indent else 1)

    def handle_data(self, data: str) -> None:
        """Say words; how they are broken in the file does not matter."""
        words = _SPACES.sub(" ", data)
        if not self._left_out:
            self.said += words.lstrip() if self.said[-1:] in {"", "\n", " "} else words

    def _begin(self, *, empty_lines: int) -> None:
        said = self.said.rstrip(" ")
        there = len(said) - len(said.rstrip("\n"))
        self.said = said + "\n" * max(0, empty_lines + 1 - there) if said.strip() else ""

    def _tell_addresses(self) -> None:
        if self._addresses:
            lines = "\n".join(self._addresses)
            self.said = f"{self.said.rstrip().removesuffix('.').removesuffix(':')}:\n{lines}"
            self._addresses = []
