"""Who is asking, and for whom."""

from dataclasses import dataclass
from datetime import datetime
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
class Helping:
    """One assisted session: which, where the helper is, and the first name of whom she or he acts for."""

    help_id: UUID
    posture: str
    whom: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. ``carnet_id`` is the carnet that this actor owns: set for a person, for nobody else.

    ``structure_id`` is where a professional works today. ``sure`` is false for an owner whose device others use too
    and who has not just proved who she is, and for a professional who is suspended. ``hides_until`` is set for an owner
    whom somebody else has just let in again: until then, what is most hers is not shown there. ``helps`` is a
    helper’s alone.
    """

    kind: ActorKind
    id: UUID | None = None
    name: str = ""
    structure_name: str = ""
    carnet_id: UUID | None = None
    structure_id: UUID | None = None
    sure: bool = True
    hides_until: datetime | None = None
    helps: Helping | None = None

    @property
    def author_name(self) -> str:
        """Who wrote what is written: nobody but the owner, unless somebody helped her."""
        return self.name if self.kind is ActorKind.HELPER else ""

    @property
    def author_structure(self) -> str:
        """For which structure."""
        return self.structure_name if self.kind is ActorKind.HELPER else ""


def person(carnet_id: UUID, name: str, *, sure: bool = True, hides_until: datetime | None = None) -> Actor:
    """The owner of a carnet."""
    return Actor(ActorKind.PERSON, id=carnet_id, name=name, carnet_id=carnet_id, sure=sure, hides_until=hides_until)


def professional(
    professional_id: UUID, name: str, structure_name: str, structure_id: UUID | None = None, *, sure: bool = True
) -> Actor:
    """Somebody who works for a structure."""
    return Actor(
        ActorKind.PROFESSIONAL,
        id=professional_id,
        name=name,
        structure_name=structure_name,
        structure_id=structure_id,
        sure=sure,
    )


def helper(
    professional_id: UUID,
    name: str,
    structure_name: str,
    structure_id: UUID | None,
    helps: Helping,
    *,
    sure: bool = True,
) -> Actor:
    """Somebody of a structure who acts for the owner of a carnet, in one assisted session."""
    return Actor(
        ActorKind.HELPER,
        id=professional_id,
        name=name,
        structure_name=structure_name,
        structure_id=structure_id,
        sure=sure,
        helps=helps,
    )


def system(source: str) -> Actor:
    """An import or a job, named by the system its facts come from."""
    return Actor(ActorKind.SYSTEM, name=source)
