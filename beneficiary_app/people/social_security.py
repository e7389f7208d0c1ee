"""The number of the French social security (NIR): read, checked by its key, found where it must not be."""

import re
import unicodedata

from beneficiary_app.i18n import N_
from beneficiary_app.people.values import INVISIBLE, ValueProblem

BODY, WHOLE = 13, 15
_NIR = re.compile(r"[1-478]\d{4}(?:\d{2}|2[AB])\d{6}(?:\d{2})?")
# Months 01–12, and those of an incomplete civil status (INSEE: 20–42, 50–99).
_NIR_CERTAIN = re.compile(r"[1-478]\d{2}(?:0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d)(?:\d{2}|2[AB])\d{8}")
_GAP = r"[\s.,/_-]{0,3}"
# As the card writes it (1 2 2 2 3 3 2), or fifteen characters grouped in any way with no other digit beside them:
# two phone numbers in a row are neither.
_NIR_AS_WRITTEN = re.compile(
    rf"(?<!\d)(?=([1-478]{_GAP}\d\d{_GAP}\d\d{_GAP}[\dA-B][\dAB]{_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d\d)(?!\d))",
    re.IGNORECASE,
)
_NIR_ALONE = re.compile(
    rf"(?<!\d)(?<!\d[\s.,/_-])[1-478](?:{_GAP}\d){{5}}{_GAP}[\dAB](?:{_GAP}\d){{8}}(?!{_GAP}\d)", re.IGNORECASE
)


def key(body: str) -> int:
    """The two-digit key of a 13-character NIR: 97 − n mod 97, Corsica’s 2A and 2B counted as 19 and 18 (INSEE)."""
    department = {"2A": "19", "2B": "18"}.get(body[5:7], body[5:7])
    return 97 - int(body[:5] + department + body[7:]) % 97


def number(text: str) -> str:
    """A social security number of 13 characters, or of 15 with its key, which is then checked and dropped.

    Provisional numbers (first digit 3, 4, 7, 8) are numbers too.
    """
    compact = re.sub(r"[\s.\-]", "", text).upper()
    if not compact.isascii() or not _NIR.fullmatch(compact):
        raise ValueProblem(N_("Le numéro de sécurité sociale doit avoir 13 chiffres, ou 15 avec sa clé. Vérifiez-le."))
    body = compact[:BODY]
    if len(compact) == WHOLE and int(compact[BODY:]) != key(body):
        raise ValueProblem(N_("La clé du numéro de sécurité sociale n’est pas la bonne. Vérifiez chaque chiffre."))
    return body


def is_in(text: str) -> bool:
    """Whether a free text holds a NIR with its right key, however spaced: such a text must not be kept.

    Thirteen characters without a key prove nothing and pass; a month that no card bears passes too.
    """
    ascii_digits = "".join(str(unicodedata.decimal(c, c)) for c in text.translate(INVISIBLE))
    written = (found.group(1) for found in _NIR_AS_WRITTEN.finditer(ascii_digits))
    alone = (found.group() for found in _NIR_ALONE.finditer(ascii_digits))
    return any(_is_whole(candidate) for source in (written, alone) for candidate in source)


def _is_whole(candidate: str) -> bool:
    compact = re.sub(r"[^0-9A-B]", "", candidate.upper())
    return bool(_NIR_CERTAIN.fullmatch(compact)) and int(compact[BODY:]) == key(compact[:BODY])
