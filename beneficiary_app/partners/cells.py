"""A row’s cells read one by one: every problem of the row is gathered, each under its column’s title."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from beneficiary_app.i18n import N_
from beneficiary_app.partners.report import Cells, RowRefused
from beneficiary_app.partners.table import Column, bare
from beneficiary_app.people import fields, values

T = TypeVar("T")
SHORT_PHONE = N_("Ce numéro de téléphone n’est pas complet. Écrivez les dix chiffres, par exemple 06 39 98 00 11.")
NOT_A_CODE = N_("« %(text)s » n’est pas un code connu. Prenez un code de la liste, ou videz la cellule.")
NOT_A_SITE = N_("« %(text)s » n’est pas une adresse de site. Écrivez-la comme https://exemple.fr.")


class Reading:
    """The reading of one row."""

    def __init__(self, cells: Cells, columns: Sequence[Column]) -> None:
        self.cells = cells
        self._titles = {column.name: column.headers[0] for column in columns}
        self.problems: list[str] = []

    def take(self, name: str, read: Callable[[str], T]) -> T | None:
        """What ``read`` makes of a cell; nothing when it is empty, or when it is wrong, and then the row is refused."""
        given = self.cells.get(name)
        if given is None:
            return None
        try:
            return read(given)
        except values.ValueProblem as problem:
            self.problems.append(f"« {self._titles[name]} » : {problem}")
            return None

    def need(self, name: str, read: Callable[[str], T]) -> T:
        """Give the value of a cell that the row cannot do without. Raises ``RowRefused`` with all that was found."""
        found = self.take(name, read)
        if found is None:
            raise RowRefused(" ".join(self.problems))
        return found

    def check(self) -> None:
        """Raise ``RowRefused`` when any cell was wrong."""
        if self.problems:
            raise RowRefused(" ".join(self.problems))


def text(limit: int) -> Callable[[str], str]:
    """Read a text on one line, without a social security number in it."""
    return partial(_text, limit)


def _text(limit: int, given: str) -> str:
    return " ".join(fields.free_text(given, limit).split())


def name(given: str) -> str:
    """Read a name that fits its column."""
    return values.long_text(values.name(given), 100)


def phones(given: str) -> str:
    """Read several phone numbers; a French one keeps nine digits, none of them a leading zero."""
    found = values.phones(given)
    if any(number.startswith("+330") for number in found):
        raise values.ValueProblem(SHORT_PHONE)
    return values.long_text(", ".join(found), 100)


def website(given: str) -> str:
    """Read the address of a site, in http or https and nothing else."""
    address = given if "://" in given else f"https://{given}"
    if not address.lower().startswith(("https://", "http://")) or len(address.split()) != 1:
        raise values.ValueProblem(NOT_A_SITE, text=given[:40])
    return values.long_text(address, 300)


def yes_no(given: str) -> str:
    """Read « oui » or « non » as a fact keeps it."""
    return "yes" if values.yes_no(given) else "no"


def code(known: dict[str, str]) -> Callable[[str], str]:
    """Read one of the codes of a list, blind to case and accents; ``known`` maps each spelling to its code."""
    return partial(_code, {bare(spelling): kept for spelling, kept in known.items()})


def _code(known: dict[str, str], given: str) -> str:
    found = known.get(bare(given))
    if found is None:
        raise values.ValueProblem(NOT_A_CODE, text=given[:40])
    return found


def joined(*parts: str | None) -> str:
    """Join the parts of an address that are filled."""
    return ", ".join(part for part in parts if part)
