"""Taking back wins over whatever had not seen it, in the order in which the server learns of both.

The epoch of a carnet is the number of the last act that took something back. What she opens carries the epoch of the
page that she read: an older one is refused. A taking back that waited on a device without network (an end, a pause, a
part that is closed) reaches, with the access that it names, those that were given to the same person since it was
asked. What she hides is hidden from whatever was opened, whenever that was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from beneficiary_app.access import service, words
from beneficiary_app.access.models import Grant
from beneficiary_app.access.service import Given
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import TrailHead
from beneficiary_app.trail.words import Told

TAKES = (ActKind.GRANT_ENDED.value, ActKind.GRANT_PAUSED.value, ActKind.GRANT_NARROWED.value, ActKind.HIDDEN.value)
LOOKS = (ActKind.FIRST_LOOK.value, ActKind.LOOKED.value)
_acts = TrailHead.metadata.tables["act"]


@dataclass(frozen=True, slots=True)
class Waited:
    """A taking back that came late: when she asked, when it took effect, and what was looked at between the two."""

    asked_at: datetime
    ended_at: datetime
    looks: list[Told]


def seen(session: Session, carnet_id: UUID, text: str) -> str:
    """What a page of these words has shown her: the words, and what she had taken back by then."""
    taken = (_acts.c.carnet_id == carnet_id, _acts.c.kind.in_(TAKES))
    # Whole: what a session does not show was taken back all the same.
    last = session.execute(select(func.max(_acts.c.seq)).where(*taken), execution_options={"whole": True}).scalar() or 0
    return f"{last}-{words.fingerprint(text)}"


def given_since(session: Session, grant: Grant, asked_at: datetime, now: datetime) -> Iterator[Given]:
    """What is in force for the same holder and was given after that moment, by whoever had not seen it taken back."""
    wanted = (
        Grant.professional_id == grant.professional_id,
        Grant.structure_id == grant.structure_id,
        Grant.id != grant.id,
        col(Grant.starts_at) > asked_at,
    )
    return (one for one in service.given(session, grant.carnet_id, *wanted) if one.is_live(now))


def waited(session: Session, grant: Grant) -> Waited | None:
    """How late the taking back of an access came; nothing when it took effect at once."""
    ended = (_acts.c.subject_id == grant.id, _acts.c.kind == ActKind.GRANT_ENDED.value)
    *_, act = (None, *trail.told(session, grant.carnet_id, *ended))
    if act is None or "asked_at" not in act.detail:
        return None
    asked_at = datetime.fromisoformat(act.detail["asked_at"])
    between = (_acts.c.kind.in_(LOOKS), _acts.c.at >= asked_at, _acts.c.seq < act.seq)
    looks = trail.told(session, grant.carnet_id, *between)
    return Waited(asked_at, act.at, [look for look in looks if _by_holder(look, grant)])


def _by_holder(look: Told, grant: Grant) -> bool:
    if grant.professional_id:
        return look.subject_id == grant.professional_id
    return look.structure_name == grant.holder_structure
