"""A paper’s bytes, opened for whoever may see it at this very moment; a look of somebody else is written down first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action, Thing
from beneficiary_app.actor import Actor, ActorKind
from beneficiary_app.documents import pieces, service, stored
from beneficiary_app.documents.models import Kind, Original, Paper, PaperVersion, VersionState
from beneficiary_app.documents.pieces import Spot
from beneficiary_app.errors import NotHere
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.vault.cipher import Sealed
from beneficiary_app.vault.service import PersonVault, Vault


class Slice(NamedTuple):
    """A part of a stored object: first byte, and how many."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What may be sent: ``read`` gives bytes from ``first`` on, in this file’s own counting."""

    title: str
    size: int
    kind: str
    _sealed: Sealed
    _at: Slice

    def read(self, offset: int, length: int) -> bytes:
        """Those bytes of the file. Raises ``StoreDown``, ``Unreadable``."""
        return self._sealed.part(self._at.offset + offset, length)


@dataclass(frozen=True, slots=True)
class Cover:
    """What is said of a paper before its pages: the version that is shown, and how many pages it has."""

    title: str
    number: int
    pages: int


PDF, JPEG, TEXT = "application/pdf", "image/jpeg", "text/plain"


def page(
    session: Session,
    vault: Vault,
    actor: Actor,
    carnet_id: UUID,
    paper_id: UUID,
    number: int,
    page: int,
    *,
    now: datetime,
) -> Opened:
    """The picture of one page, counted from 1; 0 is the thumbnail. Raises ``NotHere``."""
    paper, version = _seen(session, actor, carnet_id, paper_id, number, now, page=page)
    pages = version.shape["pages"]
    if not 0 <= page <= len(pages):
        raise NotHere(log="no such page")
    offset, length = version.shape["thumbnail"] if page == 0 else pages[page - 1][:2]
    return _opened(session, vault, paper, version, JPEG, Slice(offset, length))


def whole(
    session: Session, vault: Vault, actor: Actor, carnet_id: UUID, paper_id: UUID, number: int, *, now: datetime
) -> Opened:
    """The clean PDF, to take away; written down for its owner too. Raises ``NotHere``."""
    paper, version = _seen(session, actor, carnet_id, paper_id, number, now, page=None)
    if actor.kind is ActorKind.PERSON:
        stored.record(session, actor, paper, ActKind.PAPER_TAKEN, now=now)
    return _opened(session, vault, paper, version, PDF, Slice(0, version.shape["pdf"]))


def text(
    session: Session, vault: Vault, actor: Actor, carnet_id: UUID, paper_id: UUID, number: int, *, now: datetime
) -> str:
    """The words of a PDF, to be read aloud; nothing for photos. Raises ``NotHere``."""
    paper, version = _seen(session, actor, carnet_id, paper_id, number, now, page=None)
    offset, length = version.shape["text"]
    return _opened(session, vault, paper, version, TEXT, Slice(offset, length)).read(0, length).decode()


def cover(session: Session, vault: Vault, actor: Actor, carnet_id: UUID, paper_id: UUID, *, now: datetime) -> Cover:
    """The newest version that ``actor`` may look at; its pages are written down one by one. Raises ``NotHere``."""
    paper = _may(session, actor, carnet_id, paper_id, now)
    ready = [one for one in stored.versions_of(session, carnet_id, paper_id) if one.state == VersionState.READY]
    if not ready:
        raise NotHere(log="no version to show")
    title = stored.titled(vault.of(session, carnet_id), paper)
    return Cover(title, ready[-1].number, len(ready[-1].shape["pages"]))


def covers(session: Session, vault: Vault, actor: Actor, carnet_id: UUID, *, now: datetime) -> dict[UUID, Cover]:
    """The same of every paper of hers that can be looked at and is not in the bin, by its id."""
    listed = {paper.id: paper for paper in service.all_of(session, vault, actor, carnet_id, now=now) if paper.number}
    wanted = select(PaperVersion).where(
        col(PaperVersion.carnet_id) == carnet_id, PaperVersion.state == VersionState.READY
    )
    shapes = {(one.paper_id, one.number): len(one.shape["pages"]) for one in session.exec(wanted)} if listed else {}
    return {one: Cover(paper.title, paper.number, shapes[one, paper.number]) for one, paper in listed.items()}


def _may(session: Session, actor: Actor, carnet_id: UUID, paper_id: UUID, now: datetime) -> Paper:
    paper = session.get(Paper, (carnet_id, paper_id))
    if actor.kind is ActorKind.PERSON:
        access.require(session, actor, Action.SEE, carnet_id, now=now)
    else:
        part = Kind(paper.kind).part if paper else None
        hidden = (stored.TARGET, paper_id) in access.hidden(session, carnet_id)
        access.require(session, actor, Action.LOOK, carnet_id, Thing(part, stored.TARGET, paper_id, hidden), now=now)
    if paper is None or (paper.binned_at is not None and actor.kind is not ActorKind.PERSON):
        raise NotHere(log="no such paper")
    return paper


def _seen(
    session: Session, actor: Actor, carnet_id: UUID, paper_id: UUID, number: int, now: datetime, *, page: int | None
) -> tuple[Paper, PaperVersion]:
    if actor.kind is not ActorKind.PERSON:
        # The lock first: a look and a taking back never cross.
        trail.lock_if_there(session, carnet_id)
    paper = _may(session, actor, carnet_id, paper_id, now)
    version = session.get(PaperVersion, (carnet_id, paper_id, number))
    if version is None or version.state != VersionState.READY:
        raise NotHere(log="no such version")
    if actor.kind is not ActorKind.PERSON:
        every = access.wants_every_look(session, carnet_id)
        stored.record(session, actor, paper, ActKind.PAPER_LOOKED, now=now, page=page, alert=every)
    return paper, version


def _opened(session: Session, vault: Vault, paper: Paper, version: PaperVersion, kind: str, at: Slice) -> Opened:
    hers = vault.of(session, paper.carnet_id)
    about = f"{paper.id} {version.number}"
    key = hers.show(version.key, "version", about)
    sealed = hers.open(key, version.object, version.size, "paper", about)
    return Opened(stored.titled(hers, paper), at.length, kind, sealed, at)


def original(
    session: Session,
    vault: Vault,
    actor: Actor,
    carnet_id: UUID,
    paper_id: UUID,
    number: int,
    place: int,
    *,
    now: datetime,
) -> bytes:
    """One file as it came, for its owner alone: a signed PDF that she kept, or what the check refused.

    Raises ``NotHere``.
    """
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    spot = Spot(carnet_id, paper_id, number, place)
    file = pieces.find(session, actor, spot, now=now)
    version = session.get_one(PaperVersion, (carnet_id, paper_id, number))
    if not file.pieces or (version.original == Original.NONE and version.state != VersionState.REFUSED):
        raise NotHere(log="not to be taken as it came")
    stored.record(session, actor, stored.find(session, carnet_id, paper_id), ActKind.PAPER_TAKEN, now=now)
    return _joined(vault.of(session, carnet_id), session, spot, file)


def _joined(hers: PersonVault, session: Session, spot: Spot, file: Any) -> bytes:
    return b"".join(pieces.pieces(hers, pieces.version_key(session, hers, spot), file))
