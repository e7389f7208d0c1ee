"""One value at a time: what people and files write, tidied, or refused with a sentence that says what to do."""

import re
import unicodedata
from datetime import date, datetime

import phonenumbers

from beneficiary_app.i18n import N_

OLDEST, LATEST = 1900, 2100
NIR_BODY, NIR_WHOLE = 13, 15
LA_POSTE = "356000000"
EMAIL_LIMIT = 254
# Marks that reorder what a reader sees (Unicode UAX 9: embeddings, overrides, isolates); letters keep their own order.
_REORDERING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_EMAIL = re.compile(r"[^@\s,;<>()\[\]\\\"]+@[^@\s,;<>()\[\]\\\"]+\.[^@\s.,;<>()\[\]\\\"]{2,}")
_NIR = re.compile(r"[1-478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6}(?:\d{2})?")
_NIR_IN_TEXT = re.compile(r"(?<!\d)[1-478](?:[\s.\-]?\d){4}[\s.\-]?\d[\s.\-]?[\dABab](?:[\s.\-]?\d){8}(?!\d)")
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")
_YES, _NO = {"oui", "o", "vrai", "t", "true", "1"}, {"non", "n", "faux", "f", "false", "0"}


class ValueProblem(ValueError):
    """A value that cannot be kept: a French key with placeholders, and what fills them."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        return self.sentence % self.values if self.values else self.sentence


def empty(text: str | None) -> str | None:
    """The text, or ``None`` for an empty cell or the literal ``NULL`` of some exports."""
    tidied = (text or "").strip()
    return None if not tidied or tidied == "NULL" else tidied


def tidy(text: str) -> str:
    """Composed letters (NFC), without control characters or reordering marks; lines keep their ends."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_REORDERING)
    return "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}).strip()


def long_text(text: str, limit: int) -> str:
    """A tidied text of at most ``limit`` characters."""
    tidied = tidy(text)
    if len(tidied) > limit:
        raise ValueProblem(
            N_("Votre texte a %(length)s caractères. Raccourcissez-le à %(limit)s au plus."),
            length=len(tidied),
            limit=limit,
        )
    return tidied


def name(text: str) -> str:
    """A person’s name on one line, without parentheses."""
    tidied = " ".join(tidy(text).split())
    if not tidied:
        raise ValueProblem(N_("Le nom ou le prénom manque. Écrivez-le, puis recommencez."))
    if "(" in tidied or ")" in tidied:
        raise ValueProblem(N_("Un nom ne contient pas de parenthèses. Retirez-les, puis recommencez."))
    return tidied


def phone(text: str) -> str:
    """A phone number in E.164; numbers without a country are French, and Excel may have eaten the leading zero."""
    digits = re.sub(r"[^\d+]", "", text)
    if len(digits) == 9 and digits[0] in "1234567":  # noqa: PLR2004 - a French number without its zero
        digits = "0" + digits
    try:
        number = phonenumbers.parse(digits, "FR")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValueProblem(
            N_("Ce numéro de téléphone n’est pas complet. Écrivez les dix chiffres, par exemple 06 39 98 00 11.")
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phones(text: str) -> list[str]:
    """Several phone numbers, separated by commas."""
    return [phone(part) for part in text.split(",") if part.strip()]


def email(text: str) -> str:
    """An e-mail address in small letters."""
    tidied = text.strip().lower()
    if len(tidied) > EMAIL_LIMIT or not _EMAIL.fullmatch(tidied):
        raise ValueProblem(N_("Cette adresse e-mail n’est pas complète. Écrivez-la comme nom@exemple.fr."))
    return tidied


def postal_code(text: str) -> str:
    """A French postal code of five digits; Excel may have eaten the leading zero."""
    digits = re.sub(r"\s", "", text)
    if re.fullmatch(r"\d{4}", digits):
        digits = "0" + digits
    if not re.fullmatch(r"(?!00)\d{5}", digits):
        raise ValueProblem(N_("Ce code postal n’est pas bon. Écrivez cinq chiffres, par exemple 62300."))
    return digits


def siret(text: str) -> str:
    """A SIRET of 14 digits checked by Luhn; La Poste’s add up to a multiple of five instead (INSEE)."""
    digits = re.sub(r"\s", "", text)
    if not re.fullmatch(r"\d{14}", digits) or not (_luhn(digits) or _la_poste(digits)):
        raise ValueProblem(N_("Ce numéro SIRET n’est pas bon. Vérifiez ses quatorze chiffres."))
    return digits


def _luhn(digits: str) -> bool:
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0  # noqa: PLR2004 - Luhn’s formula


def _la_poste(digits: str) -> bool:
    return digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0


def nir_key(body: str) -> int:
    """The two-digit key of a 13-character NIR: 97 − n mod 97, Corsica’s 2A and 2B counted as 19 and 18 (INSEE)."""
    return 97 - int(body.replace("2A", "19").replace("2B", "18")) % 97


def nir(text: str) -> str:
    """A social security number of 13 characters, or of 15 with its key, which is then checked and dropped."""
    compact = re.sub(r"[\s.\-]", "", text).upper()
    if len(compact) not in {NIR_BODY, NIR_WHOLE} or not _NIR.fullmatch(compact):
        raise ValueProblem(N_("Le numéro de sécurité sociale doit avoir 13 chiffres, ou 15 avec sa clé. Vérifiez-le."))
    body = compact[:NIR_BODY]
    if len(compact) == NIR_WHOLE and int(compact[NIR_BODY:]) != nir_key(body):
        raise ValueProblem(N_("La clé du numéro de sécurité sociale n’est pas la bonne. Vérifiez chaque chiffre."))
    return body


def contains_nir(text: str) -> bool:
    """Whether a free text holds a whole NIR with its right key, however spaced: such a text must not be kept."""
    for found in _NIR_IN_TEXT.finditer(text):
        try:
            nir(found.group())
        except ValueProblem:
            continue
        return True
    return False


def day(text: str) -> date:
    """A day as files and people write it: 2026-12-01, 01/12/2026, 01-12-2026, with or without an hour after it."""
    first = re.split(r"[T ]", text.strip(), maxsplit=1)[0]
    for shape in _DAYS:
        try:
            found = datetime.strptime(first, shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if OLDEST <= found.year <= LATEST:
            return found
    raise ValueProblem(
        N_("La date « %(text)s » n’est pas bonne. Écrivez le jour, le mois et l’année, par exemple 01/12/2026."),
        text=text[:40],
    )


def yes_no(text: str) -> bool:
    """« oui » or « non », in full or by the first letter."""
    word = text.strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueProblem(N_("Répondez par oui ou par non, au lieu de « %(text)s »."), text=text[:40])


def civil_key(first_name: str, last_name: str, birth_date: date) -> str:
    """Name, first name and birth date in one form, blind to case, accents and hyphens, to find a person again."""
    return "|".join([_bare(last_name), _bare(first_name), birth_date.isoformat()])


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.sub(r"[^\w\s]|_", " ", "".join(c for c in letters if not unicodedata.combining(c))).split())
