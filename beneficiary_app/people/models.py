"""Persons, professionals, structures: the directory, and who is around a person."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment, new_id, one_of
from beneficiary_app.trail.models import Provenance


class Person(SQLModel, table=True):
    """The owner of a carnet; everything else about her is a fact with its provenance."""

    __tablename__ = "person"

    carnet_id: UUID = Field(primary_key=True, foreign_key="trail_head.carnet_id")
    first_name: str = Field(max_length=100)
    last_name: str = Field(max_length=100)
    birth_date: date
    created_at: datetime = Field(sa_type=Moment)


class Scheme(StrEnum):
    """What an identifier identifies her with."""

    NIR = "nir"
    EXTERNAL = "external"
    CIVIL = "civil"
    FRANCE_TRAVAIL = "france_travail"
    PIVOT = "pivot"


class Identifier(SQLModel, table=True):
    """A directory row for matching files: only a keyed digest, so that the table names nobody."""

    __tablename__ = "identifier"
    __table_args__ = (one_of("scheme", Scheme), Index("ix_identifier_carnet_id", "carnet_id"))

    scheme: str = Field(max_length=16, primary_key=True)
    digest: str = Field(max_length=64, primary_key=True)
    carnet_id: UUID = Field(foreign_key="person.carnet_id")


class Structure(SQLModel, table=True):
    """An organisation that accompanies people."""

    __tablename__ = "structure"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=200, index=True)
    siret: str | None = Field(default=None, max_length=14, unique=True)
    description: str = ""
    phone: str = Field(default="", max_length=100)
    email: str = Field(default="", max_length=254)
    website: str = Field(default="", max_length=300)
    address: str = Field(default="", max_length=300)
    postal_code: str = Field(default="", max_length=5)
    city: str = Field(default="", max_length=100)


class Professional(SQLModel, table=True):
    """Somebody who works in a structure.

    ``accredited_at`` is since when they may be the second person of a recovery: said by their lead, or by an operator.
    """

    __tablename__ = "professional"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    structure_id: UUID | None = Field(default=None, foreign_key="structure.id")
    email: str = Field(max_length=254, unique=True)
    first_name: str = Field(default="", max_length=100)
    last_name: str = Field(default="", max_length=100)
    phone: str = Field(default="", max_length=100)
    position: str = Field(default="", max_length=200)
    orients: bool = False
    manages: bool = False
    volunteer: bool = False
    suspended_at: datetime | None = Field(default=None, sa_type=Moment)
    accredited_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def full_name(self) -> str:
        """First name and name, as they sign."""
        return f"{self.first_name} {self.last_name}".strip()


class Role(StrEnum):
    """What a professional is to her; one referent at a time."""

    REFERENT = "referent"
    MEMBER = "member"
    ORIENTATION = "orientation"


class Member(Provenance, table=True):
    """Somebody around her, from a day until a day: what ends is dated, not deleted."""

    __tablename__ = "member"
    __table_args__ = (one_of("role", Role),)

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    professional_id: UUID | None = Field(default=None, foreign_key="professional.id")
    name: str = Field(max_length=200)
    structure: str = Field(default="", max_length=200)
    position: str = Field(default="", max_length=200)
    phone: str = Field(default="", max_length=100)
    email: str = Field(default="", max_length=254)
    role: str = Field(max_length=16)
    since: date
    until: date | None = None
