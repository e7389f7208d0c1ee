"""Where she wants to be told."""

from datetime import date, datetime
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


class PhoneChoice(SQLModel, table=True):
    """A number that she gave for this and nothing else, and the last alert that was sent there.

    It counts once she has typed the code that was sent to it: until then the digest of that code, keyed with the
    installation’s secret, is kept for some minutes and some tries. ``sent`` codes left on the day ``sent_on``.
    """

    __tablename__ = "phone_choice"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    number: str = Field(max_length=20)
    language: str = Field(max_length=8)
    chosen_at: datetime = Field(sa_type=Moment)
    verified_at: datetime | None = Field(default=None, sa_type=Moment)
    code: str = Field(default="", max_length=64)
    code_until: datetime = Field(sa_type=Moment)
    tries: int = 0
    sent: int = 0
    sent_on: date
    told_seq: int = 0
    told_at: datetime | None = Field(default=None, sa_type=Moment)
