"""Her notes, each with all its versions."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment, new_id


class Note(SQLModel, table=True):
    """A note; its text is in its versions. Hers has no ``part`` and no author: nobody else reads it.

    One that a professional wrote is in a part of the carnet, and who sees that part sees it.
    """

    __tablename__ = "note"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    created_at: datetime = Field(sa_type=Moment)
    part: str = Field(default="", max_length=32)
    author_name: str = Field(default="", max_length=200)
    structure_name: str = Field(default="", max_length=200)


class NoteVersion(SQLModel, table=True):
    """One text of a note: every version is kept."""

    __tablename__ = "note_version"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    note_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    text: str
    at: datetime = Field(sa_type=Moment)
