"""One-time links and sessions: rows, of which only digests of the secrets are kept."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment, new_id


class Invitation(SQLModel, table=True):
    """A link that opens a carnet once, for a few minutes."""

    __tablename__ = "invitation"

    digest: str = Field(primary_key=True, max_length=64)
    carnet_id: UUID = Field(foreign_key="person.carnet_id", index=True)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class OpenSession(SQLModel, table=True):
    """A browser in which a carnet is open, until its end."""

    __tablename__ = "open_session"

    digest: str = Field(primary_key=True, max_length=64)
    id: UUID = Field(default_factory=new_id, unique=True)
    carnet_id: UUID = Field(foreign_key="person.carnet_id", index=True)
    opened_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
