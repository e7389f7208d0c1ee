"""An unchanged page asked for by several at once, on every processor: what the one-processor table cannot say."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from bench import bare, pages
from bench.measure import Caller
from prove.places import Place

# Up to the threads of one process of ``carnet serve`` (``serving``).
CALLERS = (1, 2, 4)


@dataclass(frozen=True)
class Asked:
    """Requests a second of so many callers: ours, bare Flask’s, and their ratios from the least to the greatest."""

    callers: int
    ours: float
    flask: float
    ratios: list[float]


def _rate(calls: Sequence[Callable[[], bytes]], seconds: float) -> float:
    counts = [0] * len(calls)
    begun = perf_counter()

    def go(at: int) -> None:
        while perf_counter() < begun + seconds:
            calls[at]()
            counts[at] += 1

    threads = [threading.Thread(target=go, args=(at,)) for at in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (perf_counter() - begun)


def measure(place: Place, *, rounds: int, seconds: float) -> list[Asked]:
    """Her home, unchanged, turn by turn with bare Flask’s 304."""
    opened = pages.opened(place.name, place.new())
    application, cookie = opened.keeping.wsgi_app, f"carnet={opened.token}"
    first = Caller(application, "/", HTTP_COOKIE=cookie)
    first()
    known, nothing = {"HTTP_COOKIE": cookie, "HTTP_IF_NONE_MATCH": first.headers["ETag"]}, bare.flask(b"", 304)
    found = []
    for count in CALLERS:
        ours = [Caller(application, "/", status="304", **known) for _ in range(count)]
        theirs = [Caller(nothing, "/", status="304") for _ in range(count)]
        _rate(ours, seconds / 4)
        turns = [(_rate(ours, seconds), _rate(theirs, seconds)) for _ in range(rounds)]
        ratios = sorted(mine / other for mine, other in turns)
        found.append(Asked(count, median(one for one, _ in turns), median(other for _, other in turns), ratios))
    return found
