"""Who is asking, and for whom."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """The people of product.md; ``system`` is an import or a job that acts for a source."""

    PERSON = "person"
    PROFESSIONAL = "professional"
    HELPER = "helper"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. ``carnet_id`` is the carnet that this actor owns: set for a person, for nobody else."""

    kind: ActorKind
    id: UUID | None = None
    name: str = ""
    structure_name: str = ""
    carnet_id: UUID | None = None


def person(carnet_id: UUID, name: str) -> Actor:
    """The owner of a carnet."""
    return Actor(ActorKind.PERSON, id=carnet_id, name=name, carnet_id=carnet_id)


def professional(professional_id: UUID, name: str, structure_name: str) -> Actor:
    """Somebody who works for a structure."""
    return Actor(ActorKind.PROFESSIONAL, id=professional_id, name=name, structure_name=structure_name)


def system(source: str) -> Actor:
    """An import or a job, named by the system its facts come from."""
    return Actor(ActorKind.SYSTEM, name=source)
