"""Sign-ins at a provider of identities: the trips that are under way, and whom each identity there opens here."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment, new_id, one_of
from beneficiary_app.identity.models import SessionKind


class ProviderName(StrEnum):
    """The two providers: of persons, and of professionals of public bodies."""

    FRANCECONNECT = "franceconnect"
    PROCONNECT = "proconnect"


class Errand(StrEnum):
    """What a browser went to a provider for."""

    ENTER = "enter"
    ADD = "add"
    LEAVE = "leave"


class Trip(SQLModel, table=True):
    """A browser sent to a provider, which comes back once, within ten minutes.

    ``digest`` is of the state that the address carries, ``browser`` of the token in the cookie of the browser that
    left: neither is stored, and what answers the provider is made of both. ``session_id`` is the session that wants the
    identity added to its carnet; ``device`` is what was said of the device before leaving.
    """

    __tablename__ = "trip"
    __table_args__ = (one_of("provider", ProviderName), one_of("errand", Errand), one_of("device", SessionKind))

    digest: str = Field(primary_key=True, max_length=64)
    provider: str = Field(max_length=16)
    errand: str = Field(max_length=16)
    browser: str = Field(max_length=64)
    device: str = Field(max_length=16)
    session_id: UUID | None = None
    expires_at: datetime = Field(sa_type=Moment, index=True)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class Connection(SQLModel, table=True):
    """An identity at a provider, and whom it opens: a carnet’s owner or a professional, never both.

    ``subject`` is a digest keyed with the installation’s secret: the table names nobody, here or there.
    """

    __tablename__ = "connection"
    __table_args__ = (
        one_of("provider", ProviderName),
        CheckConstraint("(carnet_id IS NULL) <> (professional_id IS NULL)", name="one_of_two"),
    )

    provider: str = Field(primary_key=True, max_length=16)
    subject: str = Field(primary_key=True, max_length=64)
    id: UUID = Field(default_factory=new_id, unique=True)
    carnet_id: UUID | None = Field(default=None, foreign_key="person.carnet_id", unique=True)
    professional_id: UUID | None = Field(default=None, foreign_key="professional.id", index=True)
    added_at: datetime = Field(sa_type=Moment)
    used_at: datetime = Field(sa_type=Moment)


class WayOut(SQLModel, table=True):
    """What a browser needs to sign out at the provider: its id_token, sealed with the token of that browser’s cookie.

    The database alone reads none of it. It goes with the sign-out, or when the provider’s own session is over.
    """

    __tablename__ = "way_out"
    __table_args__ = (one_of("provider", ProviderName),)

    digest: str = Field(primary_key=True, max_length=64)
    provider: str = Field(max_length=16)
    sealed: str = Field(max_length=16384)
    expires_at: datetime = Field(sa_type=Moment, index=True)
