"""What a mandate may be, and what a helper may begin under it: pure functions."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from beneficiary_app.access.mandate_models import Mandate, MandateState, Posture
from beneficiary_app.access.parts import SENSITIVE, Part
from beneficiary_app.i18n import N_
from beneficiary_app.people.models import Professional

# « Cette rencontre » lasts an hour; a year is the longest that Aidants Connect’s mandates last too.
MEETING = 0
MEETING_LASTS = timedelta(hours=1)
LONGEST_SESSION = timedelta(hours=4)
DURATIONS = {
    MEETING: N_("Cette rencontre, une heure au plus"),
    1: N_("1 jour"),
    30: N_("1 mois"),
    182: N_("6 mois"),
    365: N_("1 an, le plus long possible"),
}
SENSITIVE_LONGEST = 182
_RANK = {Posture.WITH: 0, Posture.BESIDE: 1, Posture.FOR: 2}


def lasts(days: int) -> timedelta:
    """How long a mandate of so many days lasts from the moment it begins."""
    return MEETING_LASTS if days == MEETING else timedelta(days=days)


def durations(parts: Iterable[Part]) -> dict[int, str]:
    """The durations that these parts can have: health, identity and justice for six months at most."""
    longest = SENSITIVE_LONGEST if SENSITIVE & set(parts) else max(DURATIONS)
    return {days: words for days, words in DURATIONS.items() if days <= longest}


def covers(mandate: Mandate, posture: Posture) -> bool:
    """Whether a mandate lets somebody help from there: who may act in her absence may also sit beside her."""
    return _RANK[posture] <= _RANK[Posture(mandate.posture)]


def is_live(mandate: Mandate, now: datetime) -> bool:
    """In force at that moment."""
    return mandate.state == MandateState.ACTIVE and mandate.ends_at is not None and now < mandate.ends_at


def names(mandate: Mandate, who: Professional) -> bool:
    """Whether the mandate is this helper’s, where she or he works today."""
    to_all_or_one = mandate.professional_id in (None, who.id)
    return to_all_or_one and mandate.structure_id is not None and mandate.structure_id == who.structure_id


def may_be_helper(who: Professional, posture: Posture) -> bool:
    """A volunteer helps on her own device only; who is suspended or works nowhere helps nobody."""
    if who.suspended_at is not None or who.structure_id is None:
        return False
    return posture is Posture.WITH or not who.volunteer
