"""Ceremonies of passkeys that are refused, whatever was wrong with them."""

from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity.key_models import Holder, Passkey


class BadCeremony(Refusal):
    """A ceremony that is not what was asked for: replayed, expired, foreign, mutated, of a removed key."""

    status = 400
    title = N_("Cette clé n’a pas ouvert le carnet")
    sentence = N_("Essayez encore. Si cela ne marche pas, prenez votre carte ou votre feuille de secours.")
    next_href = "/enter"
    next_label = N_("Ouvrir mon carnet")


class UnknownPasskey(BadCeremony):
    """A passkey that this installation does not know, or not any more: the device that holds it can forget it.

    ``credential`` is the id that the browser itself sent. Never said of a known one, whatever its answer was.
    """

    def __init__(self, credential: str) -> None:
        super().__init__(log="unknown or removed passkey")
        self.credential = credential


class Suspect(BadCeremony):
    """The counter went back: the key may have been copied. ``passkey`` is refused, the others still open."""

    def __init__(self, holder: Holder, passkey: Passkey) -> None:
        super().__init__(log="a passkey's counter went back")
        self.carnet_id, self.name = holder.carnet_id, passkey.name
