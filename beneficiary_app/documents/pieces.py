"""The files of a version, piece by piece: stored first, counted then, and only what counts is acknowledged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, not_, update
from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action, Thing
from beneficiary_app.actor import Actor, ActorKind
from beneficiary_app.documents import stored
from beneficiary_app.documents.models import Paper, PaperFile, PaperVersion, VersionState
from beneficiary_app.documents.refusals import WrongPlace
from beneficiary_app.errors import NotHere
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.vault.service import PersonVault, Vault

ABANDONED = timedelta(days=7)
# Each is written to the disk for good before it counts: larger ones begin later, smaller ones are more to write.
PIECE = 2 * 1024 * 1024
_versions = Paper.metadata.tables["paper_version"]
_files = Paper.metadata.tables["paper_file"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one file goes."""

    carnet_id: UUID
    paper_id: UUID
    number: int
    place: int


def same_version() -> ColumnElement[bool]:
    """Joins a file to its version."""
    return and_(
        _versions.c.carnet_id == _files.c.carnet_id,
        _versions.c.paper_id == _files.c.paper_id,
        _versions.c.number == _files.c.number,
    )


def find(session: Session, actor: Actor, spot: Spot, *, now: datetime) -> PaperFile:
    """A file that arrives, or has arrived and is still kept. Raises ``NotHere``."""
    _paper(session, actor, spot, now)
    return _file(session, spot)


def _paper(session: Session, actor: Actor, spot: Spot, now: datetime) -> Paper:
    # Whoever helps her may send what he or she may add.
    action = Action.ADD if actor.kind is ActorKind.HELPER else Action.WRITE
    paper = session.get(Paper, (spot.carnet_id, spot.paper_id))
    part = stored.part_of(paper) if paper else None
    access.require(session, actor, action, spot.carnet_id, Thing(part, stored.TARGET, spot.paper_id), now=now)
    if paper is None:
        raise NotHere(log="no such paper")
    return paper


def _file(session: Session, spot: Spot) -> PaperFile:
    found = session.get(PaperFile, (spot.carnet_id, spot.paper_id, spot.number, spot.place))
    if found is None:
        raise NotHere(log="no such file")
    return found


def version_key(session: Session, hers: PersonVault, spot: Spot) -> bytes:
    """The key of a version, in clear. The caller has asked permission. Raises ``NotHere``."""
    version = session.get(PaperVersion, (spot.carnet_id, spot.paper_id, spot.number))
    if version is None:
        raise NotHere(log="no such version")
    return hers.show(version.key, "version", f"{spot.paper_id} {spot.number}")


def keep_piece(hers: PersonVault, key: bytes, spot: Spot, offset: int, piece: bytes) -> str:
    """Encrypt and store the bytes that follow ``offset``; they count when ``append`` says so. Raises ``StoreDown``."""
    return hers.keep(key, piece, "piece", f"{spot.paper_id} {spot.number} {spot.place} {offset}")


def pieces(hers: PersonVault, key: bytes, file: PaperFile) -> Iterable[bytes]:
    """The file as it came, piece by piece. Raises ``StoreDown``."""
    offset = 0
    for name, size in file.pieces:
        about = f"{file.paper_id} {file.number} {file.place} {offset}"
        yield hers.open(key, name, size, "piece", about).whole()
        offset += size


def append(
    session: Session, actor: Actor, spot: Spot, offset: int, kept: Sequence[tuple[str, int]], *, now: datetime
) -> int:
    """Count pieces that were stored, when they follow what had arrived; what has arrived then.

    Of two that come at the same moment one is counted. Raises ``NotHere``, ``WrongPlace``; the last byte of the last
    file sends the version to be checked.
    """
    trail.lock(session, spot.carnet_id)
    paper, file = _paper(session, actor, spot, now), _file(session, spot)
    received = offset + sum(size for _, size in kept)
    if file.received != offset or received > file.length:
        raise WrongPlace(log=f"at {file.received}, not {offset}")
    file.pieces = [*file.pieces, *([name, size] for name, size in kept)]
    file.received, file.expires_at = received, now + ABANDONED
    session.add(file)
    session.flush()
    if received == file.length:
        _send_to_check(session, actor, paper, spot, now)
    return received


def _send_to_check(session: Session, actor: Actor, paper: Paper, spot: Spot, now: datetime) -> None:
    still = exists().where(same_version(), _files.c.received < _files.c.length)
    arrived = (
        _versions.c.carnet_id == spot.carnet_id,
        _versions.c.paper_id == spot.paper_id,
        _versions.c.number == spot.number,
        _versions.c.state == VersionState.ARRIVING.value,
        not_(still),
    )
    whole = update(_versions).where(*arrived).values(state=VersionState.CHECKING.value, received_at=now)
    if session.execute(whole.returning(_versions.c.number)).first():
        stored.record(session, actor, paper, ActKind.PAPER_ADDED, now=now)


def receive(
    session: Session,
    vault: Vault,
    actor: Actor,
    carnet_id: UUID,
    paper_id: UUID,
    number: int,
    files: Sequence[bytes],
    *,
    now: datetime,
) -> None:
    """The whole files of a version, at once. Raises ``StoreDown``."""
    hers = vault.of(session, carnet_id)
    for place, content in enumerate(files):
        spot = Spot(carnet_id, paper_id, number, place)
        key = version_key(session, hers, spot)
        cuts = range(0, len(content), PIECE)
        kept = [
            (keep_piece(hers, key, spot, at, content[at : at + PIECE]), len(content[at : at + PIECE])) for at in cuts
        ]
        append(session, actor, spot, 0, kept, now=now)


def empty_files(session: Session, version: PaperVersion) -> list[Any]:
    """Forget the bytes of a version’s files; the names of what the store must drop, once that is kept.

    That they came stays known: whoever lost the last answer asks again, and is told that all has arrived.
    """
    files = stored.files_of(session, version)
    names = [name for file in files for name, _ in file.pieces]
    for file in files:
        file.pieces = []
        session.add(file)
    session.flush()
    return names


def remove_files(session: Session, version: PaperVersion) -> list[Any]:
    """Forget the files of a version; the names of what the store must drop, once that is kept."""
    files = stored.files_of(session, version)
    for file in files:
        session.delete(file)
    session.flush()
    return [name for file in files for name, _ in file.pieces]
