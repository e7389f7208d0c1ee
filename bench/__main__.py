"""``python -m bench``: every table of one run."""

import argparse
import os
import platform
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import Progress

from bench import callers, carnets, django_app, documents, doors, grants, imports, pages, paint, tables, weight
from bench.places import django_settings
from beneficiary_app import clock
from prove.places import Place, places

SIZES = [1_000, 100_000]
TABLES = ["pages", "callers", "carnets", "bytes", "imports", "paint", "doors", "grants", "papers"]
QUICK_SIZES = [200, 2_000]


def options() -> argparse.Namespace:
    """What was asked."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Speed and bytes, in tables.")
    parser.add_argument("--quick", action="store_true", help="under a minute: few rounds, small databases")
    parser.add_argument("--carnets", type=int, default=0, metavar="N", help="a bigger database than 100,000 too")
    parser.add_argument("--only", choices=TABLES, help="one table")
    parser.add_argument("--database", choices=["SQLite", "PostgreSQL"], help="one of the two")
    return parser.parse_args()


def machine() -> None:
    """Where and when, without a name."""
    load = os.getloadavg()[0]
    tables.say(f"# Bench of {clock.local(clock.now()):%Y-%m-%d %H:%M}")
    tables.say(
        f"\n{os.cpu_count()} cores, load {load:.1f} at the start, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}."
    )


def speed(found: list[Place], *, rounds: int, seconds: float) -> None:
    """The first table, on each database."""
    opened = [pages.opened(place.name, place.new()) for place in found]
    django, aliases = django_app.configure([django_settings(one.config) for one in opened], opened[0].keeping)
    for one, alias in zip(opened, aliases, strict=True):
        cases = pages.measure(one, django, alias, rounds=rounds, seconds=seconds)
        tables.pages(f"Pages of a carnet with 300 marks, {one.name}, on one processor", cases)
        for page in pages.PAGES:
            same = pages.same_markup(one, page, django)
            tables.say(f"\nDjango’s {page} is {'the same markup' if same else 'NOT the same markup'}.")


def crowd(found: list[Place], sizes: list[int], *, rounds: int, seconds: float) -> None:
    """The second table, on each database."""
    with Progress(console=Console(stderr=True)) as progress:
        for place in found:
            made = carnets.measure(place, sizes, progress, rounds=rounds, seconds=seconds)
            tables.carnets(f"The journey page in a full database, {place.name}", made)


def one_by_one(asked: argparse.Namespace, place: Place, folder: Path) -> None:
    """The tables that each database has for itself."""
    if asked.only in {None, "callers"}:
        rounds, seconds = (2, 0.1) if asked.quick else (15, 0.4)
        tables.callers(
            f"Unchanged, several at once, {place.name}", callers.measure(place, rounds=rounds, seconds=seconds)
        )
    if asked.only in {None, "imports"}:
        lines = [1_000] if asked.quick else [10_000, 100_000]
        tables.imports(f"Imports, {place.name}", imports.measure(place, folder, lines))
    if asked.only in {None, "doors"}:
        tables.doors(f"One opening of the carnet, {place.name}", doors.measure(place, 5 if asked.quick else 50))
    if asked.only in {None, "grants"}:
        tables.grants(f"What a permission costs, {place.name}", grants.measure(place, 20 if asked.quick else 200))
    if asked.only in {None, "papers"}:
        tables.documents(f"Papers, {place.name}", documents.measure(place, 3 if asked.quick else 15))


def main() -> None:
    """Print what was asked."""
    asked = options()
    rounds, seconds = (3, 0.1) if asked.quick else (12, 0.4)
    sizes = QUICK_SIZES if asked.quick else SIZES
    if asked.carnets:
        sizes = sorted({*sizes, asked.carnets})
    machine()
    with TemporaryDirectory(prefix="carnet-bench-") as folder, places(Path(folder)) as every:
        found = [place for place in every if asked.database in {None, place.name}]
        if asked.only in {None, "pages"}:
            speed(found, rounds=rounds, seconds=seconds)
        if asked.only in {None, "carnets"}:
            # Shorter turns, and more: what else the machine does then falls on small and big alike.
            crowd(found, sizes, rounds=4 * rounds, seconds=seconds / 4)
        if asked.only in {None, "bytes"}:
            tables.weight(*weight.table(found[0]))
        for place in found:
            one_by_one(asked, place, Path(folder))
        if asked.only in {None, "papers"}:
            tables.documents("Papers, the cipher", documents.encryption())
        if asked.only in {None, "paint"}:
            tables.paint(paint.measure(found[0], [6] if asked.quick else [1, 4, 6]))


main()
