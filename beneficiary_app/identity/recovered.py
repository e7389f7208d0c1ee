"""The week after somebody else let her in again: whoever was let in does not read what is most hers.

What was opened before, and what opens with a key made before, is she; everything else in that week may be somebody who
looked like her, and a key made in that week proves no more than the session it was made in.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session

from beneficiary_app.identity.models import Code, CodeKind

WEEK = timedelta(days=7)
_codes = Code.metadata.tables["code"]


def hides_until(session: Session, carnet_id: UUID, made_at: datetime | None, *, now: datetime) -> datetime | None:
    """Until when a session opened now hides what is most hers; ``None`` when it hides nothing.

    ``made_at`` is when what opens it was made; nothing said is now.
    """
    given: datetime | None = session.execute(
        select(func.max(_codes.c.made_at)).where(
            _codes.c.carnet_id == carnet_id,
            _codes.c.kind == CodeKind.RECOVERY,
            _codes.c.used_at.is_not(None),
            _codes.c.made_at > now - WEEK,
        )
    ).scalar()
    if given is None or (made_at is not None and made_at < given):
        return None
    return given + WEEK
