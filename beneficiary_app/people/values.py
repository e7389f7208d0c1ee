"""One value at a time: what people and files write, tidied, or refused with a sentence that says what to do."""

import re
import unicodedata
from datetime import UTC, date, datetime

import phonenumbers

from beneficiary_app.i18n import N_

OLDEST, LATEST = 1900, 2100
LA_POSTE = "356000000"
EMAIL_LIMIT, NAME_LIMIT = 254, 100
FRANCE = 33
# Embeddings, overrides and isolates (Unicode UAX 9) reorder what a reader sees, and U+200B, U+2060, U+FEFF are
# invisible: they go. U+200E, U+200F, U+061C and the joiners stay: Arabic and Persian are written with them.
INVISIBLE = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x2060, 0xFEFF])
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\\\"]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z| ?[+-]\d{2}:?\d{2})?)?"
_DAY_BIG = re.compile(rf"(?P<year>\d{{4,}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}}){_TIME}")
_DAY_LITTLE = re.compile(rf"(?P<day>\d{{1,2}})(?P<mark>[/-])(?P<month>\d{{1,2}})(?P=mark)(?P<year>\d{{4,}}){_TIME}")
_YES, _NO = {"oui", "o", "vrai", "t", "true", "1"}, {"non", "n", "faux", "f", "false", "0"}


