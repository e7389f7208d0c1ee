"""Papers that somebody asks her for."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment, new_id, one_of
from beneficiary_app.documents.models import Kind
from beneficiary_app.i18n import N_


class NotHad(StrEnum):
    """Why she does not have it."""

    NOT_MINE = "not_mine"
    LOST = "lost"
    IMPOSSIBLE = "impossible"


NOT_HAD = {
    NotHad.NOT_MINE: N_("Cela ne me concerne pas"),
    NotHad.LOST: N_("Je ne le trouve pas"),
    NotHad.IMPOSSIBLE: N_("Impossible à obtenir"),
}


class PaperRequest(SQLModel, table=True):
    """One paper that a professional asks for: what, why, what else would do, by when.

    Her answer is a paper, opened by the access ``grant_id`` that she confirms, or why she does not have it
    (``not_had``). It opens nothing by itself.
    """

    __tablename__ = "paper_request"
    __table_args__ = (one_of("kind", Kind),)

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    professional_id: UUID = Field(foreign_key="professional.id")
    structure_id: UUID | None = Field(default=None, foreign_key="structure.id")
    by_name: str = Field(max_length=200)
    by_structure: str = Field(default="", max_length=200)
    kind: str = Field(max_length=16)
    what: str = Field(max_length=120)
    why: str = Field(max_length=300)
    accepts: str = Field(default="", max_length=300)
    before: date | None = None
    asked_at: datetime = Field(sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    not_had: str = Field(default="", max_length=16)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    remind_on: date | None = None
    paper_id: UUID | None = None
    grant_id: UUID | None = None
