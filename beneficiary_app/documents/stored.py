"""A paper as it is kept, for every room of this capability: its title, its part, its versions, what is told of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session

from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor
from beneficiary_app.documents.models import Kind, Paper, PaperFile, PaperVersion
from beneficiary_app.errors import NotHere
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.vault.service import PersonVault, Vault

TARGET = "paper"
BIN_LASTS = timedelta(days=30)
_versions = Paper.metadata.tables["paper_version"]
_files = Paper.metadata.tables["paper_file"]


def titled(hers: PersonVault, paper: Any) -> str:
    """The title of a paper (a row or the model), in clear."""
    return hers.show(paper.title, "title", paper.id).decode()


def titles(session: Session, vault: Vault, carnet_id: UUID, rows: Sequence[Any]) -> dict[UUID, str]:
    """The titles of these papers, in clear, by id. The caller has asked permission for each."""
    hers = vault.of(session, carnet_id) if rows else None
    return {row.id: titled(hers, row) for row in rows} if hers else {}


def part_of(paper: Any) -> Part:
    """The part of the carnet that a paper (a row or the model) belongs to."""
    return Kind(paper.kind).part


def stored_title(paper: Any) -> str:
    """What an act keeps of a paper’s name: never its title, which only her key opens."""
    return f"{paper.kind} {paper.recorded_at.date().isoformat()}"


def find(session: Session, carnet_id: UUID, paper_id: UUID) -> Paper:
    """One paper, in the bin or not. The caller has asked permission. Raises ``NotHere``."""
    found = session.get(Paper, (carnet_id, paper_id))
    if found is None:
        raise NotHere(log="no such paper")
    return found


def versions_of(session: Session, carnet_id: UUID, paper_id: UUID) -> list[PaperVersion]:
    """Every version of a paper, the oldest first. The caller has asked permission."""
    wanted = (_versions.c.carnet_id == carnet_id, _versions.c.paper_id == paper_id)
    return list(session.execute(select(PaperVersion).where(*wanted).order_by(_versions.c.number)).scalars())


def files_of(session: Session, version: PaperVersion) -> list[PaperFile]:
    """The files of a version that are still kept, in their order. The caller has asked permission."""
    wanted = (
        _files.c.carnet_id == version.carnet_id,
        _files.c.paper_id == version.paper_id,
        _files.c.number == version.number,
    )
    return list(session.execute(select(PaperFile).where(*wanted).order_by(_files.c.place)).scalars())


def record(
    session: Session,
    actor: Actor,
    paper: Paper,
    kind: ActKind,
    *,
    now: datetime,
    page: int | None = None,
    alert: bool = False,
) -> None:
    """One act about a paper, or about one page of it."""
    detail = {"target": TARGET, "title": stored_title(paper), **({"page": page} if page else {})}
    trail.record(session, actor, paper.carnet_id, kind, now=now, subject_id=paper.id, detail=detail, alert=alert)
