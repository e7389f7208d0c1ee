"""What every reader gives: one row of a file, what could be read of it, and what could not, in French."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from beneficiary_app.i18n import N_
from beneficiary_app.people import fields, social_security
from beneficiary_app.people.values import ValueProblem, bare, one_line

R = TypeVar("R")
T = TypeVar("T")
KILOMETRES_LIMIT = 1000
BLANK = N_("Cette case est vide. Remplissez-la, puis recommencez.")
UNKNOWN_CODE = N_("« %(text)s » n’est pas un code connu. Écrivez l’un de ceux-ci : %(codes)s.")
NO_DISTANCE = N_("« %(text)s » n’est pas une distance. Écrivez un nombre de kilomètres, par exemple 30.")


class FileProblem(ValueProblem):
    """A whole file that cannot be read: nothing of it is kept."""


@dataclass(frozen=True)
class Finding:
    """One problem of one row; ``column`` is the column’s title in the file, or empty for the whole row."""

    column: str
    problem: ValueProblem

    def __str__(self) -> str:
        return f"{self.column} : {self.problem}" if self.column else str(self.problem)


@dataclass(frozen=True)
class Row(Generic[R]):
    """One row: its line (from 1, the header included), its record, what was left out of it and why.

    ``record`` is ``None`` when the row must not be used: what identifies it is missing or wrong. A record with
    findings can be used: the fields that they name are empty in it.
    """

    line: int
    record: R | None
    findings: tuple[Finding, ...] = ()

    @property
    def problems(self) -> list[str]:
        """The findings as French sentences."""
        return [str(finding) for finding in self.findings]


class Fields:
    """Reads the cells of one row, and keeps what was wrong.

    ``cells`` maps a column’s canonical name to its text or ``None``; ``titles`` maps it to what people call it.
    ``sound`` becomes false when something that the row cannot do without is missing or wrong.
    """

    def __init__(self, cells: dict[str, str | None], titles: dict[str, str] | None = None) -> None:
        self._cells = cells
        self._titles = titles or {}
        self.findings: list[Finding] = []
        self.sound = True

    def text(self, column: str, limit: int = 300) -> str:
        """A text on one line, without a social security number in it, or an empty one."""
        return self.value(column, lambda given: one_line(fields.free_text(given, limit), limit)) or ""

    def value(self, column: str, read: Callable[[str], T]) -> T | None:
        """What ``read`` makes of the cell; ``None`` when it is empty, or when it is wrong, with a finding."""
        given = self._cells.get(column)
        if given is None:
            return None
        try:
            return read(given)
        except ValueProblem as problem:
            self.note(column, problem)
            return None

    def certain(self, column: str, read: Callable[[str], T]) -> T | None:
        """The same, and a wrong cell makes the row unusable."""
        before = len(self.findings)
        value = self.value(column, read)
        self.sound = self.sound and len(self.findings) == before
        return value

    def needed(self, column: str, read: Callable[[str], T]) -> T:
        """The same, and an empty cell too makes the row unusable: the record made of it is then thrown away."""
        if self._cells.get(column) is None:
            self.note(column, ValueProblem(BLANK))
            self.sound = False
        return cast("T", self.certain(column, read))

    def several(self, column: str, read: Callable[[str], T]) -> tuple[T, ...]:
        """The values of a cell that separates them by commas: the good ones once; a finding for each wrong one."""
        kept: dict[T, None] = {}
        for part in (self._cells.get(column) or "").split(","):
            if part.strip():
                try:
                    kept[read(part)] = None
                except ValueProblem as problem:
                    self.note(column, problem)
        return tuple(kept)

    def note(self, column: str, problem: ValueProblem) -> None:
        """Keep a problem under the title of its column."""
        self.findings.append(Finding(self._titles.get(column, column), problem))

    def include(self, other: "Fields", where: str) -> None:
        """Keep the findings of a part of the row, under the name of that part."""
        self.findings += [
            Finding(f"{where}, {found.column}" if found.column else where, found.problem) for found in other.findings
        ]

    def row(self, line: int, record: R) -> Row[R]:
        """The row: with the record when everything that it cannot do without is there."""
        return Row(line, record if self.sound else None, tuple(self.findings))


def one_of(codes: dict[str, str]) -> Callable[[str], str]:
    """A reader of one of these codes, or of its label, blind to case and accents; ``codes`` maps code to label."""
    known = {bare(label): code for code, label in codes.items()} | {bare(code): code for code in codes}

    def read(text: str) -> str:
        code = known.get(bare(text))
        if code is None:
            raise ValueProblem(UNKNOWN_CODE, text=text[:60], codes=", ".join(codes))
        return code

    return read


def mapped(codes: dict[str, str]) -> Callable[[str], str]:
    """A reader of one of these exact codes, which gives what the code stands for."""

    def read(text: str) -> str:
        code = text.strip()
        if code not in codes:
            raise ValueProblem(UNKNOWN_CODE, text=text[:60], codes=", ".join(codes))
        return codes[code]

    return read


def joined(*parts: str | None) -> str:
    """The parts of an address, those that are filled."""
    return ", ".join(part for part in parts if part)


def caf_number(text: str) -> str:
    """A number of the CAF or of the MSA, of at most 50 characters; empty when it is a social security number.

    The MSA uses the NIR as its own number, and a NIR is never kept in clear.
    """
    try:
        social_security.number(text)
    except ValueProblem:
        return "" if social_security.is_in(text) else one_line(text, 50)
    return ""


def kilometres(text: str) -> int:
    """A distance in whole kilometres, from 0 to 1000."""
    digits = text.lower().removesuffix("km").strip()
    if not (digits.isascii() and digits.isdigit()) or int(digits[:9]) > KILOMETRES_LIMIT:
        raise ValueProblem(NO_DISTANCE, text=text[:40])
    return int(digits)
