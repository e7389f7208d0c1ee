"""She changes what she says of a paper, puts it in the bin, takes it out."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action
from beneficiary_app.actor import Actor
from beneficiary_app.documents import pieces
from beneficiary_app.documents.arriving import PaperForm
from beneficiary_app.documents.models import Original, PaperVersion
from beneficiary_app.documents.stored import find, record
from beneficiary_app.errors import NotHere
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.vault.service import Vault


def change(
    session: Session,
    vault: Vault,
    actor: Actor,
    carnet_id: UUID,
    paper_id: UUID,
    form: PaperForm,
    *,
    now: datetime,
) -> None:
    """Another name, kind, date or end. Raises ``NotHere``."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    trail.lock(session, carnet_id)
    paper = find(session, carnet_id, paper_id)
    paper.kind, paper.dated_on = form.kind, form.dated_on
    paper.title = vault.of(session, carnet_id).hide(form.title.encode(), "title", paper.id)
    if paper.expires_on != form.expires_on:
        paper.expires_on, paper.warned_at = form.expires_on, None
    session.add(paper)
    session.flush()
    record(session, actor, paper, ActKind.PAPER_CHANGED, now=now)


def decide_original(
    session: Session, actor: Actor, carnet_id: UUID, paper_id: UUID, number: int, *, keep: bool, now: datetime
) -> None:
    """Keep the signed files of a version as they came, for her to download; or forget them. Twice is once.

    Raises ``NotHere``. What is forgotten leaves the store at the next sweep.
    """
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    trail.lock(session, carnet_id)
    version = session.get(PaperVersion, (carnet_id, paper_id, number))
    if version is None or version.original == Original.NONE:
        raise NotHere(log="no original to decide on")
    version.original = Original.KEPT if keep else Original.NONE
    session.add(version)
    session.flush()
    if not keep:
        pieces.empty_files(session, version)
    record(session, actor, find(session, carnet_id, paper_id), ActKind.PAPER_CHANGED, now=now)


def throw_away(session: Session, actor: Actor, carnet_id: UUID, paper_id: UUID, *, now: datetime) -> None:
    """Put it in the bin: nobody else sees it any more, and she can take it out for thirty days. Twice is once."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    _set_binned(session, actor, carnet_id, paper_id, now, ActKind.PAPER_BINNED, now=now)


def take_out(session: Session, actor: Actor, carnet_id: UUID, paper_id: UUID, *, now: datetime) -> None:
    """Take it out of the bin, as it was. Twice is once. Raises ``NotHere`` when it was destroyed."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    _set_binned(session, actor, carnet_id, paper_id, None, ActKind.PAPER_RESTORED, now=now)


def _set_binned(
    session: Session,
    actor: Actor,
    carnet_id: UUID,
    paper_id: UUID,
    at: datetime | None,
    kind: ActKind,
    *,
    now: datetime,
) -> None:
    trail.lock(session, carnet_id)
    paper = find(session, carnet_id, paper_id)
    if (paper.binned_at is None) == (at is None):
        return
    paper.binned_at = at
    session.add(paper)
    session.flush()
    record(session, actor, paper, kind, now=now)
