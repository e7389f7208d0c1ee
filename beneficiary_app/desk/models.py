"""Invitations of professionals, and the browsers in which they work: rows, of which only digests are kept."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment, new_id


class DeskInvitation(SQLModel, table=True):
    """A link with which a professional makes a first passkey, once."""

    __tablename__ = "desk_invitation"

    digest: str = Field(primary_key=True, max_length=64)
    professional_id: UUID = Field(foreign_key="professional.id", index=True)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class DeskSession(SQLModel, table=True):
    """A browser in which a professional works: it ends when it is not used, and at the end of the day."""

    __tablename__ = "desk_session"

    digest: str = Field(primary_key=True, max_length=64)
    id: UUID = Field(default_factory=new_id, unique=True)
    professional_id: UUID = Field(foreign_key="professional.id", index=True)
    device: str = Field(default="", max_length=60)
    opened_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
