"""Bytes of papers: permission at each request, nothing kept by any browser, nothing that runs."""

from collections.abc import Iterator
from typing import Protocol
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, g, request

from beneficiary_app import clock
from beneficiary_app.documents import reading as opening
from beneficiary_app.errors import NotHere
from beneficiary_app.identity.gate import signed_in
from beneficiary_app.identity.shared import takes_away
from beneficiary_app.vault.current import vault
from beneficiary_app.web import transaction

bp = Blueprint("paper_files", __name__, url_prefix="/papers")
PART = 256 * 1024
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Sendable(Protocol):
    """Bytes to send: how many, of what kind, and how to read some."""

    @property
    def size(self) -> int:
        """How many bytes."""

    @property
    def kind(self) -> str:
        """Their media type."""

    def read(self, offset: int, length: int) -> bytes:
        """Those bytes."""


UNNAMED = set('/\\:;"%')


@bp.before_request
def refuse_elsewhere() -> None:
    """Nothing of a paper is sent into another site’s page (Fetch Metadata)."""
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        raise NotHere(log="a paper asked for from another site")


def disposition(title: str, ending: str) -> str:
    """How a download is named (RFC 6266, RFC 8187): no path, no control, no sign that turns the text around."""
    plain = "".join(sign if sign.isprintable() and sign not in UNNAMED else " " for sign in title)
    name = " ".join(plain.split())[:80].strip(". ") or "papier"
    ascii_name = name.encode("ascii", "ignore").decode().strip(". ") or "papier"
    return f"attachment; filename=\"{ascii_name}.{ending}\"; filename*=UTF-8''{quote(name, safe='')}.{ending}"


def send(opened: Sendable, *, name: str = "", ending: str = "pdf") -> Response:
    """The bytes, or the part of them that was asked for (RFC 9110 §14); with a ``name``, to be downloaded."""
    asked = request.range.range_for_length(opened.size) if request.range else None
    if request.range and asked is None:
        response = Response(status=416, headers={"Content-Range": f"bytes */{opened.size}"})
    else:
        first, end = asked or (0, opened.size)
        response = Response(_parts(opened, first, end), status=206 if asked else 200, mimetype=opened.kind)
        response.content_length = end - first
        if asked:
            response.headers["Content-Range"] = f"bytes {first}-{end - 1}/{opened.size}"
    response.headers.update(HEADERS)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Disposition"] = disposition(name, ending) if name else "inline"
    return response


def _parts(opened: Sendable, first: int, end: int) -> Iterator[bytes]:
    for at in range(first, end, PART):
        yield opened.read(at, min(PART, end - at))


@bp.get("/<uuid:paper_id>/versions/<int:number>/pages/<int:page>.jpg")
def page(paper_id: UUID, number: int, page: int) -> Response:
    """The picture of one page; 0 is the thumbnail."""
    signed_in()
    with transaction() as session:
        opened = opening.page(session, vault(), g.actor, g.carnet_id, paper_id, number, page, now=clock.now())
    return send(opened)


@bp.get("/<uuid:paper_id>/versions/<int:number>/paper.pdf")
def whole(paper_id: UUID, number: int) -> Response:
    """The paper, to take away."""
    signed_in()
    takes_away()
    with transaction() as session:
        opened = opening.whole(session, vault(), g.actor, g.carnet_id, paper_id, number, now=clock.now())
    return send(opened, name=opened.title)


@bp.get("/<uuid:paper_id>/versions/<int:number>/files/<int:place>/original")
def original(paper_id: UUID, number: int, place: int) -> Response:
    """One file as it came: never shown by the browser, only downloaded."""
    signed_in()
    takes_away()
    with transaction() as session:
        content = opening.original(session, vault(), g.actor, g.carnet_id, paper_id, number, place, now=clock.now())
    response = Response(content, mimetype="application/octet-stream", headers=HEADERS)
    response.headers["Content-Disposition"] = 'attachment; filename="original.bin"'
    return response
