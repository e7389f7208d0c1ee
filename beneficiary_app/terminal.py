"""How commands answer: a sentence or JSON, an exit code, and words for what an operator can repair."""

import argparse
import errno
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console
from sqlalchemy.exc import OperationalError, ProgrammingError

OK, REFUSED, UNUSABLE = 0, 1, 2
NOT_MIGRATED = "La base de données n’est pas à jour. Lancez « carnet migrate », puis recommencez."
BUSY = "La base de données est occupée par un autre travail. Attendez qu’il finisse, puis recommencez."
DOWN = "La base de données ne répond pas. Vérifiez CARNET_DATABASE_URL, et que son serveur est en marche."
BAD_FOLDER = (
    "Impossible d’écrire dans « {path} ». Donnez-en le droit, ou choisissez un autre dossier (CARNET_DATA_DIR)."
)
TAKEN = "« {path} » existe déjà. Donnez un autre nom, ou déplacez-le ; rien n’a été écrit par-dessus."
FULL = "Le disque est plein. Faites de la place, puis recommencez."
out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


class Parser(argparse.ArgumentParser):
    """Says in French that a command cannot be read, and what to type next."""

    def error(self, _message: str) -> NoReturn:
        """Print how the command is written, and end."""
        self.print_usage(sys.stderr)
        self.exit(UNUSABLE, f"Cette commande est incomplète ou mal écrite. L’aide : {self.prog} --help\n")


@dataclass(frozen=True)
class Answer:
    """What a command ends with: its sentence, the same as values, and its exit code."""

    sentence: str
    values: dict[str, Any] = field(default_factory=dict)
    code: int = OK

    def give(self, *, as_json: bool) -> int:
        """Print it, on standard output when all is well or as JSON, else on standard error; return the exit code."""
        if as_json:
            give_json({**self.values, "message": self.sentence})
        else:
            (err if self.code else out).print(self.sentence, markup=False)
        return self.code


def give_json(values: dict[str, Any]) -> None:
    """Print values on standard output, on one line."""
    sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")


def repairable(problem: Exception) -> str | None:
    """What to do about a problem of the installation; ``None`` for a fault of ours, which must be seen whole."""
    if isinstance(problem, OperationalError | ProgrammingError):
        return _database(problem)
    if isinstance(problem, OSError):
        return _system(problem)
    return None


def _database(problem: OperationalError | ProgrammingError) -> str | None:
    said = str(problem.orig)
    # SQLite « no such table », PostgreSQL 42P01.
    if "no such table" in said or getattr(problem.orig, "sqlstate", None) == "42P01":
        return NOT_MIGRATED
    if "database is locked" in said:
        return BUSY
    return DOWN if isinstance(problem, OperationalError) else None


def _system(problem: OSError) -> str | None:
    if problem.errno == errno.ENOSPC:
        return FULL
    if isinstance(problem, FileExistsError) and not Path(problem.filename).is_dir():
        return TAKEN.format(path=problem.filename)
    if isinstance(problem, PermissionError | FileExistsError | NotADirectoryError) or problem.errno == errno.EROFS:
        return BAD_FOLDER.format(path=problem.filename)
    return None
