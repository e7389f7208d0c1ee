"""What she agrees to, in whole sentences of her language; and their digest, so that nobody changes them later."""

import hashlib
from collections.abc import Iterable

from beneficiary_app.access.models import Grant
from beneficiary_app.access.parts import PARTS, Part
from beneficiary_app.access.service import Given
from beneficiary_app.i18n import N_, dates, gettext, isolated, say

REASONS = (
    N_("Pour m’accompagner dans mon parcours"),
    N_("Pour préparer un rendez-vous"),
    N_("Pour une démarche en cours"),
)
FACE_TO_FACE = N_("Montré sur place")
DURATIONS = {
    1: N_("1 jour"),
    7: N_("1 semaine"),
    30: N_("1 mois"),
    182: N_("6 mois"),
    365: N_("1 an, le plus long possible"),
}
_MAY = {
    (True, False): N_("%(who)s pourra voir : %(what)s."),
    (True, True): N_("%(who)s pourra voir, et ajouter : %(what)s."),
    (False, True): N_("%(who)s pourra ajouter, sans rien voir : %(what)s."),
}


def holder(grant: Grant) -> str:
    """To whom, in words."""
    return named(grant.holder_name, grant.holder_structure, whole=grant.professional_id is None)


def named(name: str, structure: str, *, whole: bool) -> str:
    """A professional with her structure, or the ``whole`` structure."""
    if whole:
        return say("Toute l’équipe : %(structure)s", structure=structure)
    return ", ".join(part for part in (name, structure) if part)


def what(parts: Iterable[Part], titles: Iterable[str]) -> str:
    """The list of what is opened."""
    named = [gettext(PARTS[part]) for part in parts]
    return ", ".join([*named, *(say("« %(title)s »", title=isolated(title)) for title in titles)])


def reason(why: str) -> str:
    """Why, in the reader’s language when it is one of the ready sentences."""
    return gettext(why) if why in {*REASONS, FACE_TO_FACE} else isolated(why)


def agreed(given: Given) -> str:
    """The exact words, line by line, with the moment when it ends."""
    grant = given.grant
    may = _MAY[grant.sees, grant.adds]
    lines = [say(may, who=isolated(holder(grant)), what=what(given.parts, (item.title for item in given.items)))]
    if grant.ends_at is not None:
        lines.append(say("Jusqu’au %(moment)s.", moment=dates.moment(grant.ends_at)))
    lines.append(say("Pourquoi : %(why)s.", why=reason(grant.why)))
    lines.append(gettext("Vous pouvez arrêter à tout moment."))
    return "\n".join(lines)


def fingerprint(text: str) -> str:
    """SHA-256 of the words, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
