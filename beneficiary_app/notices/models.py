"""Where she wants to be told."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment


class NoticeChoice(SQLModel, table=True):
    """An e-mail address that she gave for this and nothing else, and the last alert that was sent there."""

    __tablename__ = "notice_choice"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    email: str = Field(max_length=254)
    language: str = Field(max_length=8)
    chosen_at: datetime = Field(sa_type=Moment)
    told_seq: int = 0
    told_at: datetime | None = Field(default=None, sa_type=Moment)