class ValueProblem(ValueError):  # noqa: N818 - it is told to a person, not to a developer
    """A value that cannot be kept: a French key with placeholders, and what fills them."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        return self.sentence % self.values if self.values else self.sentence


def empty(text: str | None) -> str | None:
    """The text without its outer spaces, or ``None`` for an empty cell or the literal ``NULL`` of some exports."""
    stripped = (text or "").strip()
    return None if not stripped or stripped == "NULL" else stripped


def tidy(text: str) -> str:
    r"""Composed letters (NFC), one space between words, ``\n`` between lines, at most one empty line in a row.

    Control, reordering and invisible characters go; marks that a right-to-left script is written with stay.
    """
    lines = _LINE_ENDS.sub("\n", text).replace("\t", " ").translate(INVISIBLE)
    seen = "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})
    spaced = "\n".join(" ".join(line.split()) for line in unicodedata.normalize("NFC", seen).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", spaced).strip()


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


def one_line(text: str, limit: int) -> str:
    """A tidied text on one line, of at most ``limit`` characters."""
    return long_text(" ".join(tidy(text).split()), limit)


def name(text: str) -> str:
    """A person’s name on one line, without parentheses, of at most 100 characters."""
    tidied = " ".join(tidy(text).split())
    if not tidied:
        raise ValueProblem(N_("Le nom ou le prénom manque. Écrivez-le, puis recommencez."))
    if "(" in tidied or ")" in tidied:
        raise ValueProblem(N_("Un nom ne contient pas de parenthèses. Retirez-les, puis recommencez."))
    if len(tidied) > NAME_LIMIT:
        raise ValueProblem(N_("Ce nom est trop long. Écrivez-le en %(limit)s caractères au plus."), limit=NAME_LIMIT)
    return tidied


def phone(text: str) -> str:
    """A phone number in E.164; numbers without a country are French, and Excel may have eaten the leading zero."""
    digits = re.sub(r"[\s.()/-]", "", text.translate(INVISIBLE))
    if re.fullmatch(r"[1-9]\d{8}", digits):
        digits = "0" + digits
    try:
        number = phonenumbers.parse(digits, "FR")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not re.fullmatch(r"\+?\d+", digits) or not _possible(number):
        raise ValueProblem(
            N_("Ce numéro de téléphone n’est pas complet. Écrivez les dix chiffres, par exemple 06 39 98 00 11.")
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _possible(number: phonenumbers.PhoneNumber) -> bool:
    # Not « valid »: the numbers kept for fiction, 06 39 98 xx xx, belong to no operator.
    if number.country_code == FRANCE and not re.fullmatch(r"[1-9]\d{8}", str(number.national_number)):
        return False
    return phonenumbers.is_possible_number(number) and not number.italian_leading_zero


def phones(text: str) -> list[str]:
    """Several phone numbers, separated by commas; a doubled one once."""
    return list(dict.fromkeys(phone(part) for part in text.split(",") if part.strip()))


def service_phone(text: str) -> str:
    """The phone number of a service: E.164, or a French short number (3949, 115) as it is."""
    digits = re.sub(r"[\s.]", "", text)
    return digits if re.fullmatch(r"3\d{3}|10\d{2}|11\d|118\d{3}|1[578]", digits) else phone(text)


def email(text: str) -> str:
    """An e-mail address in small letters."""
    tidied = tidy(text).lower()
    if len(tidied) > EMAIL_LIMIT or not _EMAIL.fullmatch(tidied):
        raise ValueProblem(N_("Cette adresse e-mail n’est pas complète. Écrivez-la comme nom@exemple.fr."))
    return tidied


def postal_code(text: str) -> str:
    """A French postal code of five digits; Excel may have eaten the leading zero."""
    digits = re.sub(r"\s", "", text)
    if re.fullmatch(r"[0-9]{4}", digits):
        digits = "0" + digits
    if not re.fullmatch(r"(?!00)[0-9]{5}", digits):
        raise ValueProblem(N_("Ce code postal n’est pas bon. Écrivez cinq chiffres, par exemple 62300."))
    return digits


def siret(text: str) -> str:
    """A SIRET of 14 digits checked by Luhn; La Poste’s (SIREN 356000000) may add up to a multiple of five (INSEE)."""
    digits = re.sub(r"\s", "", text)
    if not re.fullmatch(r"[0-9]{14}", digits) or not (_luhn(digits) or _la_poste(digits)):
        raise ValueProblem(N_("Ce numéro SIRET n’est pas bon. Vérifiez ses quatorze chiffres."))
    return digits


def _luhn(digits: str) -> bool:
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0  # noqa: PLR2004 - Luhn’s formula


def _la_poste(digits: str) -> bool:
    return digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0


def day(text: str) -> date:
    """A day as files and people write it: 2026-12-01, 01/12/2026, 01-12-2026, with or without an hour after it.

    The day is the one that is written, whatever the zone of the hour. Years go from 1900 to 2100.
    """
    stripped = text.strip()
    found = _DAY_BIG.fullmatch(stripped) or _DAY_LITTLE.fullmatch(stripped)
    if found and not OLDEST <= int(found["year"][:9]) <= LATEST:
        raise ValueProblem(
            N_("L’année de la date « %(text)s » n’est pas possible. Écrivez une année entre %(oldest)s et %(latest)s."),
            text=stripped[:40],
            oldest=OLDEST,
            latest=LATEST,
        )
    try:
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        pass
    raise ValueProblem(
        N_("La date « %(text)s » n’est pas bonne. Écrivez le jour, le mois et l’année, par exemple 01/12/2026."),
        text=stripped[:40],
    )


def moment(text: str) -> datetime:
    """An ISO 8601 moment of a system’s export, in UTC; one without a zone is UTC already."""
    try:
        read = datetime.fromisoformat(text.strip())
        if OLDEST < read.year < LATEST:
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except ValueError:
        pass
    raise ValueProblem(
        N_("La date et l’heure « %(text)s » ne sont pas bonnes. Écrivez-les comme 2026-12-01T09:30:00Z."),
        text=text.strip()[:40],
    )


def yes_no(text: str) -> bool:
    """« oui » or « non », in full or by the first letter; a system’s true and false too."""
    word = text.strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueProblem(N_("Répondez par oui ou par non, au lieu de « %(text)s »."), text=text.strip()[:40])


def civil_key(first_name: str, last_name: str, birth_date: date) -> str:
    """Name, first name and birth date in one form, blind to case, accents and hyphens, to find a person again."""
    return "|".join([bare(last_name), bare(first_name), birth_date.isoformat()])


def bare(text: str) -> str:
    """Words alone, for comparing: no case, accent, punctuation or invisible mark; « Prénom * » is « prenom »."""
    spelled = text.casefold().replace("œ", "oe").replace("æ", "ae")
    letters = unicodedata.normalize("NFKD", spelled)
    seen = "".join(c for c in letters if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join(re.sub(r"[^\w\s]|_", " ", seen).split())
