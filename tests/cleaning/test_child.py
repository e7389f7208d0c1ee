"""Whatever happens to the process that opens her files, ours goes on, says a sentence and keeps no trace of it."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from beneficiary_app.cleaning import answer, child
from beneficiary_app.cleaning.kinds import Kind
from beneficiary_app.cleaning.order import MIB, order
from beneficiary_app.cleaning.refusals import Damaged, NotReady, TooHeavy
from beneficiary_app.cleaning.service import clean
from tests.cleaning.hostile import slow_pdf
from tests.cleaning.made import card, document, noise, saved, written


def frame(letter: str, content: bytes = b"") -> bytes:
    return letter.encode() + len(content).to_bytes(4, "big") + content


SHUT = frame("B", b"\3")


def script(folder: Path, *lines: str) -> Path:
    path = folder / "other.py"
    path.write_text("import os, signal, sys, time\n" + "\n".join(lines) + "\n")
    return path


def ours() -> set[str]:
    """The processes that are ours, ended ones that nobody buried included."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == str(os.getpid()):
            found.add(path.parent.name)
    return found


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    before = ours()
    yield
    assert ours() <= before


@pytest.mark.parametrize("name", ["SEGV", "BUS", "SYS", "ABRT", "TRAP", "KILL", "XCPU", "PROF"])
def test_a_signal_ends_in_a_sentence(tmp_path: Path, name: str) -> None:
    number = signal.Signals[f"SIG{name}"]
    begin = f"sys.stdout.buffer.write({SHUT + frame('F')!r})"
    path = script(tmp_path, begin, "sys.stdout.flush()", f"os.kill(os.getpid(), {number})")
    ended = child.run([b"x" * 5_000_000], seconds=30, script=path)
    assert ended.code == -number
    with pytest.raises(TooHeavy) as refused:
        answer.read(ended)
    assert refused.value.which == 1


@pytest.mark.parametrize(
    "said",
    [
        b"nothing that we know",
        frame("E"),
        frame("R", b"fine"),
        frame("R", b"\xff\xfe"),
        frame("P", b"short") + frame("E"),
        frame("P", b"\0\1\0\1\0\0\0\0" + b"not a picture") + frame("E"),
        frame("T", saved(card(), comment=b"hidden")) + frame("E"),
        frame("P", b"\1\x40\0\xc8" + b"\x42\x90\0\0" + saved(card()) + b"PK\3\4") + frame("E"),
        frame("P", b"\1\x40\0\xc9" + b"\x42\x90\0\0" + saved(card())) + frame("E"),
        frame("P", b"\1\x40\0\xc8" + b"\x7f\xc0\0\0" + saved(card())) + frame("E"),
        frame("P", b"\1\x40\0\xc8" + b"\x42\x90\0\0" + saved(card(), exif=b"Exif\0\0hidden")) + frame("E"),
        (frame("P", b"\1\x40\0\xc8" + b"\x42\x90\0\0" + saved(card()))) * 51 + frame("E"),
        frame("P", b"\1\x40\0\xc8" + b"\x42\x90\0\0" + saved(card())),
    ],
)
def test_a_sandbox_that_somebody_took_over_gives_nothing_but_plain_pictures(said: bytes) -> None:
    with pytest.raises(Damaged):
        answer.read(child.Ended(SHUT + said, 0, late=False, peak=0))


@pytest.mark.parametrize("said", [b"", b"B", frame("R", b"damaged\nImportError"), frame("F") + frame("E")])
def test_one_that_did_not_shut_its_doors_is_our_fault(said: bytes) -> None:
    with pytest.raises(NotReady) as refused:
        answer.read(child.Ended(said, 1, late=False, peak=0))
    assert refused.value.retryable


def test_one_that_does_not_start_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(NotReady):
        clean([saved(card())])


def test_a_plain_picture_passes() -> None:
    whole = SHUT + frame("F") + frame("P", b"\1\x40\0\xc8" + b"\x42\x90\0\0" + saved(card())) + frame("E")
    assert answer.read(child.Ended(whole, 0, late=False, peak=0)).pages[0].width == 320


def test_words_that_it_gives_are_only_words() -> None:
    hidden = "a\u202eb\x00c\x1b[31m\r\nd\ud800".encode("utf-8", "surrogatepass")
    whole = SHUT + frame("P", b"\1\x40\0\xc8" + b"\x42\x90\0\0" + saved(card())) + frame("X", hidden) + frame("E")
    assert answer.read(child.Ended(whole, 0, late=False, peak=0)).text == "abc[31m\nd"


def test_one_that_never_ends_is_ended(tmp_path: Path) -> None:
    begun = time.monotonic()
    path = script(tmp_path, f"sys.stdout.buffer.write({SHUT!r})", "sys.stdout.flush()", "time.sleep(600)")
    ended = child.run([b"x" * 5_000_000], seconds=3, script=path)
    assert ended.late
    assert time.monotonic() - begun < 30
    with pytest.raises(TooHeavy):
        answer.read(ended)


def test_one_that_never_stops_talking_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MOST_ANSWER", MIB)
    ended = child.run([], seconds=60, script=script(tmp_path, "while True: sys.stdout.buffer.write(b'x' * 65536)"))
    assert ended.late
    assert len(ended.answer) < 2 * MIB


def test_what_it_started_ends_with_it(tmp_path: Path) -> None:
    path = script(tmp_path, "pid = os.fork()", "if pid == 0: time.sleep(600)", "print(pid, flush=True)", "os.close(1)")
    begun = time.monotonic()
    ended = child.run([], seconds=3, script=path)
    assert time.monotonic() - begun < 30
    status = Path(f"/proc/{int(ended.answer)}/stat")
    for _ in range(100):
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            break
        time.sleep(0.05)
    else:
        pytest.fail("its own child is alive")


def test_one_that_closes_its_input_is_still_heard(tmp_path: Path) -> None:
    ended = child.run([b"x" * 5_000_000], seconds=30, script=script(tmp_path, "os.close(0)", "print('heard')"))
    assert (ended.answer, ended.code, ended.late) == (b"heard\n", 0, False)


def test_memory_has_a_bound() -> None:
    given = saved(noise(3_000, 2_000), "PNG")
    told = order([Kind.PNG], [len(given)], RLIMIT_DATA=40 * MIB)
    with pytest.raises(TooHeavy):
        answer.read(child.run([told, given], seconds=60))


@pytest.mark.parametrize("bound", [{"seconds": 0.3}, {"RLIMIT_CPU": 1}])
def test_time_has_a_bound(bound: dict[str, Any]) -> None:
    given = slow_pdf()
    ended = child.run([order([Kind.PDF], [len(given)], **bound), given], seconds=60)
    assert not ended.late
    with pytest.raises(TooHeavy):
        answer.read(ended)


def test_a_machine_without_barriers_opens_nothing() -> None:
    given = saved(card())
    told = order([Kind.JPEG], [len(given)], namespaces=0, filtered=b"")
    with pytest.raises(NotReady) as refused:
        answer.read(child.run([told, given], seconds=60))
    assert refused.value.retryable


WRITING: list[object] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    # A number is a pipe that was open already.
    if (
        event == "open"
        and _watched
        and isinstance(arguments[0], str)
        and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    ):
        WRITING.append(arguments[0])


_watched: list[bool] = []
sys.addaudithook(_watch)


def test_no_file_is_written_on_the_way() -> None:
    _watched.append(True)
    try:
        clean([saved(card()), written(document())])
        # The watch sees what it looks for.
        Path(os.devnull).write_bytes(b"")
    finally:
        _watched.clear()
    assert set(map(str, WRITING)) == {os.devnull}
