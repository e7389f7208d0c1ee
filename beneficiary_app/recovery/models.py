"""Whom she trusts beforehand, and the requests to let her in again."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment, new_id


class Trusted(SQLModel, table=True):
    """A professional whom she named beforehand, from a day until a day."""

    __tablename__ = "trusted"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    professional_id: UUID = Field(foreign_key="professional.id", index=True)
    named_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Relative(SQLModel, table=True):
    """Somebody close, whom she named beforehand: a paper with a code that alone opens nothing.

    Of the code, its digest keyed with the installation’s secret is kept. ``name`` is what she calls that person.
    """

    __tablename__ = "relative"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=60)
    half: str = Field(max_length=64, unique=True)
    named_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Recovery(SQLModel, table=True):
    """One request: who checked her identity, who confirmed it, and since when she may come in.

    ``opens_at`` is empty until a second person confirms, unless the first was named beforehand, or somebody close whom
    she had named showed the paper that she had given (``relative_id``).
    """

    __tablename__ = "recovery"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    started_by: UUID = Field(foreign_key="professional.id", index=True)
    started_at: datetime = Field(sa_type=Moment)
    seconded_by: UUID | None = Field(default=None, foreign_key="professional.id")
    seconded_at: datetime | None = Field(default=None, sa_type=Moment)
    relative_id: UUID | None = None
    opens_at: datetime | None = Field(default=None, sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    cancelled_at: datetime | None = Field(default=None, sa_type=Moment)
    given_at: datetime | None = Field(default=None, sa_type=Moment)
