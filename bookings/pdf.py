"""Makes certificates as PDF documents, the same every time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import segno
from django.template.loader import render_to_string

from accounts import pdf

if TYPE_CHECKING:
    from bookings.queries.certificates import CertificateSheet

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
        document = pdf.laid_out(html, stylesheet="css/certificate.css")
        if len(document.pages) == 1:
            return pdf.written(document, key=sheet.code)
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
