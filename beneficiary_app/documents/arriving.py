"""A paper is expected: its words first, and room for the files that will come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action, Thing
from beneficiary_app.access.freezing import settled
from beneficiary_app.actor import Actor
from beneficiary_app.cleaning.kinds import LARGEST
from beneficiary_app.cleaning.order import MOST_PAGES
from beneficiary_app.cleaning.refusals import Empty, TooLarge, TooManyPages
from beneficiary_app.documents import pieces, stored
from beneficiary_app.documents.models import Kind, Original, Paper, PaperFile, PaperVersion, VersionState
from beneficiary_app.documents.refusals import GivenUp, NoRoom, WrongPlace
from beneficiary_app.errors import NotHere
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind, Source
from beneficiary_app.vault import cipher
from beneficiary_app.vault.service import PersonVault, Vault

QUOTA_BYTES, QUOTA_PAPERS = 500 * 1024 * 1024, 300
_papers = Paper.metadata.tables["paper"]
_versions = Paper.metadata.tables["paper_version"]
_files = Paper.metadata.tables["paper_file"]


@dataclass(frozen=True, slots=True)
class PaperForm:
    """What she says of a paper."""

    kind: Kind
    title: str
    dated_on: date | None = None
    expires_on: date | None = None


def begin(
    session: Session,
    vault: Vault,
    actor: Actor,
    carnet_id: UUID,
    form: PaperForm,
    sizes: Sequence[int],
    *,
    now: datetime,
) -> Paper:
    """A new paper that waits for files of these sizes, in bytes; nobody else sees it yet.

    Raises ``Empty``, ``TooLarge``, ``TooManyPages``, ``NoRoom``; the room is taken under the carnet’s lock.
    """
    access.require(session, actor, Action.ADD, carnet_id, Thing(form.kind.part), now=now)
    trail.lock(session, carnet_id)
    hers = vault.for_writing(session, carnet_id, now=now)
    settled(actor, Kind(form.kind).part)
    paper = Paper(
        carnet_id=carnet_id,
        kind=form.kind,
        title=b"",
        dated_on=form.dated_on,
        expires_on=form.expires_on,
        source=Source.PERSON,
        author_name=actor.author_name,
        structure_name=actor.author_structure,
        recorded_at=now,
    )
    paper.title = hers.hide(form.title.encode(), "title", paper.id)
    session.add(paper)
    session.flush()
    _expect(session, hers, paper, 1, sizes, now)
    stored.record(session, actor, paper, ActKind.PAPER_BEGUN, now=now)
    return paper


def begin_again(
    session: Session,
    vault: Vault,
    actor: Actor,
    carnet_id: UUID,
    paper_id: UUID,
    sizes: Sequence[int],
    *,
    now: datetime,
) -> int:
    """The number of a new version of a paper, that waits for its files; the old ones stay. Raises as ``begin``."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    trail.lock(session, carnet_id)
    paper = stored.find(session, carnet_id, paper_id)
    if paper.binned_at is not None:
        raise NotHere(log="in the bin")
    number = stored.versions_of(session, carnet_id, paper_id)[-1].number + 1
    _expect(session, vault.of(session, carnet_id), paper, number, sizes, now)
    stored.record(session, actor, paper, ActKind.PAPER_BEGUN, now=now)
    return number


def _expect(
    session: Session, hers: PersonVault, paper: Paper, number: int, sizes: Sequence[int], now: datetime
) -> None:
    if not 1 <= len(sizes) <= MOST_PAGES:
        raise TooManyPages(log=f"{len(sizes)} files")
    if min(sizes) < 1:
        raise Empty(log="0 byte")
    if max(sizes) > LARGEST:
        raise TooLarge(log=f"{max(sizes)} bytes")
    papers, size = used(session, paper.carnet_id)
    if papers > QUOTA_PAPERS or size + sum(sizes) > QUOTA_BYTES:
        raise NoRoom(log=f"{papers} papers, {size} bytes")
    key = hers.hide(cipher.new_key(), "version", f"{paper.id} {number}")
    session.add(PaperVersion(carnet_id=paper.carnet_id, paper_id=paper.id, number=number, made_at=now, key=key))
    session.flush()
    session.add_all(
        PaperFile(
            carnet_id=paper.carnet_id,
            paper_id=paper.id,
            number=number,
            place=place,
            length=size,
            expires_at=now + pieces.ABANDONED,
        )
        for place, size in enumerate(sizes)
    )
    session.flush()


def arrived(session: Session, actor: Actor, carnet_id: UUID, paper_id: UUID, number: int, *, now: datetime) -> datetime:
    """When the last byte of a version came. Raises ``NotHere``, ``WrongPlace`` while some are missing."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    version = session.get(PaperVersion, (carnet_id, paper_id, number))
    if version is None:
        raise GivenUp(log="no such version")
    if version.received_at is None:
        raise WrongPlace(log="some are missing")
    return version.received_at


def used(session: Session, carnet_id: UUID) -> tuple[int, int]:
    """How many papers she has, and how many bytes they and what arrives take, the bin too."""
    papers = select(func.count()).select_from(_papers).where(_papers.c.carnet_id == carnet_id)
    kept = select(func.coalesce(func.sum(_versions.c.size), 0)).where(_versions.c.carnet_id == carnet_id)
    still = or_(_versions.c.state != VersionState.READY.value, _versions.c.original != Original.NONE.value)
    coming = (
        select(func.coalesce(func.sum(_files.c.length), 0))
        .join(_versions, pieces.same_version())
        .where(_files.c.carnet_id == carnet_id, still)
    )
    # Whole: what a session does not show takes room all the same.
    found = session.execute(
        select(papers.scalar_subquery(), kept.scalar_subquery() + coming.scalar_subquery()),
        execution_options={"whole": True},
    ).one()
    return int(found[0]), int(found[1])


def give_up(
    session: Session, actor: Actor, carnet_id: UUID, paper_id: UUID, number: int, *, now: datetime
) -> list[Any]:
    """Throw away a version that has not become a paper; the names of what the store must drop, once that is kept.

    The paper goes with its only version. Raises ``NotHere`` for one that was checked and is seen.
    """
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    trail.lock(session, carnet_id)
    version = session.get(PaperVersion, (carnet_id, paper_id, number))
    if version is None or version.state == VersionState.READY:
        raise NotHere(log="nothing to give up")
    names = pieces.remove_files(session, version)
    session.delete(version)
    session.flush()
    paper = stored.find(session, carnet_id, paper_id)
    stored.record(session, actor, paper, ActKind.PAPER_GIVEN_UP, now=now)
    if not stored.versions_of(session, carnet_id, paper_id):
        session.delete(paper)
        session.flush()
    return names
