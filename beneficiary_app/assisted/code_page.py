"""The page that shows a code to be typed by who helps, told once."""

from flask import Response, url_for

from beneficiary_app.identity import qr
from beneficiary_app.web import render


def code_page(code: str, lines: list[str]) -> Response:
    """The six letters, the square that holds them, and the words that she agreed to; never kept."""
    address = url_for("desk_help.index", _external=True)
    square = qr.svg(f"{address}#{code}")
    response = render("assisted/code.html", tab="access", code=code, address=address, square=square, lines=lines)
    response.headers["Cache-Control"] = "no-store"
    return response
