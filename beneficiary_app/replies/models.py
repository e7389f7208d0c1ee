"""What she answers to a fact."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment, new_id, one_of


class ReplyKind(StrEnum):
    """Her three words on what others wrote; « c’est fait » is a step’s state."""

    CANNOT = "cannot"
    DISAGREE = "disagree"
    OUTDATED = "outdated"


class Target(StrEnum):
    """What can be answered."""

    STEP = "step"
    GOAL = "goal"
    SITUATION = "situation"
    CONTRACT = "contract"
    ORIENTATION = "orientation"
    EVENT = "event"
    APPOINTMENT = "appointment"
    FACT = "fact"
    MEMBER = "member"
    PROJECT = "project"
    REQUEST = "request"


class Reply(SQLModel, table=True):
    """Her word on one fact, shown beside it with what was answered; withdrawn, it leaves the view, not the history."""

    __tablename__ = "reply"
    __table_args__ = (
        one_of("kind", ReplyKind),
        one_of("target", Target),
        Index("ix_reply_target", "carnet_id", "target_id"),
    )

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    target: str = Field(max_length=16)
    target_id: UUID
    kind: str = Field(max_length=16)
    text: str = ""
    at: datetime = Field(sa_type=Moment)
    answer: str = ""
    answered_by: str = Field(default="", max_length=200)
    answered_structure: str = Field(default="", max_length=200)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
