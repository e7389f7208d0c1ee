"""The six digits that go with a card: chosen by her, and not those that others would try first."""

import re
from itertools import pairwise

from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_

PIN_LENGTH = 6


class WeakPin(Refusal):
    """A PIN that others would try first."""

    status = 422
    title = N_("Ce code est trop facile à deviner")
    sentence = N_("Choisissez six chiffres qui ne se suivent pas et ne sont pas tous les mêmes.")


def pin(typed: str, again: str) -> str:
    """A PIN of six digits that nobody tries first. Raises ``WeakPin``."""
    digits = "".join(typed.split())
    if not re.fullmatch(rf"[0-9]{{{PIN_LENGTH}}}", digits):
        raise WeakPin
    if {int(after) - int(before) for before, after in pairwise(digits)} in ({0}, {1}, {-1}):
        raise WeakPin
    if digits != "".join(again.split()):
        raise WeakPin(N_("Les deux codes ne sont pas les mêmes. Écrivez-les à nouveau."))
    return digits
