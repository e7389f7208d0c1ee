"""Her papers: listed, and looked at one by one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session

from beneficiary_app.access import sight
from beneficiary_app.actor import Actor
from beneficiary_app.clock import local
from beneficiary_app.documents.models import Kind, Original, Paper, PaperVersion, VersionState
from beneficiary_app.documents.stored import BIN_LASTS, TARGET, files_of, find, part_of, titled, versions_of
from beneficiary_app.vault.service import PersonVault, Vault

_papers = Paper.metadata.tables["paper"]
_versions = Paper.metadata.tables["paper_version"]
_ALL = select(_papers).where(_papers.c.carnet_id == bindparam("carnet_id")).order_by(_papers.c.recorded_at.desc())
# Without the shape, which only a page of one paper needs.
_VERSIONS = (
    select(
        _versions.c.paper_id,
        _versions.c.number,
        _versions.c.state,
        _versions.c.fingerprint,
        _versions.c.pdf_fingerprint,
    )
    .where(_versions.c.carnet_id == bindparam("carnet_id"))
    .order_by(_versions.c.number)
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One paper in a list; ``number`` is the version that can be looked at, 0 when none can yet.

    ``destroyed_on`` is when the bin gives it back no longer.
    """

    id: UUID
    kind: Kind
    title: str
    added_at: datetime
    dated_on: date | None
    expires_on: date | None
    state: VersionState
    number: int
    destroyed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version on the paper’s page; ``arrived`` and ``expected`` count bytes."""

    number: int
    state: VersionState
    original: Original
    problem: str
    made_at: datetime
    received_at: datetime | None
    pages: int
    arrived: int
    expected: int


@dataclass(frozen=True, slots=True)
class Whole:
    """A paper with its versions, the newest first, and those of hers that came from the same files."""

    paper: Paper
    title: str
    versions: list[Version]
    same: list[Listed]

    @property
    def shown(self) -> Version | None:
        """The newest version that can be looked at."""
        return next((version for version in self.versions if version.state == VersionState.READY), None)

    @property
    def coming(self) -> Version | None:
        """A version on its way, or refused, that is newer than the shown one."""
        newest = self.versions[0]
        return newest if newest.state != VersionState.READY else None


def all_of(
    session: Session, vault: Vault, actor: Actor, carnet_id: UUID, *, binned: bool = False, now: datetime
) -> list[Listed]:
    """Every paper, the last added first; or those in the bin."""
    sees = sight.of(session, actor, carnet_id, now=now)
    found = sees.rows(TARGET, session.execute(_ALL, {"carnet_id": carnet_id}), part_of)
    rows = [row for row in found if (row.binned_at is not None) == binned]
    if not rows:
        return []
    hers, versions = vault.of(session, carnet_id), _by_paper(session, carnet_id)
    return [_listed(hers, row, versions[row.id]) for row in rows]


def _by_paper(session: Session, carnet_id: UUID) -> dict[UUID, list[Row[Any]]]:
    found: dict[UUID, list[Row[Any]]] = {}
    for row in session.execute(_VERSIONS, {"carnet_id": carnet_id}):
        found.setdefault(row.paper_id, []).append(row)
    return found


def _listed(hers: PersonVault, row: Any, versions: list[Row[Any]]) -> Listed:
    ready = [version.number for version in versions if version.state == VersionState.READY]
    return Listed(
        row.id,
        Kind(row.kind),
        titled(hers, row),
        row.recorded_at,
        row.dated_on,
        row.expires_on,
        VersionState(versions[-1].state),
        max(ready, default=0),
        local(row.binned_at + BIN_LASTS).date() if row.binned_at else None,
    )


def one(session: Session, vault: Vault, actor: Actor, carnet_id: UUID, paper_id: UUID, *, now: datetime) -> Whole:
    """One paper of hers. Raises ``NotHere``."""
    sees = sight.of(session, actor, carnet_id, now=now)
    paper = find(session, carnet_id, paper_id)
    sight.require_seen(sees, TARGET, paper_id, part_of(paper))
    hers = vault.of(session, carnet_id)
    versions = [_version(session, row) for row in reversed(versions_of(session, carnet_id, paper_id))]
    same = _same(session, hers, paper) if sees.whole else []
    return Whole(paper, titled(hers, paper), versions, same)


def _version(session: Session, row: PaperVersion) -> Version:
    files = files_of(session, row)
    return Version(
        row.number,
        VersionState(row.state),
        Original(row.original),
        row.problem,
        row.made_at,
        row.received_at,
        len(row.shape.get("pages", ())),
        sum(file.received for file in files),
        sum(file.length for file in files),
    )


def _same(session: Session, hers: PersonVault, paper: Paper) -> list[Listed]:
    versions = _by_paper(session, paper.carnet_id)
    prints = _prints(versions[paper.id])
    rows = [
        row
        for row in session.execute(_ALL, {"carnet_id": paper.carnet_id})
        if row.id != paper.id and row.binned_at is None and prints & _prints(versions[row.id])
    ]
    return [_listed(hers, row, versions[row.id]) for row in rows]


def _prints(versions: list[Row[Any]]) -> set[str]:
    # What she downloaded and sends again is the same paper as what it was made from.
    return {each for version in versions for each in (version.fingerprint, version.pdf_fingerprint) if each}
