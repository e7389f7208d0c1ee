"""Her notes, each with all its versions."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment, new_id


class Note(SQLModel, table=True):
    """A note of hers; its text is in its versions."""

    __tablename__ = "note"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    created_at: datetime = Field(sa_type=Moment)


class NoteVersion(SQLModel, table=True):
    """One text of a note: every version is kept."""

    __tablename__ = "note_version"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    note_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    text: str
    at: datetime = Field(sa_type=Moment)
