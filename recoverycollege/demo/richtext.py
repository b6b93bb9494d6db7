"""Turns the demo's plain paragraphs into what Wagtail's fields and blocks hold."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wagtail.models import Page

    from recoverycollege.demo.shapes import Block

_POINT = "* "
_LINK = re.compile(r"\[(?P<words>[^\]]+)\]\((?P<kind>page|url):(?P<target>[^)]+)\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")


def rich(paragraphs: Sequence[str], pages: Mapping[str, Page]) -> str:
    """Write paragraphs, lists, bold words and links as Wagtail's rich text."""
    parts: list[str] = []
    for is_list, lines in groupby(paragraphs, key=lambda line: line.startswith(_POINT)):
        if is_list:
            points = "".join(f"<li>{_inline(line[len(_POINT) :], pages)}</li>" for line in lines)
            parts.append(f"<ul>{points}</ul>")
        else:
            parts += [f"<p>{_inline(line, pages)}</p>" for line in lines]
    return "".join(parts)


def _inline(line: str, pages: Mapping[str, Page]) -> str:
    def link(match: re.Match[str]) -> str:
        if match["kind"] == "page":
            return f'<a linktype="page" id="{pages[match["target"]].pk}">{match["words"]}</a>'
        return f'<a href="{match["target"]}">{match["words"]}</a>'

    return _LINK.sub(link, _BOLD.sub(r"<b>\1</b>", escape(line, quote=False)))


def stream(blocks: Sequence[Block], pages: Mapping[str, Page]) -> list[tuple[str, Any]]:
    """Write a page's blocks as the site's stream field takes them."""
    return [(block.kind, _value(block, pages)) for block in blocks]


def _value(block: Block, pages: Mapping[str, Page]) -> Any:
    value: Any
    match block.kind:
        case "heading":
            value = block.title
        case "text":
            value = rich(block.text, pages)
        case "callout":
            value = {
                "kind": block.tone,
                "title": block.title,
                "text": rich(block.text, pages),
            }
        case "steps":
            value = {"steps": [{"title": title, "text": words} for title, words in block.pairs]}
        case "quote":
            value = {"words": block.text[0], "credit": block.title}
        case "cards":
            value = {
                "cards": [
                    {
                        "page": pages[path],
                        "title": "",
                        "text": words,
                        "illustration": pages[path].illustration,
                    }
                    for path, words in block.pairs
                ]
            }
        case "question":
            value = {"question": block.title, "answer": rich(block.text, pages)}
        case unknown:
            msg = f"The site has no block named {unknown}."
            raise ValueError(msg)
    return value
