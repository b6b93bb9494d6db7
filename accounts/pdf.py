"""Draws the college's PDF documents: tagged, with their own fonts, from nothing but our files."""

from __future__ import annotations

import logging
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.contrib.staticfiles import finders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weasyprint import HTML, Document
    from weasyprint.urls import URLFetcher

FONT_SCHEME: Final = "collegefont:"
STATIC_SCHEME: Final = "collegestatic:"
FONT_FILES: Final = (
    "SourceSansPro-Regular.ttf",
    "SourceSansPro-Semibold.ttf",
    "SourceSansPro-Bold.ttf",
)
STATIC_FILES: Final = ("images/certificate-frame.svg",)


class _WithoutText(logging.Filter):
    """Keeps the words of a document out of the log: they may be someone's name."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the remark through, without what it was about."""
        record.args = ()
        record.msg = str(record.msg).replace("%r", "…").replace("%s", "…").replace("%d", "…")
        return True


@cache
def _allowed_files() -> Mapping[str, Path]:
    """Name every file a document may use; nothing else can be fetched."""
    import font_source_sans_pro  # noqa: PLC0415 -- only needed where a PDF is made

    folder = Path(font_source_sans_pro.font_directory)
    files = {FONT_SCHEME + name: folder / name for name in FONT_FILES}
    for name in STATIC_FILES:
        files[STATIC_SCHEME + name] = static_path(name)
    return files


def static_path(name: str) -> Path:
    """Find one of our own static files."""
    found = finders.find(name)
    if found is None:
        msg = f"The static file {name} is missing."
        raise FileNotFoundError(msg)
    return Path(found)


@cache
def _keep_words_out_of_the_log() -> None:
    logging.getLogger("weasyprint").addFilter(_WithoutText())


@cache
def fetcher() -> URLFetcher:
    """Return what reads files for documents, and refuses all others."""
    from weasyprint.urls import (  # noqa: PLC0415 -- slow import
        FatalURLFetchingError,
        URLFetcher,
        URLFetcherResponse,
    )

    class CollegeFetcher(URLFetcher):
        """Gives a document its own few files and data inside itself, and nothing more."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = _allowed_files().get(url)
            if path is None:
                msg = f"A document asked for a file it may not use: {url[:60]}"
                raise FatalURLFetchingError(msg)
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _kind(path)})

    return CollegeFetcher(allowed_protocols=("data",))


def _kind(path: Path) -> str:
    return {".svg": "image/svg+xml", ".css": "text/css"}.get(path.suffix, "font/ttf")


def laid_out(html: str, *, stylesheet: str) -> Document:
    """Lay a page of HTML out on paper, tagged for people who listen to it."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 -- slow import
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 -- slow import

    _keep_words_out_of_the_log()
    fonts = FontConfiguration()
    files = fetcher()
    style = CSS(
        string=static_path(stylesheet).read_text(encoding="utf-8"),
        url_fetcher=files,
        font_config=fonts,
    )
    page: HTML = HTML(string=html, url_fetcher=files)
    return page.render(font_config=fonts, stylesheets=[style], pdf_variant="pdf/ua-1")


def written(document: Document, *, key: str) -> bytes:
    """Write a document as PDF/UA-1; the same key and content give the same bytes."""
    # The identifier comes from the content's own key, not from the clock.
    identifier = sha256(key.encode()).hexdigest()[:32].encode()
    content: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return content
