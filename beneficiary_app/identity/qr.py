"""A square to scan, as SVG without any style of its own."""

import segno
from markupsafe import Markup


def svg(text: str) -> Markup:
    """The QR code of a text, inline, in the colours of paper: phones read black on white, in a dark page too."""
    code = segno.make(text, error="m")
    drawn = code.svg_inline(scale=4, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True)
    return Markup(drawn)  # noqa: S704 - drawn here, and nothing of the text is in it as words
