"""Tables in Markdown, so that what is printed is what is written down."""

import sys
from collections.abc import Sequence
from statistics import median

from bench.callers import Asked
from bench.carnets import Full
from bench.documents import Paper
from bench.doors import Door
from bench.grants import Permission
from bench.imports import Import
from bench.measure import Case
from bench.paint import Paint
from bench.weight import Row


def say(text: str = "") -> None:
    """One line on the standard output."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """One table, its columns aligned for the eye too."""
    every = [list(head), *(list(row) for row in rows)]
    widths = [max(len(row[column]) for row in every) for column in range(len(head))]

    def line(row: Sequence[str]) -> str:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        return f"| {' | '.join(cells)} |"

    say(f"\n### {title}\n")
    say(line(head))
    dashes = "".join(f" {'-' * (width - 1)}: |" for width in widths[1:])
    say(f"| {'-' * widths[0]} |{dashes}")
    for row in every[1:]:
        say(line(row))


def number(value: float) -> str:
    """Three figures are enough on a noisy machine."""
    for least, form in ((100, ",.0f"), (10, ".1f"), (0.1, ".2f")):
        if value >= least:
            return format(value, form)
    return format(value, ".3g")


def _ratios(case: Case, cases: Sequence[Case]) -> list[str]:
    by_group = {found.group: found for found in cases}
    page, _, kind = case.group.partition(" ")
    plain, theirs = by_group[f"{page} plain"], by_group[f"{page} django"]
    floor = by_group[f"{page} flask{' 304' if '304' in kind else ''}"]
    return [
        number(case.rate / plain.rate),
        number(case.rate / theirs.rate),
        number(case.rate / floor.rate),
    ]


def pages(title: str, cases: Sequence[Case]) -> None:
    """The first table."""
    head = ["case", "requests/s", "CPU µs", "p50 ms", "p99 ms", "SQL", "bytes",
            "rate ÷ Django", "÷ Django with our habits", "÷ bare Flask"]  # fmt: skip
    rows = [
        [case.name, number(case.rate), number(case.cpu), number(case.p50), number(case.p99), str(case.queries),
         f"{case.size:,}", *_ratios(case, cases)]
        for case in cases
    ]  # fmt: skip
    show(title, head, rows)


def callers(title: str, made: Sequence[Asked]) -> None:
    """The table of several callers."""
    head = ["callers", "requests/s", "bare Flask (304)", "÷ bare Flask: median", "least", "greatest"]
    show(title, head, [
        [str(one.callers), number(one.ours), number(one.flask),
         *(number(ratio) for ratio in (median(one.ratios), one.ratios[0], one.ratios[-1]))]
        for one in made
    ])  # fmt: skip


def carnets(title: str, made: Sequence[Full]) -> None:
    """The second table."""
    head = ["case", "carnets", "requests/s", "CPU µs", "p50 ms", "p99 ms", "p50 ÷ smallest", "p99 ÷ smallest"]
    rows = []
    for place, smallest in enumerate(made[0].cases):
        for full in made:
            case = full.cases[place]
            rows.append(
                [case.name, f"{full.carnets:,}", number(case.rate), number(case.cpu), number(case.p50),
                 number(case.p99), number(case.p50 / smallest.p50), number(case.p99 / smallest.p99)]
            )  # fmt: skip
    show(title, head, rows)
    for full in made:
        say(f"\nOn disk, {full.carnets:,} carnets: {full.each:,.0f} bytes a carnet (rows, keys and indexes).")


def weight(rows: Sequence[Row], files: Sequence[Row]) -> None:
    """The third table."""
    show("Bytes", ["what", "kB", "aim"], [[name, number(size), aim] for name, size, aim in rows])
    show("A first visit, file by file", ["file", "kB sent"], [[name, number(size)] for name, size, _ in files])


def imports(title: str, made: Sequence[Import]) -> None:
    """The fourth table."""
    head = ["file", "rows", "rows/s", "CPU µs a row", "peak memory MiB", "the same again, s"]
    rows = [
        [one.name, f"{one.rows:,}", number(one.rate), number(one.cpu), number(one.memory), number(one.again)]
        for one in made
    ]
    show(title, head, rows)


def paint(made: Sequence[Paint]) -> None:
    """The fifth table."""
    if not made:
        say("\nNo browser here: paint is not measured.")
        return
    rows = [[one.page, f"{one.slowdown} ×", number(one.first), number(one.again)] for one in made]
    show("Largest contentful paint on slow 3G", ["page", "CPU slowed", "empty cache ms", "warm cache ms"], rows)


def doors(title: str, made: Sequence[Door]) -> None:
    """The sixth table."""
    rows = [[one.name, number(one.cpu), number(one.wall), str(one.queries)] for one in made]
    show(title, ["way in", "CPU ms", "wall ms", "SQL"], rows)


def documents(title: str, made: Sequence[Paper]) -> None:
    """The eighth table."""
    show(
        title,
        ["papers", "figure", "unit", "beside"],
        [[one.name, number(one.figure), one.unit, one.beside] for one in made],
    )


def grants(title: str, made: Sequence[Permission]) -> None:
    """The seventh table."""
    rows = [[one.name, str(one.grants), number(one.cpu), number(one.wall), str(one.queries)] for one in made]
    show(title, ["question", "grants on the carnet", "CPU µs", "wall µs", "SQL"], rows)
