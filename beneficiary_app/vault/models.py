"""One key a person: destroyed, it takes with it everything that it opens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment


class PersonKey(SQLModel, table=True):
    """A person’s key, encrypted by the master key of that name."""

    __tablename__ = "person_key"

    carnet_id: UUID = Field(primary_key=True)
    master: str = Field(max_length=32, index=True)
    wrapped: bytes = Field(sa_type=LargeBinary)
    made_at: datetime = Field(sa_type=Moment)
