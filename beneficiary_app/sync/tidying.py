"""What time takes away of syncs, every hour, in the process that also checks papers."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from beneficiary_app import once
from beneficiary_app.documents.command import Beside
from beneficiary_app.identity import health


def tidy(session: Session, now: datetime) -> list[Any]:
    """Keys, answers and devices of more than thirteen months ago; nothing of the store."""
    once.forget(session, now=now)
    health.forget(session, now=now)
    return []


BESIDE = Beside(tidy, lambda *_: set())
