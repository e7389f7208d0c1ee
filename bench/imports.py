"""The fourth table: rows a second and memory of an import, each in a process of its own."""

import json
import resource
import subprocess
import sys
import time
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from beneficiary_app.config import Config
from beneficiary_app.partners import command
from prove.places import Place

KIB = 1024


@dataclass(frozen=True)
class Import:
    """One import: ``memory`` is the process’s peak resident size in MiB, ``cpu`` its µs a row."""

    name: str
    rows: int
    rate: float
    cpu: float
    memory: float
    again: float


def beneficiaries(path: Path, rows: int) -> None:
    """People who never lived."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Identifiant dans le SI*;Prénom*;Nom*;Date de naissance*;Téléphone;Ville;Situation;Droits RSA\n")
        for at in range(rows):
            born = f"{1950 + at % 55}-{1 + at % 12:02}-{1 + at % 28:02}"
            file.write(f"B{at};Prénom{at};Exemple;{born};0639980011;Lens;recherche_emploi;rsa_droit_ouvert_versable\n")


def professionals(path: Path, rows: int) -> None:
    """Professionals who never worked."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Courriel*;Prénom*;Nom*;Téléphone;Fonction\n")
        for at in range(rows):
            file.write(f"p{at}@exemple.invalid;Prénom{at};Exemple;0639980011;Conseil\n")


MADE = {"beneficiaries": beneficiaries, "professionals": professionals}


def measure(place: Place, folder: Path, sizes: list[int]) -> list[Import]:
    """Each kind at each size, then once more: nothing changes the second time."""
    found = []
    for kind, make in MADE.items():
        for rows in sizes:
            path = folder / f"{kind}-{rows}.csv"
            make(path, rows)
            config = place.new()
            first, second = (_child(kind, path, config) for _ in range(2))
            found.append(
                Import(kind, rows, rows / first["wall"], first["cpu"] / rows * 1e6, first["memory"], second["wall"])
            )
    return found


def _child(kind: str, path: Path, config: Config) -> dict[str, float]:
    given = json.dumps([kind, str(path), config.database_url, str(config.data_dir), config.secret])
    # Our own interpreter and our own module; what it is given was made here.
    ran = subprocess.run(
        [sys.executable, "-m", "bench.imports"], input=given, text=True, capture_output=True, check=True
    )
    answer: dict[str, float] = json.loads(ran.stdout)
    return answer


def main() -> None:
    """The child: one import, applied; what it took, as JSON."""
    kind, path, url, folder, secret = json.loads(sys.stdin.read())
    config = Config(environment="test", database_url=url, data_dir=folder, secret=secret)
    wall, cpu = time.perf_counter(), time.process_time()
    counts = command.take(Namespace(kind=kind, file=Path(path), apply=True, json=True), config, secret)
    took = {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB,
    }
    for refused in counts.refused:
        sys.exit(f"a row was refused: {refused.reason}")
    counts.close()
    sys.stdout.write(json.dumps(took))


if __name__ == "__main__":
    main()
