"""The terms written for her: read once, and which words she accepted is kept."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.identity.models import Terms
from beneficiary_app.identity.service import owner
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind

# Changes with the words of templates/identity/terms.html.
VERSION = "2026-11"


def are_accepted(session: Session, carnet_id: UUID) -> bool:
    """Whether she accepted the words of today."""
    return session.get(Terms, (carnet_id, VERSION)) is not None


def accept(session: Session, carnet_id: UUID, language: str, *, now: datetime) -> None:
    """Keep that she read and accepted them, once."""
    if are_accepted(session, carnet_id):
        return
    session.add(Terms(carnet_id=carnet_id, version=VERSION, language=language, accepted_at=now))
    session.flush()
    trail.record(session, owner(session, carnet_id), carnet_id, ActKind.TERMS_ACCEPTED, now=now)
