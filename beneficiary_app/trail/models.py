"""The head of each carnet, its acts, and the provenance that every fact keeps."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from beneficiary_app.actor import ActorKind
from beneficiary_app.database import Bytes, Moment, one_of
from beneficiary_app.trail.kinds import ActKind


class Provenance(SQLModel):
    """Who said it, for which structure, from which system, when: names as they were on that day."""

    source: str = Field(max_length=32)
    author_name: str = Field(default="", max_length=200)
    structure_name: str = Field(default="", max_length=200)
    recorded_at: datetime = Field(sa_type=Moment)


class TrailHead(SQLModel, table=True):
    """One row a carnet: the lock of its writes, the number and the digest of its last act.

    ``alert_seq`` is the last that she must be told of.
    """

    __tablename__ = "trail_head"

    carnet_id: UUID = Field(primary_key=True)
    seq: int = 0
    alert_seq: int = 0
    hash: str = Field(default="", max_length=64)


class Seal(SQLModel, table=True):
    """Every hour: what the chains were, signed, and written outside."""

    __tablename__ = "seal"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Moment)
    leaves: int
    before: str = Field(max_length=64)
    root: str = Field(max_length=64)
    signature: str = Field(max_length=128)


class SealedHead(SQLModel, table=True):
    """One carnet’s head in one seal; only of those that changed since the seal before."""

    __tablename__ = "sealed_head"

    carnet_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True, index=True)
    seq: int
    hash: str = Field(max_length=64)


class Act(SQLModel, table=True):
    """One thing that happened, for ever: numbered in its carnet, never changed, never removed.

    ``sealed`` is what names somebody, encrypted with her key (``trail.words``), ``told`` its salted digest, and
    ``hash`` the act’s place in the chain (``trail.chain``).
    """

    __tablename__ = "act"
    __table_args__ = (one_of("kind", ActKind), one_of("actor_kind", ActorKind))

    carnet_id: UUID = Field(primary_key=True, foreign_key="trail_head.carnet_id")
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    kind: str = Field(max_length=32)
    actor_kind: str = Field(max_length=32)
    subject_id: UUID | None = None
    sealed: bytes = Field(sa_type=Bytes)
    alert: bool = False
    told: str = Field(default="", max_length=64)
    hash: str = Field(default="", max_length=64)
