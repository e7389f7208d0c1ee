"""The copy of her carnet that she asked for: its row is the queue, and says how far it is."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from beneficiary_app.database import Json, Moment, new_id, one_of


class CopyState(StrEnum):
    """Waiting for the job, being made, to be downloaded, or given up after several tries."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


class WholeCopy(SQLModel, table=True):
    """One archive, the only one of its carnet.

    ``key`` is its own, hidden under hers; ``pieces`` are objects of the store, ``[name, bytes in clear]`` in their
    order. ``step`` goes from 1 to 4; ``done`` and ``total`` count papers. Whoever set ``claimed_until`` makes it.
    """

    __tablename__ = "whole_copy"
    __table_args__ = (one_of("state", CopyState), Index("ix_whole_copy_state", "state", "claimed_until"))

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id)
    state: str = Field(default=CopyState.WAITING, max_length=16)
    language: str = Field(max_length=8)
    step: int = 1
    done: int = 0
    total: int = 0
    tries: int = 0
    asked_at: datetime = Field(sa_type=Moment)
    claimed_until: datetime | None = Field(default=None, sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    key: bytes = Field(sa_type=LargeBinary)
    pieces: list[Any] = Field(default_factory=list, sa_type=Json)
