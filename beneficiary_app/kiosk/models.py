"""Kiosks, and the papers that somebody sent from one to her phone."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment, new_id


class Kiosk(SQLModel, table=True):
    """A computer of a structure that everybody uses.

    ``code`` is the keyed digest of what enrols it, once; ``digest`` is of the token in its cookie. ``browser`` is what
    it said of itself on that day, ``seen_from`` a keyed digest of its address. ``odd_at`` is when the same cookie was
    last shown by another browser, or from two places at once: ``odd`` is what that one said of itself.
    """

    __tablename__ = "kiosk"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    structure_id: UUID = Field(foreign_key="structure.id", index=True)
    name: str = Field(max_length=60)
    made_at: datetime = Field(sa_type=Moment)
    code: str = Field(max_length=64, unique=True)
    code_ends_at: datetime = Field(sa_type=Moment)
    digest: str | None = Field(default=None, max_length=64, unique=True)
    enrolled_at: datetime | None = Field(default=None, sa_type=Moment)
    browser: str = Field(default="", max_length=60)
    seen_at: datetime | None = Field(default=None, sa_type=Moment)
    seen_from: str = Field(default="", max_length=64)
    odd_at: datetime | None = Field(default=None, sa_type=Moment)
    odd: str = Field(default="", max_length=60)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class SentPaper(SQLModel, table=True):
    """A paper that she wants to find on her phone: a mark in her own carnet, and no way in for anybody."""

    __tablename__ = "sent_paper"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    paper_id: UUID = Field(primary_key=True)
    place: str = Field(default="", max_length=60)
    sent_at: datetime = Field(sa_type=Moment)
