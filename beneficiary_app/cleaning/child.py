"""One process a paper: fed, read, watched and always ended."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("sandbox.py")
MOST_ANSWER = 256 << 20
"""Bytes: more than fifty pages of pure noise."""
_AT_ONCE = 1 << 16
# Nothing of ours is inherited, least of all the secret.
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}


@dataclass(frozen=True, slots=True)
class Ended:
    """What it wrote; its exit code, or minus the signal that ended it; whether we did; its peak in KiB.

    The peak is never less than our own: Linux counts what we had when it was started.
    """

    answer: bytes
    code: int
    late: bool
    peak: int


def run(told: Sequence[bytes], *, seconds: float, script: Path = SCRIPT) -> Ended:
    """Give ``told`` to a process of its own and wait until it ends, at most ``seconds``; no trace of it stays."""
    command = [sys.executable, "-I", "-B", "-W", "ignore", str(script)]
    process = subprocess.Popen(  # noqa: S603 - our own script, no shell
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=_ENVIRONMENT,
        start_new_session=True,
    )
    with process:
        try:
            answer, late = _talk(process, told, time.monotonic() + seconds)
        finally:
            # It has closed its output, so its exit code is decided: this only ends what would not end.
            os.killpg(process.pid, signal.SIGKILL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
    return Ended(answer, process.returncode, late, usage.ru_maxrss)


def _talk(process: subprocess.Popen[bytes], told: Sequence[bytes], deadline: float) -> tuple[bytes, bool]:
    """Write and read at the same time, so that neither waits for the other; (what came, whether it was cut)."""
    into, out = process.stdin, process.stdout
    if into is None or out is None:
        raise TypeError("the process has no pipes")
    waiting = [memoryview(part) for part in told if part]
    answer = bytearray()
    os.set_blocking(into.fileno(), False)
    with selectors.DefaultSelector() as ready:
        ready.register(into.fileno(), selectors.EVENT_WRITE)
        ready.register(out.fileno(), selectors.EVENT_READ)
        while len(answer) <= MOST_ANSWER and (left := deadline - time.monotonic()) > 0:
            for key, _ in ready.select(left):
                if key.fd == out.fileno():
                    came = os.read(key.fd, _AT_ONCE)
                    if not came:
                        return bytes(answer), False
                    answer += came
                elif not _written(key.fd, waiting):
                    ready.unregister(key.fd)
    return bytes(answer), True


def _written(into: int, waiting: list[memoryview]) -> bool:
    """Write a little of what waits; whether something still waits and somebody still reads."""
    if not waiting:
        return False
    try:
        count = os.write(into, waiting[0][:_AT_ONCE])
    except BrokenPipeError:
        return False
    waiting[0] = waiting[0][count:]
    if not waiting[0]:
        waiting.pop(0)
    return bool(waiting)
