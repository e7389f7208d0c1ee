"""What she opened, to whom, until when, in which words; what she hides from everybody."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from beneficiary_app.access.parts import Part
from beneficiary_app.database import Json, Moment, new_id, one_of


class GrantState(StrEnum):
    """Being prepared, asked by a professional, in force until its end, stopped for a while, over."""

    DRAFT = "draft"
    ASKED = "asked"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class Because(StrEnum):
    """Why it is over; one that ran out has no row to say it, its date does."""

    TAKEN_BACK = "taken_back"
    LEFT = "left"
    REPLACED = "replaced"
    GIVEN_UP = "given_up"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Grant(SQLModel, table=True):
    """Somebody sees, or adds to, some parts of a carnet, from a moment until a moment.

    ``professional_id`` is one person in the structure where she or he worked on that day; without it, the whole
    structure. ``words`` are those that its owner agreed to, in ``words_language``, with their SHA-256. ``answers`` is
    the request that this one answers.
    """

    __tablename__ = "access_grant"
    __table_args__ = (
        one_of("state", GrantState),
        CheckConstraint("professional_id IS NOT NULL OR structure_id IS NOT NULL", name="holder"),
        Index("ix_access_grant_professional_id", "professional_id"),
        Index("ix_access_grant_structure_id", "structure_id"),
    )

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    state: str = Field(default=GrantState.DRAFT, max_length=16)
    professional_id: UUID | None = Field(default=None, foreign_key="professional.id")
    structure_id: UUID | None = Field(default=None, foreign_key="structure.id")
    holder_name: str = Field(default="", max_length=200)
    holder_structure: str = Field(default="", max_length=200)
    sees: bool = True
    adds: bool = False
    why: str = Field(default="", max_length=300)
    days: int = 0
    made_at: datetime = Field(sa_type=Moment)
    starts_at: datetime | None = Field(default=None, sa_type=Moment)
    ends_at: datetime | None = Field(default=None, sa_type=Moment)
    words: str = ""
    words_language: str = Field(default="", max_length=8)
    words_hash: str = Field(default="", max_length=64)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_because: str = Field(default="", max_length=16)
    answers: UUID | None = None
    talk_at: datetime | None = Field(default=None, sa_type=Moment)
    warned_at: datetime | None = Field(default=None, sa_type=Moment)


class GrantPart(SQLModel, table=True):
    """One part that a grant opens."""

    __tablename__ = "grant_part"
    __table_args__ = (one_of("part", Part),)

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    grant_id: UUID = Field(primary_key=True)
    part: str = Field(primary_key=True, max_length=32)


class GrantItem(SQLModel, table=True):
    """One single thing that a grant opens; ``part`` and ``title`` are where it was and its name on that day."""

    __tablename__ = "grant_item"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    grant_id: UUID = Field(primary_key=True)
    target: str = Field(primary_key=True, max_length=16)
    target_id: UUID = Field(primary_key=True)
    part: str = Field(default="", max_length=32)
    title: str = Field(default="", max_length=500)


class Hidden(SQLModel, table=True):
    """One thing that nobody else sees, whatever was opened."""

    __tablename__ = "hidden"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    target: str = Field(primary_key=True, max_length=16)
    target_id: UUID = Field(primary_key=True)
    hidden_at: datetime = Field(sa_type=Moment)


class Showing(SQLModel, table=True):
    """Some parts that she shows for ten minutes to whoever is in front of her and types the code first.

    ``digest`` is the code’s, keyed by the secret of the installation. ``grant_id`` is the access that it became.
    """

    __tablename__ = "showing"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    digest: str = Field(max_length=64, unique=True)
    parts: list[str] = Field(default_factory=list, sa_type=Json)
    words: str = ""
    words_language: str = Field(default="", max_length=8)
    made_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    grant_id: UUID | None = None


class StopCode(SQLModel, table=True):
    """The paper that she keeps in her purse: whoever types its code stops everything, and sees nothing.

    ``digest`` is the code’s, keyed by the secret of the installation.
    """

    __tablename__ = "stop_code"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    digest: str = Field(max_length=64, unique=True)
    made_at: datetime = Field(sa_type=Moment)


class LookChoice(SQLModel, table=True):
    """She wants to be told of every look, and not of the first of each person only."""

    __tablename__ = "look_choice"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    chosen_at: datetime = Field(sa_type=Moment)


class Freeze(SQLModel, table=True):
    """After somebody else let her in again: until then nothing new is opened, health and identity are shown to nobody.

    Whoever was let in can so be found out in time.
    """

    __tablename__ = "freeze"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    until: datetime = Field(sa_type=Moment)
