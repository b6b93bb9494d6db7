"""Makes the college's PDF documents: tagged, with their own fonts, and the same every time."""

from __future__ import annotations

import logging
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import segno
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weasyprint import HTML, Document
    from weasyprint.urls import URLFetcher

    from bookings.queries.certificates import CertificateSheet

FONT_SCHEME: Final = "collegefont:"
STATIC_SCHEME: Final = "collegestatic:"
FONT_FILES: Final = (
    "SourceSansPro-Regular.ttf",
    "SourceSansPro-Semibold.ttf",
    "SourceSansPro-Bold.ttf",
)
STATIC_FILES: Final = ("images/certificate-frame.svg",)

# From roomy to tight, with how many topics each has room for. The first that fits on one
# page wins; nearly every certificate fits the first.
SIZES: Final = (("roomy", 8), ("snug", 8), ("tight", 8), ("tight", 4), ("tiny", 4), ("tiny", 0))
# The longest side of one topic line; more than this is a paragraph, not a topic.
TOPIC_CHARACTERS: Final = 160


class CannotMakePdf(Exception):
    """Raised when a document will not fit the page it is made for."""


def certificate_pdf(sheet: CertificateSheet) -> bytes:
    """Make the PDF of one certificate, as PDF/UA-1 on one landscape A4 page.

    The same sheet gives the same bytes, so making it twice does no harm.

    Raises CannotMakePdf when even the smallest type does not fit the page.
    """
    code_image = qr_code_address(sheet.check_address)
    for size, topics in SIZES:
        html = certificate_html(sheet, size=size, topics=topics, code_image=code_image)
        document = _laid_out(html, stylesheet="css/certificate.css")
        if len(document.pages) == 1:
            return _written(document, key=sheet.code)
    msg = "The certificate does not fit on one page."
    raise CannotMakePdf(msg)


def certificate_html(sheet: CertificateSheet, *, size: str, topics: int, code_image: str) -> str:
    """Write the certificate's page, ready to be laid out."""
    lines = [_shortened(line) for line in sheet.topics[:topics]]
    context = {"sheet": sheet, "size": size, "topics": lines, "code_image": code_image}
    return render_to_string("documents/certificate.html", context)


def qr_code_address(text: str) -> str:
    """Draw a QR code as an image that sits inside the document itself."""
    code = segno.make(text, error="m", micro=False)
    return code.svg_data_uri(border=0, dark="#0f3d34", xmldecl=False, svgns=True, nl=False)


def _shortened(line: str) -> str:
    if len(line) <= TOPIC_CHARACTERS:
        return line
    return line[: TOPIC_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"


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
        files[STATIC_SCHEME + name] = _static_path(name)
    return files


def _static_path(name: str) -> Path:
    found = finders.find(name)
    if found is None:
        msg = f"The static file {name} is missing."
        raise FileNotFoundError(msg)
    return Path(found)


@cache
def _keep_words_out_of_the_log() -> None:
    logging.getLogger("weasyprint").addFilter(_WithoutText())


@cache
def _fetcher() -> URLFetcher:
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


def _laid_out(html: str, *, stylesheet: str) -> Document:
    from weasyprint import CSS, HTML  # noqa: PLC0415 -- slow import
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 -- slow import

    _keep_words_out_of_the_log()
    fonts = FontConfiguration()
    fetcher = _fetcher()
    style = CSS(
        string=_static_path(stylesheet).read_text(encoding="utf-8"),
        url_fetcher=fetcher,
        font_config=fonts,
    )
    page: HTML = HTML(string=html, url_fetcher=fetcher)
    return page.render(font_config=fonts, stylesheets=[style], pdf_variant="pdf/ua-1")


def _written(document: Document, *, key: str) -> bytes:
    # The identifier comes from the content's own key, not from the clock.
    identifier = sha256(key.encode()).hexdigest()[:32].encode()
    written: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return written
