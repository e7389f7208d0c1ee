"""What time does to papers: the bin is emptied, sendings that nobody finished go, ends are told, strays are swept."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session

from beneficiary_app.access.models import GrantItem
from beneficiary_app.clock import local
from beneficiary_app.documents import pieces, stored
from beneficiary_app.documents.checking import US
from beneficiary_app.documents.models import Paper, PaperVersion, VersionState
from beneficiary_app.documents.stored import BIN_LASTS
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.vault.service import Vault
from beneficiary_app.vault.store import Kept, Store

TOLD_BEFORE = timedelta(days=30)
# An object is stored before its row is: younger than that, it may still get one.
STRAY_AFTER = timedelta(days=1)
_papers = Paper.metadata.tables["paper"]
_versions = Paper.metadata.tables["paper_version"]
_files = Paper.metadata.tables["paper_file"]
_of_paper = (GrantItem.metadata.tables["grant_item"], GrantItem.metadata.tables["hidden"])

Key = tuple[UUID, UUID]
Objects = Callable[[Session], set[str]]


def due_to_destroy(session: Session, *, now: datetime) -> list[Key]:
    """Papers that have been in the bin for thirty days."""
    old = select(_papers.c.carnet_id, _papers.c.id).where(_papers.c.binned_at < now - BIN_LASTS)
    return [(row.carnet_id, row.id) for row in session.execute(old)]


def destroy(session: Session, carnet_id: UUID, paper_id: UUID, *, now: datetime) -> list[Any]:
    """Destroy the keys of a paper and all that is known of it; the names of what the store must drop, once kept."""
    trail.lock(session, carnet_id)
    paper = session.get(Paper, (carnet_id, paper_id))
    if paper is None or paper.binned_at is None or paper.binned_at >= now - BIN_LASTS:
        return []
    names: list[Any] = []
    for version in stored.versions_of(session, carnet_id, paper_id):
        names += [*pieces.remove_files(session, version), *([version.object] if version.object else [])]
        session.delete(version)
    stored.record(session, US, paper, ActKind.PAPER_DESTROYED, now=now)
    for table in _of_paper:
        same = (table.c.carnet_id == carnet_id, table.c.target == stored.TARGET, table.c.target_id == paper_id)
        session.execute(delete(table).where(*same))
    session.delete(paper)
    session.flush()
    return names


def abandoned(session: Session, *, now: datetime) -> list[tuple[UUID, UUID, int]]:
    """Versions that wait for files which have not come for seven days."""
    late = (
        select(_files.c.carnet_id, _files.c.paper_id, _files.c.number)
        .join(_versions, pieces.same_version())
        .where(_files.c.expires_at < now, _versions.c.state == VersionState.ARRIVING.value)
        .distinct()
    )
    return [tuple(row) for row in session.execute(late)]


def due_to_tell(session: Session, *, now: datetime) -> list[Key]:
    """Papers whose end comes within thirty days and was not told yet."""
    today: date = local(now).date()
    soon = (_papers.c.expires_on >= today, _papers.c.expires_on <= today + TOLD_BEFORE)
    wanted = (*soon, _papers.c.warned_at.is_(None), _papers.c.binned_at.is_(None))
    return [
        (row.carnet_id, row.id) for row in session.execute(select(_papers.c.carnet_id, _papers.c.id).where(*wanted))
    ]


def tell(session: Session, carnet_id: UUID, paper_id: UUID, *, now: datetime) -> None:
    """Tell her that a paper’s end comes; once for each end."""
    trail.lock(session, carnet_id)
    paper = session.get(Paper, (carnet_id, paper_id))
    if paper is None or paper.warned_at is not None:
        return
    paper.warned_at = now
    session.add(paper)
    session.flush()
    stored.record(session, US, paper, ActKind.PAPER_ENDING, now=now)


def known(session: Session) -> set[str]:
    """The name of every object that a row speaks of."""
    names = set(session.execute(select(_versions.c.object).where(_versions.c.object != "")).scalars())
    for held in session.execute(select(_files.c.pieces)).scalars():
        names.update(name for name, _ in held)
    return names


def strays(session: Session, store: Store, others: Iterable[Objects] = (), *, now: datetime) -> list[Kept]:
    """Objects that no row speaks of, here or in ``others``, stored more than a day ago: what a stopped machine left."""
    # The store first: what gets its row in between is not taken for a stray.
    there = list(store.all())
    spoken_of = known(session).union(*(objects(session) for objects in others))
    return [kept for kept in there if kept.name not in spoken_of and kept.at < now - STRAY_AFTER]


@dataclass(frozen=True, slots=True)
class Bad:
    """An object that is not what was stored."""

    carnet_id: UUID
    paper_id: UUID
    number: int
    because: str


def scrub(session: Session, vault: Vault) -> Iterator[Bad | None]:
    """Read every object against its digest: one result each, ``None`` when it is what was stored."""
    wanted = select(PaperVersion).where(_versions.c.state == VersionState.READY.value)
    for version in session.execute(wanted).scalars():
        key = (version.carnet_id, version.paper_id, version.number)
        if not vault.store.has(version.object):
            yield Bad(*key, "missing")
        elif hashlib.sha256(vault.store.get(version.object)).hexdigest() != version.object_digest:
            yield Bad(*key, "changed")
        else:
            yield None
