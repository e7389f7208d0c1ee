"""« Envoyer vers mon téléphone »: a mark in her own carnet, which her phone shows. Nothing else ever opens it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action
from beneficiary_app.actor import Actor
from beneficiary_app.documents import stored as documents
from beneficiary_app.documents.models import Paper
from beneficiary_app.errors import NotHere
from beneficiary_app.kiosk.models import SentPaper
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.vault.service import Vault

_sent = SentPaper.metadata.tables["sent_paper"]
_papers = Paper.metadata.tables["paper"]


def send(session: Session, actor: Actor, carnet_id: UUID, paper_id: UUID, place: str, *, now: datetime) -> None:
    """Mark a paper to be found on her phone; twice is once. Raises ``NotHere``."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    trail.lock(session, carnet_id)
    paper = documents.find(session, carnet_id, paper_id)
    if paper.binned_at is not None:
        raise NotHere(log="a paper in the bin")
    if session.get(SentPaper, (carnet_id, paper_id)) is not None:
        return
    session.add(SentPaper(carnet_id=carnet_id, paper_id=paper_id, place=place, sent_at=now))
    session.flush()
    documents.record(session, actor, paper, ActKind.PAPER_SENT, now=now)


def waiting(session: Session, vault: Vault, carnet_id: UUID) -> list[Any]:
    """What she sent and has not found yet: paper, title, place, time. The caller has asked permission."""
    rows = session.execute(
        select(_papers, _sent.c.place, _sent.c.sent_at)
        .join(_sent, (_sent.c.carnet_id == _papers.c.carnet_id) & (_sent.c.paper_id == _papers.c.id))
        .where(_papers.c.carnet_id == carnet_id, _papers.c.binned_at.is_(None))
        .order_by(_sent.c.sent_at.desc())
    ).all()
    titles = documents.titles(session, vault, carnet_id, rows) if rows else {}
    return [(row.id, titles[row.id], row.place, row.sent_at) for row in rows]


def received(session: Session, actor: Actor, carnet_id: UUID, paper_id: UUID, *, now: datetime) -> None:
    """She has found it. Raises ``NotHere``."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    mark = (_sent.c.carnet_id == carnet_id, _sent.c.paper_id == paper_id)
    if not session.execute(delete(_sent).where(*mark).returning(_sent.c.paper_id)).all():
        raise NotHere(log="nothing was sent")
    documents.record(session, actor, documents.find(session, carnet_id, paper_id), ActKind.PAPER_FOUND, now=now)
