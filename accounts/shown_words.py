"""Shows a message's HTML on a page of ours: its headings, lists and links, and nothing else."""

from __future__ import annotations

from html.parser import HTMLParser

from django.utils.html import format_html, urlize
from django.utils.safestring import SafeString

# The page has a first heading already, so those of a message begin below it.
_KEPT = {
    "h1": "h2",
    "h2": "h3",
    "h3": "h4",
    "p": "p",
    "ul": "ul",
    "ol": "ol",
    "li": "li",
    "strong": "strong",
    "b": "strong",
    "em": "em",
    "i": "em",
}
_VOID = frozenset({"br", "meta", "img", "hr", "link", "input", "base", "wbr"})
# What stands in these is no word of the message.
_LEFT_OUT = frozenset({"head", "script", "style", "template", "iframe", "object", "svg", "title"})
_WAYS = ("https://", "http://", "mailto:", "tel:")


def shown_words(html: str) -> SafeString:
    """Return what a message says with its headings, lists and links; whatever else is left out.

    Only names of tags from a short list are written, and no attribute but the address of a
    link, so that nothing in it can run, load or look like a part of the page.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.finished()


class _Reader(HTMLParser):
    """Writes the message anew while it reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._said = SafeString("")
        self._open: list[str] = []
        self._left_out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what is kept of a tag."""
        attributes = dict(attrs)
        if self._left_out or tag in _LEFT_OUT or "data-html-only" in attributes:
            if tag not in _VOID:
                self._left_out.append(tag)
        elif tag == "br":
            self._said += SafeString("<br>")
        elif tag == "a":
            address = (attributes.get("href") or "").strip()
            if address.lower().startswith(_WAYS):
                self._open.append("a")
                self._said += format_html('<a href="{}">', address)
        elif kept := _KEPT.get(tag):
            self._open.append(kept)
            self._said += format_html("<{}>", kept)

    def handle_endtag(self, tag: str) -> None:
        """End what was begun, with all that is still open in it."""
        if self._left_out:
            if tag in self._left_out:
                while self._left_out.pop() != tag:
                    pass
            return
        kept = "a" if tag == "a" else _KEPT.get(tag, "")
        if kept in self._open:
            self._end(until=kept)

    def handle_data(self, data: str) -> None:
        """Write words; an address among them can be pressed as well."""
        if self._left_out:
            return
        if "a" in self._open:
            self._said += format_html("{}", data)
        else:
            self._said += SafeString(urlize(data, autoescape=True))

    def finished(self) -> SafeString:
        """Return all that was written, with nothing left open."""
        while self._open:
            self._end(until=self._open[-1])
        return self._said

    def _end(self, *, until: str) -> None:
        ended = ""
        while ended != until:
            ended = self._open.pop()
            self._said += format_html("</{}>", ended)
