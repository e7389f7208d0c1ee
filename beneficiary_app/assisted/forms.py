"""What she chooses when she lets somebody help: read once, refused with a sentence, never lost."""

from collections.abc import Iterable
from typing import NamedTuple

from beneficiary_app.access.mandate_models import Posture
from beneficiary_app.access.parts import Part
from beneficiary_app.assisted.rules import DURATIONS, MEETING, durations
from beneficiary_app.errors import Invalid, Problem
from beneficiary_app.i18n import N_

MAY = {
    "see": (False, False, N_("Voir seulement")),
    "add": (True, False, N_("Voir, et ajouter")),
    "change": (True, True, N_("Voir, ajouter et changer")),
}
PROTECTED = N_(
    "Si vous êtes sous tutelle ou habilitation familiale, la personne qui vous représente peut vous aider avec le "
    "juge ou le service. Vous ne pouvez pas donner de mandat ici."
)


class Wanted(NamedTuple):
    """Where the helper will be, in which parts, to do what, for how many days (0: this meeting), and for whom."""

    posture: Posture
    parts: list[Part]
    adds: bool
    changes: bool
    days: int
    whole: bool


def wanted(posture: str, parts: Iterable[str], may: str, days: str, protected: str, *, whole: bool) -> Wanted:
    """Read the whole choice. Raises ``Invalid``."""
    problems: dict[str, Problem] = {}
    chosen = [Part(part) for part in parts if part in set(Part)]
    if posture not in set(Posture):
        problems["posture"] = Problem(N_("Dites où est la personne qui vous aide."))
    if not chosen:
        problems["parts"] = Problem(N_("Choisissez au moins une partie de votre carnet."))
    if may not in MAY:
        problems["may"] = Problem(N_("Dites ce que cette personne peut faire."))
    counted = {str(count): count for count in durations(chosen)}
    if days not in counted:
        longer = days in {str(count) for count in DURATIONS}
        problems["days"] = Problem(
            N_("Santé, identité et justice : six mois au plus.") if longer else N_("Choisissez combien de temps.")
        )
    elif posture == Posture.FOR and counted[days] == MEETING:
        problems["days"] = Problem(N_("En votre absence, choisissez au moins un jour."))
    if protected == "yes":
        problems["protected"] = Problem(PROTECTED)
    elif protected != "no":
        problems["protected"] = Problem(N_("Répondez à cette question : elle vous protège."))
    if problems:
        raise Invalid(problems)
    adds, changes, _label = MAY[may]
    return Wanted(Posture(posture), chosen, adds, changes, counted[days], whole)
