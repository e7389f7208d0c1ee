"""The national nomenclature, list by list, with its known faults corrected and its apostrophes and spaces made one."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from beneficiary_app.partners.files.codes import THEMES
from beneficiary_app.partners.files.objects import NOT_JSON, cells
from beneficiary_app.partners.files.rows import FileProblem, mapped
from beneficiary_app.partners.files.table import BadRow, Column, read_table, starts_with
from beneficiary_app.people.values import ValueProblem, bare, tidy

# A correction is said once, and in the words of the list.
CORRECTIONS = (
    ("Convaincre et recruter en entretien", "Convaincre un recruteur en entretien"),
    ("Réaliseration", "Réalisation"),
    ("Ressourcess revenues", "Ressources"),
    ("devenir obtenir", "obtenir"),
    ("spontannées", "spontanées"),
    ("trop élévées", "trop élevées"),
    ("etre guidé", "être guidé"),
    ("En interim", "En intérim"),
)
JSON_LIMIT = 5_000_000
_shown_theme = mapped(THEMES)


@dataclass(frozen=True)
class Label:
    """A code and its words."""

    code: str
    label: str


@dataclass(frozen=True)
class Entry:
    """A situation, goal or action: the list’s own theme (one of sixteen) and the theme that is shown (one of ten)."""

    theme: str
    shown_theme: str
    label: str


@dataclass(frozen=True)
class DiagnosticCode:
    """A code of France Travail’s diagnosis: ``kind`` is situation, objectif or besoin.

    A need has neither constraint nor theme. Labels differ from the other lists: match by code.
    """

    family: str
    constraint_code: str
    constraint: str
    theme: str | None
    kind: str
    code: str
    label: str


def read_labels(path: Path) -> Iterator[Label]:
    """Themes, contracts, hours, kinds of orientation, reasons of suspension and closure: ``code,label``."""
    columns = (Column("code", ("code",), required=True), Column("label", ("label",), required=True))
    for one in _lines(path, columns):
        yield Label(one["code"] or "", correct(one["label"] or ""))


def read_entries(path: Path) -> Iterator[Entry]:
    """Situations, goals or actions, each once.

    « Prêt à suivre une formation » is twice in the list, and stays where it belongs, under « formation ».
    """
    columns = (
        Column("theme", ("theme",), required=True),
        Column("label", ("situation", "objectif", "action"), required=True),
    )
    return _once(
        Entry(theme, _shown(theme), correct(one["label"] or ""))
        for one in _lines(path, columns)
        if (theme := one["theme"] or "")
    )


def read_systems(path: Path) -> Iterator[Label]:
    """Support schemes: the kind of orientation of each (``code``) and its name (``label``)."""
    columns = (Column("label", ("name",), required=True), Column("code", ("orientation_type",), required=True))
    for one in _lines(path, columns):
        yield Label(one["code"] or "", correct(one["label"] or ""))


def read_diagnostic_codes(path: Path) -> Iterator[DiagnosticCode]:
    """France Travail’s constraints, situations, goals and needs."""
    keys = "famille code_contrainte libelle_contrainte theme_carnet_de_bord type code libelle".split()  # noqa: SIM905
    for one in _lines(path, tuple(Column(key, (key,), required=True) for key in keys)):
        yield DiagnosticCode(
            family=one["famille"] or "",
            constraint_code=one["code_contrainte"] or "",
            constraint=correct(one["libelle_contrainte"] or ""),
            theme=_shown(one["theme_carnet_de_bord"]) if one["theme_carnet_de_bord"] else None,
            kind=one["type"] or "",
            code=one["code"] or "",
            label=correct(one["libelle"] or ""),
        )


def read_action_themes(path: Path) -> dict[str, str | None]:
    """The theme of each France Travail action, by its label in bare form (``values.bare``); ``None`` has none."""
    columns = (Column("action", ("actions",), required=True), Column("theme", ("focus",), required=True))
    return {bare(one["action"] or ""): _shown(one["theme"]) if one["theme"] else None for one in _lines(path, columns)}


def read_enumerations(path: Path) -> dict[str, dict[str, str]]:
    """Every list of ``enumerations.json``: list name to code to label. Raises ``FileProblem`` for anything else."""
    starts_with(path)
    if path.stat().st_size > JSON_LIMIT:
        raise FileProblem(NOT_JSON)
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise FileProblem(NOT_JSON) from problem
    if not isinstance(found, dict) or not all(isinstance(labels, dict) for labels in found.values()):
        raise FileProblem(NOT_JSON)
    return {
        name: {code: correct(label or "") for code, label in cells(labels, {key: key for key in labels}).items()}
        for name, labels in found.items()
    }


def correct(label: str) -> str:
    """The label with its known faults corrected, one apostrophe (’), one ellipsis (…), and single spaces."""
    spelled = " ".join(tidy(label).split())
    for wrong, right in CORRECTIONS:
        spelled = spelled.replace(wrong, right)
    spelled = spelled.replace("'", "’").replace("...", "…").replace(",…", ", …")
    spelled = re.sub(r"(?<!,)\s+(?=[)…])|(?<=\()\s+", "", spelled)
    spelled = re.sub(r"(?<=\w)\(\s*(?=\w\w)", " (", spelled)
    return spelled.removesuffix('"') if spelled.count('"') % 2 else spelled


def _once(entries: Iterable[Entry]) -> Iterator[Entry]:
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        key = (entry.theme, bare(entry.label))
        misplaced = entry.theme == "emploi" and key[1] == "pret a suivre une formation"
        if key not in seen and not misplaced:
            seen.add(key)
            yield entry


def _shown(theme: str) -> str:
    try:
        return _shown_theme(theme)
    except ValueProblem as problem:
        raise FileProblem(problem.sentence, **problem.values) from problem


def _lines(path: Path, columns: tuple[Column, ...]) -> Iterator[dict[str, str | None]]:
    for found in read_table(path, columns):
        if isinstance(found, BadRow):
            raise FileProblem(found.problem.sentence, **found.problem.values)
        yield found.cells
