"""What a helper may do at this very moment: the assisted session and its mandate, read from the database each time."""

from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, select

from beneficiary_app.access.asked import Mandated
from beneficiary_app.access.mandate_models import Help, Mandate, MandatePart, MandateState
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor

_help, _mandate = Help.metadata.tables["help"], Mandate.metadata.tables["mandate"]
_HELD = select_columns(
    _help.c.professional_id,
    _help.c.structure_id,
    _help.c.ends_at.label("limit"),
    _help.c.ended_at,
    _mandate.c.id.label("mandate_id"),
    _mandate.c.state,
    _mandate.c.ends_at,
    _mandate.c.adds,
    _mandate.c.changes,
).join(_mandate, (_mandate.c.carnet_id == _help.c.carnet_id) & (_mandate.c.id == _help.c.mandate_id))


def held(session: Session, actor: Actor, carnet_id: UUID) -> Mandated | None:
    """The session that a helper acts in, with its mandate as it is now; none for anybody else."""
    if actor.helps is None:
        return None
    wanted = (_help.c.carnet_id == carnet_id, _help.c.id == actor.helps.help_id)
    row = session.execute(_HELD.where(*wanted)).first()
    if row is None:
        return None
    return Mandated(
        carnet_id=carnet_id,
        professional_id=row.professional_id,
        structure_id=row.structure_id,
        open_until=min(row.limit, row.ended_at or row.limit),
        active=row.state == MandateState.ACTIVE,
        ends_at=row.ends_at,
        adds=row.adds,
        changes=row.changes,
        parts=frozenset(parts(session, carnet_id, row.mandate_id)),
    )


def parts(session: Session, carnet_id: UUID, mandate_id: UUID) -> list[Part]:
    """The parts that a mandate covers, in the order of the list. The caller has asked permission."""
    wanted = (MandatePart.carnet_id == carnet_id, MandatePart.mandate_id == mandate_id)
    found = set(session.exec(select(MandatePart.part).where(*wanted)))
    return [part for part in Part if part.value in found]
