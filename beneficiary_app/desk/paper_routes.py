"""A paper at the desk: each page that is looked at is written in her history, before it is sent."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, Response
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.desk.doors import acting, gate, never_kept
from beneficiary_app.documents import reading
from beneficiary_app.documents.file_routes import refuse_elsewhere, send
from beneficiary_app.documents.reading import Cover, Opened
from beneficiary_app.errors import NotHere
from beneficiary_app.shown import looks
from beneficiary_app.vault.current import vault
from beneficiary_app.web import render, transaction

Found = TypeVar("Found", Cover, Opened)
bp = Blueprint("desk_papers", __name__, url_prefix="/desk/carnets/<uuid:carnet_id>/papers/<uuid:paper_id>")
bp.before_request(gate)
bp.before_request(refuse_elsewhere)
bp.after_request(never_kept)


def _looked(carnet_id: UUID, look: Callable[[Session], Found]) -> Found:
    # What is refused is written down in a transaction of its own.
    try:
        with transaction() as session:
            return look(session)
    except NotHere:
        with transaction() as session:
            looks.refuse(session, acting(), carnet_id, now=clock.now())
        raise


@bp.get("")
def show(carnet_id: UUID, paper_id: UUID) -> Response:
    """Its pages, one under the other."""
    now = clock.now()
    cover = _looked(carnet_id, lambda session: reading.cover(session, vault(), acting(), carnet_id, paper_id, now=now))
    return render("desk/paper.html", carnet_id=carnet_id, paper_id=paper_id, cover=cover)


@bp.get("/versions/<int:number>/pages/<int:page>.jpg")
def page(carnet_id: UUID, paper_id: UUID, number: int, page: int) -> Response:
    """The picture of one page."""
    now, actor = clock.now(), acting()
    opened = _looked(
        carnet_id,
        lambda session: reading.page(session, vault(), actor, carnet_id, paper_id, number, page, now=now),
    )
    return send(opened)


@bp.get("/versions/<int:number>/paper.pdf")
def whole(carnet_id: UUID, paper_id: UUID, number: int) -> Response:
    """The paper, to be filed."""
    now, actor = clock.now(), acting()
    opened = _looked(
        carnet_id, lambda session: reading.whole(session, vault(), actor, carnet_id, paper_id, number, now=now)
    )
    return send(opened, name=opened.title)
