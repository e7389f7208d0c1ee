"""Reading who accompanies her."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session, SQLModel

from beneficiary_app.access import sight
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Role, Structure
from beneficiary_app.support.models import OrientationRequest

_orientations = SQLModel.metadata.tables["orientation"]
_requests = OrientationRequest.metadata.tables["orientation_request"]
_structures = Structure.metadata.tables["structure"]
_ORIENTATIONS = (
    select(_orientations)
    .where(_orientations.c.carnet_id == bindparam("carnet_id"))
    .order_by(_orientations.c.decided_on.desc(), _orientations.c.recorded_at.desc(), _orientations.c.id.desc())
)
_REQUESTS = (
    select(_requests)
    .where(_requests.c.carnet_id == bindparam("carnet_id"))
    .order_by(_requests.c.asked_on.desc(), _requests.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class Support:
    """Everything about her support: the newest first in each list."""

    orientations: list[Row[Any]]
    requests: list[Row[Any]]
    members: list[Row[Any]]
    structures: list[Row[Any]]

    @property
    def current(self) -> Row[Any] | None:
        """The support of today: the last that was decided."""
        return self.orientations[0] if self.orientations else None

    @property
    def referent(self) -> Row[Any] | None:
        """Who follows her today; one at a time."""
        return next((one for one in self.members if one.role == Role.REFERENT and one.until is None), None)

    @property
    def others(self) -> list[Row[Any]]:
        """Who else is around her today."""
        return [one for one in self.members if one.until is None and one is not self.referent]

    @property
    def before(self) -> list[Row[Any]]:
        """Who was around her before."""
        return [one for one in self.members if one.until is not None]


def open_support(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> Support:
    """Her support, and the directory’s page of each structure that is around her today."""
    sees = sight.of(session, actor, carnet_id, now=now)
    orientations = sees.rows("orientation", session.execute(_ORIENTATIONS, {"carnet_id": carnet_id}), _part)
    members = sees.rows("member", people.around(session, carnet_id), _part)
    names = {one.structure for one in members if one.structure and one.until is None}
    names |= {one.structure for one in orientations[:1] if one.structure}
    return Support(
        orientations=orientations,
        requests=sees.rows("request", session.execute(_REQUESTS, {"carnet_id": carnet_id}), _part),
        members=members,
        structures=_directory(session, names),
    )


def _part(_row: Any) -> Part:
    return Part.SUPPORT


def _directory(session: Session, names: set[str]) -> list[Row[Any]]:
    if not names:
        return []
    wanted = select(_structures).where(_structures.c.name.in_(sorted(names)))
    return list(session.execute(wanted.order_by(_structures.c.name, _structures.c.id)))
