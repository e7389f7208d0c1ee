"""``carnet import KIND FILE``: looked at first, written only with ``--apply``."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from beneficiary_app import clock
from beneficiary_app.actor import system
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.i18n import N_
from beneficiary_app.partners.files.rows import FileProblem
from beneficiary_app.partners.report import Context, Counts, Importer, Outcome, Verdict
from beneficiary_app.terminal import OK, REFUSED, UNUSABLE, err, give_json, out
from beneficiary_app.vault.service import Vault

KINDS = {
    "beneficiaries": ("beneficiaries", "run"),
    "structures": ("structures", "run"),
    "professionals": ("professionals", "run"),
    "orientation-managers": ("professionals", "run_orientation_managers"),
    "rights": ("rights", "run"),
    "france-travail": ("france_travail", "run"),
    "former-carnet": ("former_carnet", "run"),
    "nomenclature": ("nomenclature", "run"),
}
NO_SECRET = N_(
    "Il manque le secret qui protège les identifiants. Mettez dans CARNET_SECRET celui de cette installation, puis "
    "recommencez ; rien n’a été écrit."
)
OUTCOMES = {
    Outcome.CREATED: N_("Créées"),
    Outcome.UPDATED: N_("Complétées"),
    Outcome.UNCHANGED: N_("Déjà à jour"),
    Outcome.REFUSED: N_("Refusées"),
}


class _OnlyLooking(Exception):  # noqa: N818 - no error: it undoes a dry run
    """Ends a dry run, so that its transaction is undone whole."""


def add(commands: Any, secret_of: Callable[[Config], str]) -> None:
    """Add ``import`` to the operator’s commands; ``secret_of`` finds the key of the digests."""
    about = "lire un fichier d’un partenaire : d’abord pour voir, puis avec --apply pour écrire"
    command = commands.add_parser("import", help=about, description=about)
    command.add_argument("kind", choices=sorted(KINDS), metavar="SORTE", help=", ".join(sorted(KINDS)))
    command.add_argument("file", type=Path, metavar="FICHIER")
    command.add_argument("--apply", action="store_true", help="écrire ; sans cette option, rien n’est écrit")
    command.add_argument("--json", action="store_true", help="le compte rendu en JSON sur la sortie standard")
    command.set_defaults(run=lambda given, config: run(given, config, secret_of(config)))


def run(given: argparse.Namespace, config: Config, secret: str) -> int:
    """Import one file; the exit code says how it went."""
    try:
        counts = take(given, config, secret)
    except FileProblem as problem:
        if given.json:
            give_json({"problem": str(problem)})
        err.print(str(problem), markup=False)
        return UNUSABLE
    with closing(counts):
        (_print_json if given.json else _print)(counts, applied=given.apply)
    return REFUSED if counts.totals[Outcome.REFUSED] else OK


def _print_json(counts: Counts, *, applied: bool) -> None:
    """One object on one line, written as it is read back: a report of any length costs no memory."""
    head = json.dumps({"applied": applied, **counts.head()})
    sys.stdout.write(f'{head[:-1]}, "rows": [')
    for place, row in enumerate(counts.rows()):
        sys.stdout.write(f"{', ' if place else ''}{row}")
    sys.stdout.write("]}\n")


def take(given: argparse.Namespace, config: Config, secret: str) -> Counts:
    """Import in one transaction, undone whole unless asked to write. Raises ``FileProblem``."""
    if not secret:
        raise FileProblem(NO_SECRET)
    counts, database = Counts(), Database(config.url, system("import"), Vault(config))
    try:
        with suppress(_OnlyLooking), database.transaction() as session:
            verdicts = importer(given.kind)(given.file, session, Context(secret, clock.now()))
            for verdict in _shown(verdicts, wanted=not given.json and sys.stderr.isatty()):
                counts.add(verdict)
            if not given.apply:
                raise _OnlyLooking
    finally:
        database.close()
    return counts


def importer(kind: str) -> Importer:
    """Find the importer of a kind of file; loaded only when it is asked for."""
    module, name = KINDS[kind]
    return cast("Importer", getattr(import_module(f"beneficiary_app.partners.{module}"), name))


def _shown(verdicts: Iterable[Verdict], *, wanted: bool) -> Iterator[Verdict]:
    """Let the verdicts go by; on a terminal, count them as they go, with their rate."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed}"),
        TaskProgressColumn(show_speed=True),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not wanted) as progress:
        yield from progress.track(verdicts, description="Lignes lues")


def _print(counts: Counts, *, applied: bool) -> None:
    for verdict in counts.refused:
        out.print(f"Ligne {verdict.row} : {verdict.reason}", markup=False)
    table = Table("Lignes lues", *OUTCOMES.values())
    table.add_row(str(counts.read), *(str(counts.totals[outcome]) for outcome in OUTCOMES))
    out.print(table)
    out.print("Écrit." if applied else "Rien n’a été écrit : c’était pour voir. Pour écrire, ajoutez --apply.")
