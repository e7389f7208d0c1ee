"""What she agrees to when she lets somebody act for her, in whole sentences; the same on screen and on paper."""

from collections.abc import Iterable
from datetime import datetime

from beneficiary_app.access.mandate_models import Mandate, Posture
from beneficiary_app.access.parts import PARTS, Part
from beneficiary_app.assisted.rules import MEETING
from beneficiary_app.i18n import N_, dates, gettext, isolated, say

SOMEBODY = N_("La personne qui écrit ce code")
_MAY = {
    (False, False): N_("%(who)s pourra voir : %(what)s."),
    (True, False): N_("%(who)s pourra voir, et ajouter : %(what)s."),
    (True, True): N_("%(who)s pourra voir, ajouter et changer : %(what)s."),
    (False, True): N_("%(who)s pourra voir, et changer : %(what)s."),
}
_WHERE = {
    Posture.WITH: N_("Avec moi, sur mon appareil."),
    Posture.BESIDE: N_("À côté de moi, sur son ordinateur."),
    Posture.FOR: N_("Pour moi, même quand je ne suis pas là."),
}
# Closed to whoever helps, in every mandate.
NEVER = N_(
    "Jamais : mes clés, ouvrir mon carnet à d’autres, supprimer, emporter tout, ni ce que je cache. "
    "Chaque chose vue ou faite est écrite dans mon carnet, avec les deux noms."
)
FREE = N_("Je peux arrêter seule, à tout moment, en entier ou partie par partie.")
NOT_PROTECTED = N_("Je ne suis ni sous tutelle, ni sous habilitation familiale.")


def holder(mandate: Mandate) -> str:
    """To whom, in words."""
    if not mandate.holder_name and not mandate.holder_structure:
        return gettext(SOMEBODY)
    who = ", ".join(part for part in (mandate.holder_name, mandate.holder_structure) if part)
    if mandate.whole and mandate.holder_structure:
        return say("%(who)s, ou un collègue de la même structure", who=who)
    return who


def what(parts: Iterable[Part]) -> str:
    """The list of what it is about."""
    return ", ".join(gettext(PARTS[part]) for part in parts)


def until(mandate: Mandate, starts_at: datetime, ends_at: datetime) -> str:
    """Until when, in words."""
    if mandate.days == MEETING:
        return say("Pour cette rencontre : jusqu’à %(hour)s au plus.", hour=dates.time(ends_at))
    return say("Du %(start)s au %(end)s.", start=dates.day(starts_at), end=dates.moment(ends_at))


def agreed(mandate: Mandate, parts: Iterable[Part], starts_at: datetime, ends_at: datetime) -> str:
    """The exact words, line by line."""
    may = _MAY[mandate.adds, mandate.changes]
    lines = [
        say(may, who=isolated(holder(mandate)), what=what(parts)),
        gettext(_WHERE[Posture(mandate.posture)]),
        until(mandate, starts_at, ends_at),
        gettext(NEVER),
        gettext(FREE),
        gettext(NOT_PROTECTED),
    ]
    return "\n".join(lines)
