"""The national nomenclature, list by list, with its known faults corrected and its apostrophes and spaces made one."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beneficiary_app.partners.files.codes import THEMES
from beneficiary_app.partners.files.objects import NOT_JSON, cells
from beneficiary_app.partners.files.rows import Fields, FileProblem, Row, mapped
from beneficiary_app.partners.files.table import Column, read_table, rows, starts_with
from beneficiary_app.people.values import bare, one_line, tidy

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
CODE_LIMIT = 60
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


@dataclass(frozen=True)
class Action:
    """An action as France Travail calls it, and the theme that is shown; ``None`` where it gives none."""

    label: str
    theme: str | None


def read_labels(path: Path) -> Iterator[Row[Label]]:
    """Themes, contracts, hours, kinds of orientation, reasons of suspension and closure: ``code,label``."""
    columns = (Column("code", ("code",), required=True), Column("label", ("label",), required=True))
    return rows(read_table(path, columns), lambda fields: Label(_code(fields, "code"), _label(fields, "label")))


def read_entries(path: Path) -> Iterator[Row[Entry]]:
    """Situations, goals or actions. « Prêt à suivre une formation » is twice in the list, and belongs to one theme."""
    columns = (
        Column("theme", ("theme",), required=True),
        Column("label", ("situation", "objectif", "action"), required=True),
    )
    return rows(read_table(path, columns), _entry)


def _entry(fields: Fields) -> Entry:
    theme, shown, label = _code(fields, "theme"), fields.needed("theme", _shown_theme), _label(fields, "label")
    if fields.sound and bare(label) == "pret a suivre une formation":
        theme = shown = "formation"
    return Entry(theme, shown, label)


def read_systems(path: Path) -> Iterator[Row[Label]]:
    """Support schemes: the kind of orientation of each (``code``) and its name (``label``)."""
    columns = (Column("label", ("name",), required=True), Column("code", ("orientation_type",), required=True))
    return rows(read_table(path, columns), lambda fields: Label(_code(fields, "code"), _label(fields, "label")))


def read_diagnostic_codes(path: Path) -> Iterator[Row[DiagnosticCode]]:
    """France Travail’s constraints, situations, goals and needs."""
    keys = "famille code_contrainte libelle_contrainte theme_carnet_de_bord type code libelle".split()  # noqa: SIM905
    return rows(read_table(path, tuple(Column(key, (key,), required=True) for key in keys)), _diagnostic_code)


def _diagnostic_code(fields: Fields) -> DiagnosticCode:
    return DiagnosticCode(
        family=_code(fields, "famille"),
        constraint_code=fields.text("code_contrainte", CODE_LIMIT),
        constraint=correct(fields.text("libelle_contrainte")),
        theme=fields.certain("theme_carnet_de_bord", _shown_theme),
        kind=_code(fields, "type"),
        code=_code(fields, "code"),
        label=_label(fields, "libelle"),
    )


def read_actions(path: Path) -> Iterator[Row[Action]]:
    """The theme of each France Travail action; some have none."""
    columns = (Column("action", ("actions",), required=True), Column("theme", ("focus",), required=True))
    return rows(
        read_table(path, columns),
        lambda fields: Action(_label(fields, "action"), fields.certain("theme", _shown_theme)),
    )


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


def _code(fields: Fields, column: str) -> str:
    return fields.needed(column, lambda given: one_line(given, CODE_LIMIT))


def _label(fields: Fields, column: str) -> str:
    return fields.needed(column, lambda given: one_line(correct(given), 500))
