"""Resumable uploads: tus 1.0.0, core and creation, checksum, expiration, termination.

A file’s address is its paper’s, version’s and place’s. Pieces are stored as they come and count once they are: a line
that is cut loses what it had not finished to send, never what was acknowledged.
"""

import base64
from contextlib import closing
from functools import partial
from uuid import UUID

from flask import Blueprint, Response, g, request, url_for
from sqlmodel import Session
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import http_date

from beneficiary_app import clock, once
from beneficiary_app.cleaning.kinds import LARGEST
from beneficiary_app.cleaning.refusals import TooLarge
from beneficiary_app.documents import arriving, forms, incoming, pieces
from beneficiary_app.documents.models import Kind, PaperFile
from beneficiary_app.documents.pieces import Spot
from beneficiary_app.documents.refusals import GivenUp, NotTus, WrongPlace
from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.identity.gate import signed_in
from beneficiary_app.vault.current import vault
from beneficiary_app.web import reading, transaction

bp = Blueprint("tus", __name__)
VERSION = "1.0.0"
BYTES = "application/offset+octet-stream"
FILE = "/papers/<uuid:paper_id>/versions/<int:number>/files/<int:place>"


class OtherVersion(NotTus):
    """Another version of the protocol (§ Version, 412)."""

    status = 412


class NotBytes(NotTus):
    """Another content type (§ PATCH, 415)."""

    status = 415


@bp.before_request
def _speak_tus() -> None:
    # One more: where the server ends the body, a stream that is read up to its limit is refused (Werkzeug).
    request.max_content_length = LARGEST + 1
    if request.method == "OPTIONS":
        return
    signed_in()
    once.own_outbox()
    if request.headers.get("Tus-Resumable") != VERSION:
        raise OtherVersion(log="Tus-Resumable")


@bp.after_app_request
def _say_tus(response: Response) -> Response:
    if request.blueprint == bp.name:
        response.headers["Tus-Resumable"] = VERSION
        response.headers["Tus-Version"] = VERSION
        response.headers["Cache-Control"] = "no-store"
    return response


def _number(name: str) -> int:
    given = request.headers.get(name, "")
    if not given.isascii() or not given.isdigit():
        raise NotTus(log=name)
    return int(given)


def _metadata() -> dict[str, str]:
    found = {}
    for pair in filter(None, request.headers.get("Upload-Metadata", "").split(",")):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except ValueError:
            raise NotTus(log="Upload-Metadata") from None
    return found


@bp.route("/uploads", methods=["OPTIONS"], provide_automatic_options=False)
def options() -> Response:
    """What we can do."""
    response = Response(status=204)
    response.headers["Tus-Extension"] = "creation,checksum,expiration,termination"
    response.headers["Tus-Max-Size"] = str(LARGEST)
    response.headers["Tus-Checksum-Algorithm"] = ",".join(incoming.CHECKSUMS)
    return response


@bp.post("/uploads")
def create() -> Response:
    """A paper of one file, from the metadata ``kind`` and ``title``; whoever knows no kind adds « Autre »."""
    length, said, now = _number("Upload-Length"), _metadata(), clock.now()
    if length > LARGEST:
        raise TooLarge(log="Upload-Length")
    form = forms.paper({"kind": said.get("kind", Kind.OTHER), "title": said.get("title", "")})
    with transaction() as session:
        paper = arriving.begin(session, vault(), g.actor, g.carnet_id, form, [length], now=now)
    response = Response(status=201)
    response.headers["Location"] = url_for("tus.where", paper_id=paper.id, number=1, place=0)
    response.headers["Upload-Expires"] = http_date(now + pieces.ABANDONED)
    return response


def _spot(paper_id: UUID, number: int, place: int) -> Spot:
    return Spot(g.carnet_id, paper_id, number, place)


def _file(session: Session, spot: Spot) -> PaperFile:
    try:
        return pieces.find(session, g.actor, spot, now=clock.now())
    except NotHere:
        raise GivenUp(log="no such file") from None


@bp.route(FILE, methods=["HEAD"], provide_automatic_options=False)
def where(paper_id: UUID, number: int, place: int) -> Response:
    """How much has arrived."""
    with reading() as session:
        file = _file(session, _spot(paper_id, number, place))
    response = Response(status=200)
    response.headers["Upload-Offset"], response.headers["Upload-Length"] = str(file.received), str(file.length)
    response.headers["Upload-Expires"] = http_date(file.expires_at)
    return response


@bp.patch(FILE)
def take(paper_id: UUID, number: int, place: int) -> Response:
    """The bytes that follow; with a checksum, all of them or none."""
    if request.mimetype != BYTES:
        raise NotBytes(log="Content-Type")
    spot, offset = _spot(paper_id, number, place), _number("Upload-Offset")
    with reading() as session:
        file = _file(session, spot)
        hers = vault().of(session, g.carnet_id)
        key = pieces.version_key(session, hers, spot)
    if file.received != offset:
        raise WrongPlace(log=f"at {file.received}, not {offset}")
    try:
        coming = incoming.pieces(request.stream, file.length - offset, request.headers.get("Upload-Checksum", ""))
        keep = partial(pieces.keep_piece, hers, key, spot)
        with closing(incoming.stored(coming, offset, keep, vault().store.drop)) as stored:
            for kept in incoming.together(stored):
                offset = _count(spot, offset, kept)
    except ClientDisconnected:
        # What came before the cut is kept: it is where the sender goes on from.
        pass
    response = Response(status=204)
    response.headers["Upload-Offset"] = str(offset)
    response.headers["Upload-Expires"] = http_date(clock.now() + pieces.ABANDONED)
    return response


def _count(spot: Spot, offset: int, kept: list[tuple[str, int]]) -> int:
    try:
        with transaction() as session:
            return pieces.append(session, g.actor, spot, offset, kept, now=clock.now())
    except Refusal:
        vault().store.drop(*(name for name, _ in kept))
        raise


@bp.delete(FILE)
def stop(paper_id: UUID, number: int, place: int) -> Response:
    """Give the version up."""
    with transaction() as session:
        pieces.find(session, g.actor, _spot(paper_id, number, place), now=clock.now())
        names = arriving.give_up(session, g.actor, g.carnet_id, paper_id, number, now=clock.now())
    vault().store.drop(*names)
    return Response(status=204)
