"""What somebody had begun to write and had not sent."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment


class Draft(SQLModel, table=True):
    """What was in one form when a session ended: hers, encrypted with her key.

    ``form`` is the form’s own id, the command id that it would have been sent with: once sent, nothing that comes late
    brings the draft back. ``helper_id`` is who helped her then, and ``parts`` what the mandate covered, a space around
    each: the same helper is shown it again when those are covered.
    """

    __tablename__ = "draft"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    form: UUID = Field(primary_key=True)
    action: str = Field(max_length=200)
    page: str = Field(max_length=200)
    words: bytes
    helper_id: UUID | None = None
    helper_name: str = Field(default="", max_length=200)
    parts: str = Field(default="", max_length=400)
    begun_at: datetime = Field(sa_type=Moment)
    kept_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
