"""Passkeys, who holds them, and the questions they answer."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment, new_id, one_of


class Holder(SQLModel, table=True):
    """Who holds passkeys: a carnet’s owner or a professional, never both.

    ``handle`` is the name under which passkeys know them: 32 random bytes, in base64url, and nothing of anybody.
    """

    __tablename__ = "holder"
    __table_args__ = (CheckConstraint("(carnet_id IS NULL) <> (professional_id IS NULL)", name="one_of_two"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    carnet_id: UUID | None = Field(default=None, foreign_key="person.carnet_id", unique=True)
    professional_id: UUID | None = Field(default=None, foreign_key="professional.id", unique=True)
    handle: str = Field(max_length=64, unique=True)


class Passkey(SQLModel, table=True):
    """A passkey (WebAuthn Level 3): its public half, and what its authenticator said of itself.

    Removed, the row stays, so that its phone can be told that it opens nothing any more.
    """

    __tablename__ = "passkey"

    credential_id: str = Field(primary_key=True, max_length=1400)
    id: UUID = Field(default_factory=new_id, unique=True)
    holder_id: UUID = Field(foreign_key="holder.id", index=True)
    public_key: str = Field(max_length=2000)
    sign_count: int = 0
    aaguid: str = Field(max_length=36)
    can_be_copied: bool = False
    is_copied: bool = False
    name: str = Field(max_length=60)
    added_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)


class Purpose(StrEnum):
    """What a challenge may be answered for."""

    ENTER = "enter"
    ADD = "add"
    PROVE = "prove"
    JOIN = "join"
    DESK = "desk"


class Challenge(SQLModel, table=True):
    """A question to an authenticator: answered once, in five minutes, for one purpose, session and act."""

    __tablename__ = "challenge"
    __table_args__ = (one_of("purpose", Purpose),)

    digest: str = Field(primary_key=True, max_length=64)
    purpose: str = Field(max_length=16)
    session_id: UUID | None = None
    act: str = Field(default="", max_length=32)
    expires_at: datetime = Field(sa_type=Moment, index=True)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
