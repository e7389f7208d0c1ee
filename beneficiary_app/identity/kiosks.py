"""What a session is at a kiosk: a computer that a structure has enrolled and everybody uses."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity.models import Way

# How long nothing may happen there before it asks whether she is still there, and how long she has to answer.
QUIET, WARNED = timedelta(minutes=3), timedelta(seconds=60)
# A use is told every ten seconds at most, and her answer may come with the last of them.
LATE = timedelta(seconds=15)
# A tab went away: that long for another page of it to come.
AWAY = timedelta(seconds=20)
# Ways in that serve again. A letter or a sheet would be used up where no key of hers can be made.
AT_KIOSK = {Way.CARD, Way.PHONE}


@dataclass(frozen=True, slots=True)
class Place:
    """The kiosk of a request: which one, and what people call it."""

    id: UUID
    name: str


class NotAtKiosk(Refusal):
    """What a kiosk does not do: keys, doors that serve once, whatever would stay on it."""

    status: ClassVar[int] = 403
    title: ClassVar[str] = N_("Pas sur cette borne")
    sentence = N_("Tout le monde s’en sert. Faites-le sur votre téléphone, ou avec la personne qui vous suit.")
