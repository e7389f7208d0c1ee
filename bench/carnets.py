"""The second table: whether a full database slows anybody down, and what a carnet weighs on disk."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from rich.progress import Progress

from bench import fill
from bench.measure import Caller, Case, in_turn, run
from bench.places import settle
from beneficiary_app import create_app
from beneficiary_app.database import Database
from prove.places import BENCH, Place

SAMPLE = 200


@dataclass
class Full:
    """One database of so many carnets."""

    carnets: int
    heavy_token: str
    tokens: list[str]
    url: str
    each: float
    cases: list[Case]


def full(place: Place, carnets: int, progress: Progress) -> Full:
    """Fill a database and prepare its cases: a sample of ordinary carnets spread over it, and the heavy one."""
    config = place.new()
    database = Database(config.owner_url or config.url, BENCH)
    empty = settle(database)
    task = progress.add_task(f"{place.name}, {carnets:,} carnets", total=carnets)
    tokens: list[str] = []
    fill.write(database, _ordinary(carnets, tokens), lambda count: progress.advance(task, count))
    each = (settle(database) - empty) / carnets
    heavy = fill.heavy()
    heavy_token = fill.signed_in(heavy)
    fill.write(database, chain([heavy]))
    database.close()
    keeping, forgetting = create_app(config), create_app(config.model_copy(update={"pages_kept": 0}))
    made = Full(carnets, heavy_token, tokens, config.url, each, [])
    made.cases = [
        *_cases("ordinary", keeping, forgetting, tokens),
        *_cases("300 marks", keeping, forgetting, [heavy_token]),
    ]
    return made


def _ordinary(carnets: int, tokens: list[str]) -> Iterator[fill.Rows]:
    apart = max(1, carnets // SAMPLE)
    for number in range(carnets):
        rows = fill.ordinary(number)
        if number % apart == 0 and len(tokens) < SAMPLE:
            tokens.append(fill.signed_in(rows))
        yield rows


def _cases(name: str, keeping: object, forgetting: object, tokens: list[str]) -> list[Case]:
    kept = [_caller(keeping, token) for token in tokens]
    for caller in kept:
        caller()
    unchanged = [
        _caller(keeping, token, HTTP_IF_NONE_MATCH=caller.headers["ETag"], status="304")
        for token, caller in zip(tokens, kept, strict=True)
    ]
    first = [_caller(forgetting, token) for token in tokens]
    return [
        Case(f"{name}, first rendering", in_turn(first)),
        Case(f"{name}, kept", in_turn(kept)),
        Case(f"{name}, unchanged (304)", in_turn(unchanged)),
    ]


def _caller(app: object, token: str, **headers: str) -> Caller:
    return Caller(app.wsgi_app, "/journey", HTTP_COOKIE=f"carnet={token}", **headers)  # type: ignore[attr-defined]


def measure(place: Place, sizes: list[int], progress: Progress, *, rounds: int, seconds: float) -> list[Full]:
    """Every size of one kind of database, interleaved."""
    made = [full(place, size, progress) for size in sizes]
    run([case for each in made for case in each.cases], rounds=rounds, seconds=seconds)
    return made
