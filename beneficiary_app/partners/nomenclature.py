"""National lists: which one a file is, is read from its first line, or from its name when several look alike."""

from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session

from beneficiary_app.i18n import N_
from beneficiary_app.journey.nomenclature import Term, Wanted
from beneficiary_app.partners.files import nomenclature as files
from beneficiary_app.partners.files.delimited import first_lines
from beneficiary_app.partners.files.nomenclature import Action, DiagnosticCode, Entry, Label
from beneficiary_app.partners.files.rows import FileProblem, Row
from beneficiary_app.partners.files.table import starts_with
from beneficiary_app.partners.report import Context, Outcome, Verdict, each
from beneficiary_app.people.values import bare

R = TypeVar("R")
# Files of two columns, « code » and « label », say only by their name what they list.
NAMED = (
    "themes",
    "types_contrat_travail",
    "durees_travail",
    "types_orientation",
    "rsa_motifs_suspension",
    "rsa_motifs_cloture",
)
WITHOUT_CODES = {Wanted.STEP.value, Wanted.GOAL.value, "situation", "dispositif", "france_travail_action"}
WHICH = N_("Ce fichier ne dit pas quelle liste il contient. Nommez-le comme elle : %(names)s.")
NOT_A_LIST = N_("Ce fichier n’est aucune des listes nationales connues. Vérifiez que vous avez choisi le bon.")
Words = Iterator[Row[Term]]


def run(path: Path, session: Session, _context: Context) -> Iterator[Verdict]:
    """Take a national list in, word by word, with its known faults corrected."""
    return each(_reader(path)(path), session, partial(_take, session))


def _take(session: Session, term: Term) -> Outcome:
    known = session.get(Term, (term.list, term.code))
    # A list without codes holds some words twice, spelled in two ways: the first spelling stays.
    read = bare if term.list in WITHOUT_CODES else str
    if known is not None and (read(known.label), known.theme) == (read(term.label), term.theme):
        return Outcome.UNCHANGED
    session.merge(term)
    session.flush()
    return Outcome.CREATED if known is None else Outcome.UPDATED


def _reader(path: Path) -> Callable[[Path], Words]:
    """Who reads a file with that first line."""
    start = starts_with(path).lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith((b"{", b"[")):
        return _enumerations
    titles = {bare(title) for cells in first_lines(path).values() for title in cells}
    for marks, reader in _READERS:
        if marks <= titles:
            return reader
    raise FileProblem(NOT_A_LIST)


def _as_terms(read: Callable[[Path], Iterator[Row[R]]], term: Callable[[R], Term], path: Path) -> Words:
    for row in read(path):
        yield Row(row.line, term(row.record) if row.record is not None else None, row.findings)


def _entry(name: str, found: Entry) -> Term:
    # Two themes can hold the same words, and the list has no codes of its own.
    return Term(list=name, code=_digest(f"{found.theme}:{found.label}"), label=found.label, theme=found.shown_theme)


def _diagnosis(found: DiagnosticCode) -> Term:
    code = "-".join(part for part in (found.family, found.constraint_code, found.kind, found.code) if part)
    return Term(list="france_travail", code=code, label=found.label, theme=found.theme or "")


def _action(found: Action) -> Term:
    return Term(list="france_travail_action", code=_digest(found.label), label=found.label, theme=found.theme or "")


def _system(found: Label) -> Term:
    return Term(list="dispositif", code=f"{found.code}-{_digest(found.label)}", label=found.label)


def _digest(words: str) -> str:
    return sha256(bare(words).encode()).hexdigest()[:24]


def _labels(path: Path) -> Words:
    name = bare(path.stem).replace(" ", "_")
    if name not in NAMED:
        raise FileProblem(WHICH, names=", ".join(f"{known}.csv" for known in NAMED))
    return _as_terms(files.read_labels, partial(_label, name), path)


def _enumerations(path: Path) -> Words:
    found = [(name, Label(*pair)) for name, labels in files.read_enumerations(path).items() for pair in labels.items()]
    for number, (name, label) in enumerate(found, start=1):
        yield Row(number, _label(name, label))


def _label(name: str, found: Label) -> Term:
    return Term(list=name[:40], code=found.code[:120], label=found.label[:500])


_READERS: tuple[tuple[set[str], Callable[[Path], Words]], ...] = (
    ({"theme", "action"}, partial(_as_terms, files.read_entries, partial(_entry, Wanted.STEP.value))),
    ({"theme", "objectif"}, partial(_as_terms, files.read_entries, partial(_entry, Wanted.GOAL.value))),
    ({"theme", "situation"}, partial(_as_terms, files.read_entries, partial(_entry, "situation"))),
    ({"famille", "code"}, partial(_as_terms, files.read_diagnostic_codes, _diagnosis)),
    ({"name", "orientation type"}, partial(_as_terms, files.read_systems, _system)),
    ({"actions", "focus"}, partial(_as_terms, files.read_actions, _action)),
    ({"code", "label"}, _labels),
)
