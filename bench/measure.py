"""Calls made in process, in interleaved rounds, with CPU time beside wall time."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter_ns, process_time_ns
from typing import Any

MICRO = 1_000
MILLI = 1_000_000
SECOND = 1_000_000_000
WARM_UP = 3
FEWEST = 2
LAST_PERCENT = 98


class Caller:
    """One prepared request to one WSGI application."""

    def __init__(self, application: Callable[..., Any], path: str, *, status: str = "200", **headers: str) -> None:
        self._application = application
        self._expected = status
        self._environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost:8000",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.errors": None,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            **headers,
        }
        self.status = ""
        self.headers: dict[str, str] = {}

    def _start(self, status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], object]:
        self.status, self.headers = status, dict(headers)
        return lambda _written: None

    def __call__(self) -> bytes:
        """Make the request; the whole body."""
        answer = self._application({**self._environ, "wsgi.input": _Nothing()}, self._start)
        if not self.status.startswith(self._expected):
            raise RuntimeError(f"{self._environ['PATH_INFO']} answered {self.status}: nothing to measure")
        try:
            return b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()


class _Nothing:
    """The empty body of a GET."""

    @staticmethod
    def read(_size: int = -1) -> bytes:
        return b""

    @staticmethod
    def readline(_size: int = -1) -> bytes:
        return b""


def in_turn(callers: Sequence[Callable[[], bytes]]) -> Callable[[], bytes]:
    """One after the other, for ever: no two consecutive requests ask for the same carnet."""
    position = 0

    def call() -> bytes:
        nonlocal position
        position = (position + 1) % len(callers)
        return callers[position]()

    return call


@dataclass
class Case:
    """What is measured, and what was found."""

    name: str
    call: Callable[[], bytes]
    queries: int | None = None
    group: str = ""
    walls: list[int] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    size: int = 0
    times: int = FEWEST

    @property
    def rate(self) -> float:
        """Requests a second: the median round."""
        return median(self.rates)

    @property
    def cpu(self) -> float:
        """CPU microseconds a request, of this process: the median round."""
        return median(self.cpus)

    @property
    def p50(self) -> float:
        """Milliseconds, wall."""
        return median(self.walls) / MILLI

    @property
    def p99(self) -> float:
        """Milliseconds, wall."""
        return quantiles(self.walls, n=100)[LAST_PERCENT] / MILLI


def run(cases: Sequence[Case], *, rounds: int, seconds: float) -> None:
    """Every case in every round, each for about so many seconds.

    What is there before stands outside the collector, as ``wsgi`` does it: going through all that every application of
    the bench holds takes 200 ms, and where each round asks for the same, it always falls to the same case.
    """
    for case in cases:
        _prepare(case, seconds)
    gc.collect()
    gc.freeze()
    try:
        for _ in range(rounds):
            for case in cases:
                _round(case)
    finally:
        gc.unfreeze()


def _prepare(case: Case, seconds: float) -> None:
    for _ in range(WARM_UP):
        case.size = len(case.call())
    start = perf_counter_ns()
    for _ in range(WARM_UP):
        case.call()
    each = (perf_counter_ns() - start) / WARM_UP
    case.times = max(FEWEST, int(seconds * SECOND / each))


def _round(case: Case) -> None:
    walls = []
    cpu, begin = process_time_ns(), perf_counter_ns()
    for _ in range(case.times):
        start = perf_counter_ns()
        case.call()
        walls.append(perf_counter_ns() - start)
    wall, cpu = perf_counter_ns() - begin, process_time_ns() - cpu
    case.walls += walls
    case.rates.append(case.times * SECOND / wall)
    case.cpus.append(cpu / MICRO / case.times)
