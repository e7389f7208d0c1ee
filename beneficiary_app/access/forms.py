"""What she chooses when she opens something: read once, refused with a sentence, never lost."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from beneficiary_app.access.parts import Part
from beneficiary_app.access.words import DURATIONS, REASONS
from beneficiary_app.errors import Invalid, Problem, Stale
from beneficiary_app.i18n import N_
from beneficiary_app.people import fields

REASON_LIMIT = 300
OTHER = "other"
MAY = {
    "see": (True, False, N_("Voir")),
    "both": (True, True, N_("Voir, et ajouter")),
    "add": (False, True, N_("Ajouter, sans rien voir")),
}


class What(NamedTuple):
    """Which parts and single things, and whether they are seen, added to, or both."""

    parts: list[Part]
    items: list[UUID]
    sees: bool
    adds: bool


def what(parts: Iterable[str], items: Iterable[str], may: str) -> What:
    """Read the choice of parts. Raises ``Invalid``."""
    chosen = [Part(part) for part in parts if part in set(Part)]
    kept = [UUID(item) for item in items if _is_uuid(item)]
    problems: dict[str, Problem] = {}
    if not chosen and not kept:
        problems["parts"] = Problem(N_("Choisissez au moins une partie de votre carnet."))
    if may not in MAY:
        problems["may"] = Problem(N_("Dites si cette personne peut voir ou ajouter."))
    elif not chosen and MAY[may][1]:
        problems["may"] = Problem(N_("Pour ajouter, il faut ouvrir au moins une partie entière."))
    if problems:
        raise Invalid(problems)
    sees, adds, _label = MAY[may]
    return What(chosen, kept, sees, adds)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def time(days: str, reason: str, other: str, longest: int) -> tuple[int, str]:
    """Read how long and why. Raises ``Invalid``."""
    problems: dict[str, Problem] = {}
    allowed = {str(count): count for count in DURATIONS if count <= longest}
    if days not in allowed:
        problems["days"] = Problem(N_("Choisissez combien de temps."))
    why = reason
    if reason == OTHER:
        why = fields.checked(problems, "other", fields.short_text, other, REASON_LIMIT) or ""
    elif reason not in REASONS:
        problems["reason"] = Problem(N_("Dites pourquoi, en quelques mots."))
    if problems:
        raise Invalid(problems)
    return allowed[days], why


def moment(text: str) -> datetime:
    """The moment that a button said. Raises ``Stale`` for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Stale(log="not a moment") from None
    if found.tzinfo is None:
        raise Stale(log="a moment without its zone")
    return found
