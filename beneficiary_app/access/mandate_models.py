"""Who may act for her, in what, until when, in which words; and each time that somebody did."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from beneficiary_app.access.parts import Part
from beneficiary_app.database import Moment, new_id, one_of
from beneficiary_app.i18n import N_


class Posture(StrEnum):
    """Where the helper is: with her on her own device, beside her on the helper’s, or for her in her absence."""

    WITH = "with"
    BESIDE = "beside"
    FOR = "for"


POSTURES = {
    Posture.WITH: N_("Avec vous, sur votre appareil"),
    Posture.BESIDE: N_("À côté de vous, sur son ordinateur"),
    Posture.FOR: N_("Pour vous, même en votre absence"),
}


class MandateState(StrEnum):
    """Waiting for the helper to type its code, in force until its end, over."""

    OFFERED = "offered"
    ACTIVE = "active"
    ENDED = "ended"


class GivenHow(StrEnum):
    """How she agreed: on a device of hers, with her card and PIN at the helper’s, or by her hand on paper."""

    DEVICE = "device"
    CARD = "card"
    PAPER = "paper"


class MandateEnd(StrEnum):
    """Why it is over before its date; one that ran out has no row to say it."""

    TAKEN_BACK = "taken_back"
    BY_CODE = "by_code"
    RENEWED = "renewed"
    LEFT = "left"


class Mandate(SQLModel, table=True):
    """Somebody of one structure acts for her, in some parts, from a moment until a moment (Code civil, article 1984).

    ``professional_id`` is one helper where she or he works on that day; without it (``whole``), any of the structure.
    ``days`` is 0 for one meeting.
    ``digest`` and ``code_ends_at`` are those of the code that lets a helper in. ``stop`` is the digest of the paper
    code that ends it. ``words`` are those that she agreed to, in ``words_language``, with their SHA-256;
    ``paper_hash`` is the SHA-256 of the photograph of the signed paper.
    """

    __tablename__ = "mandate"
    __table_args__ = (
        one_of("state", MandateState),
        one_of("posture", Posture),
        one_of("given_how", GivenHow),
        CheckConstraint("state <> 'active' OR structure_id IS NOT NULL", name="holder"),
        Index("ix_mandate_structure_id", "structure_id"),
        Index("ix_mandate_professional_id", "professional_id"),
    )

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    state: str = Field(default=MandateState.OFFERED, max_length=16)
    professional_id: UUID | None = Field(default=None, foreign_key="professional.id")
    structure_id: UUID | None = Field(default=None, foreign_key="structure.id")
    holder_name: str = Field(default="", max_length=200)
    holder_structure: str = Field(default="", max_length=200)
    posture: str = Field(max_length=16)
    adds: bool = False
    changes: bool = False
    whole: bool = False
    days: int = 0
    given_how: str = Field(default=GivenHow.DEVICE, max_length=16)
    digest: str | None = Field(default=None, max_length=64, unique=True)
    code_ends_at: datetime | None = Field(default=None, sa_type=Moment)
    stop: str | None = Field(default=None, max_length=64, unique=True)
    made_at: datetime = Field(sa_type=Moment)
    starts_at: datetime | None = Field(default=None, sa_type=Moment)
    ends_at: datetime | None = Field(default=None, sa_type=Moment)
    words: str = ""
    words_language: str = Field(default="", max_length=8)
    words_hash: str = Field(default="", max_length=64)
    paper_hash: str = Field(default="", max_length=64)
    warned_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_because: str = Field(default="", max_length=16)


class MandatePart(SQLModel, table=True):
    """One part that a mandate covers."""

    __tablename__ = "mandate_part"
    __table_args__ = (one_of("part", Part),)

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    mandate_id: UUID = Field(primary_key=True)
    part: str = Field(primary_key=True, max_length=32)


class HelpEnd(StrEnum):
    """Who or what ended an assisted session before its limit."""

    BY_HER = "by_her"
    BY_HELPER = "by_helper"
    MANDATE = "mandate"


class Help(SQLModel, table=True):
    """One assisted session: this helper, under that mandate, until ``ends_at`` at the latest.

    ``receipt`` is the digest of the code by which anybody checks its receipt, ``receipt_hash`` the SHA-256 of its text.
    ``seen``, ``added`` and ``changed`` count, for the helper’s own record.
    """

    __tablename__ = "help"
    __table_args__ = (
        one_of("posture", Posture),
        Index("ix_help_professional_id", "professional_id"),
        Index("ix_help_mandate_id", "mandate_id"),
    )

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    mandate_id: UUID
    professional_id: UUID = Field(foreign_key="professional.id")
    structure_id: UUID | None = Field(default=None, foreign_key="structure.id")
    helper_name: str = Field(max_length=200)
    structure_name: str = Field(default="", max_length=200)
    posture: str = Field(max_length=16)
    starts_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_because: str = Field(default="", max_length=16)
    first_seq: int = 0
    seen: int = 0
    added: int = 0
    changed: int = 0
    receipt: str | None = Field(default=None, max_length=64, unique=True)
    receipt_hash: str = Field(default="", max_length=64)


class HelpAnswer(SQLModel, table=True):
    """Her word, afterwards, on one act of somebody who helped her: it is right, or she disputes it."""

    __tablename__ = "help_answer"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    seq: int = Field(primary_key=True)
    agrees: bool
    text: str = Field(default="", max_length=2000)
    answered_at: datetime = Field(sa_type=Moment)
