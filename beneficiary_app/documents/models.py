"""Papers, their versions, and the files that arrive for them. What names a paper is encrypted like the paper itself."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from beneficiary_app.access.parts import Part
from beneficiary_app.database import Json, Moment, new_id, one_of
from beneficiary_app.i18n import N_
from beneficiary_app.trail.models import Provenance

PAPERS = "papiers_"


class Kind(StrEnum):
    """What a paper is about; each kind is a part of the carnet that can be opened."""

    IDENTITY = "identite"
    HOUSING = "logement"
    RESOURCES = "ressources"
    WORK = "emploi"
    HEALTH = "sante"
    FAMILY = "famille"
    JUSTICE = "justice"
    OTHER = "autre"

    @property
    def part(self) -> Part:
        """The part of the carnet that papers of this kind are in."""
        return Part(PAPERS + self.value)


KINDS = {
    Kind.IDENTITY: N_("Identité"),
    Kind.HOUSING: N_("Logement"),
    Kind.RESOURCES: N_("Ressources"),
    Kind.WORK: N_("Emploi"),
    Kind.HEALTH: N_("Santé"),
    Kind.FAMILY: N_("Famille"),
    Kind.JUSTICE: N_("Justice"),
    Kind.OTHER: N_("Autre"),
}


class VersionState(StrEnum):
    """Arriving, being checked, to be seen, or refused by the check (its files stay until she decides)."""

    ARRIVING = "arriving"
    CHECKING = "checking"
    READY = "ready"
    REFUSED = "refused"


class Original(StrEnum):
    """A signed PDF loses its signature when it is cleaned: whether she keeps it as it was, for download only."""

    NONE = "none"
    ASKED = "asked"
    KEPT = "kept"


class Paper(Provenance, table=True):
    """One paper. ``title`` is hidden under her key. In the bin since ``binned_at``, destroyed thirty days later."""

    __tablename__ = "paper"
    __table_args__ = (one_of("kind", Kind), Index("ix_paper_binned_at", "binned_at"))

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: str = Field(max_length=16)
    title: bytes = Field(sa_type=LargeBinary)
    dated_on: date | None = None
    expires_on: date | None = None
    warned_at: datetime | None = Field(default=None, sa_type=Moment)
    binned_at: datetime | None = Field(default=None, sa_type=Moment)


class PaperVersion(SQLModel, table=True):
    """One state of a paper: a new one keeps the old ones.

    ``key`` is the version’s own, hidden under hers: without it the ``object`` in the store is noise. The object holds
    the clean PDF, a thumbnail and the text, in that order; ``shape`` says where each is, and where each page’s picture
    is in the PDF (offset, length, width, height). ``size`` counts its bytes in clear. ``source`` is the digest
    of the files as they came, hidden under her key. ``fingerprint`` is made of it and ``pdf_fingerprint`` of the clean
    PDF: keyed digests, that say which papers are the same. ``problem`` is why the check refused.
    """

    __tablename__ = "paper_version"
    __table_args__ = (
        one_of("state", VersionState),
        one_of("original", Original),
        Index("ix_paper_version_state", "state", "claimed_until"),
    )

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    paper_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    state: str = Field(default=VersionState.ARRIVING, max_length=16)
    original: str = Field(default=Original.NONE, max_length=16)
    problem: str = Field(default="", max_length=32)
    made_at: datetime = Field(sa_type=Moment)
    received_at: datetime | None = Field(default=None, sa_type=Moment)
    claimed_until: datetime | None = Field(default=None, sa_type=Moment)
    key: bytes = Field(sa_type=LargeBinary)
    object: str = Field(default="", max_length=64)
    size: int = 0
    source: bytes = Field(default=b"", sa_type=LargeBinary)
    fingerprint: str = Field(default="", max_length=64)
    pdf_fingerprint: str = Field(default="", max_length=64)
    object_digest: str = Field(default="", max_length=64)
    shape: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class PaperFile(SQLModel, table=True):
    """One file of a version, as it arrives: its ``pieces`` are objects of the store, ``[name, bytes]`` in their order.

    Only what ``received`` counts was acknowledged.
    """

    __tablename__ = "paper_file"
    __table_args__ = (Index("ix_paper_file_expires_at", "expires_at"),)

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    paper_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    length: int
    received: int = 0
    pieces: list[Any] = Field(default_factory=list, sa_type=Json)
    expires_at: datetime = Field(sa_type=Moment)
