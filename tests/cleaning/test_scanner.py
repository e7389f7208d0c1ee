"""Nothing passes but what a scanner called clean: a real clamd, then a peer that fails in every way."""

import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from beneficiary_app.cleaning.refusals import Infected, ScannerDown
from beneficiary_app.cleaning.scanner import scan
from beneficiary_app.cleaning.service import clean
from tests.cleaning.made import card, saved

VIRUS = b"CARNET-CECI-EST-UN-VIRUS-D-ESSAI"
CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
Talk = Callable[[socket.socket], None]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """A real ClamAV daemon that knows one virus of ours; its two addresses."""
    if CLAMD is None:
        pytest.skip("clamd is not installed (Debian: clamav-daemon)")
    folder, port = tmp_path_factory.mktemp("clamd"), free_port()
    (folder / "carnet.ndb").write_text(f"Carnet.Essai:0:*:{VIRUS.hex()}\n")
    settings = {
        "Foreground": "yes",
        "DatabaseDirectory": folder,
        "LocalSocket": folder / "ctl",
        "TCPSocket": port,
        "TCPAddr": "127.0.0.1",
        "StreamMaxLength": "1M",
    }
    if Path("/proc/self").stat().st_uid == 0:
        settings["User"] = "root"
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    with subprocess.Popen(
        [CLAMD, "--config-file", folder / "clamd.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        addresses = [f"tcp://127.0.0.1:{port}", f"unix:{folder / 'ctl'}"]
        _wait(addresses)
        yield addresses
        process.terminate()


def _wait(addresses: list[str]) -> None:
    for address in addresses:
        for _ in range(600):
            try:
                scan(b"ready?", address)
            except ScannerDown:
                time.sleep(0.05)
            else:
                break
        else:
            pytest.fail(f"clamd does not answer on {address.partition(':')[0]}")


@pytest.mark.parametrize("way", [0, 1], ids=["tcp", "unix"])
def test_clamd_lets_a_clean_file_through_and_stops_a_virus(clamd: list[str], way: int) -> None:
    photo = saved(card())
    assert clean([photo], scanner=clamd[way]).pages
    with pytest.raises(Infected) as refused:
        clean([photo, photo + VIRUS], scanner=clamd[way])
    assert (refused.value.which, refused.value.retryable) == (2, False)


def test_what_clamd_does_not_read_to_its_end_does_not_pass(clamd: list[str]) -> None:
    for address in clamd:
        with pytest.raises(ScannerDown) as refused:
            scan(b"\0" * 3_000_000, address)
        assert refused.value.retryable


@contextmanager
def peer(talk: Talk) -> Iterator[str]:
    """A server of ours on a real port that answers once, in its way."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def read_all(connection: socket.socket) -> bytes:
    """What a client sends, by the protocol’s own lengths."""
    stream = connection.makefile("rb")
    assert stream.read(10) == b"zINSTREAM\0"
    came = b""
    while length := struct.unpack(">I", stream.read(4))[0]:
        came += stream.read(length)
    return came


def answers(reply: bytes) -> Talk:
    def talk(connection: socket.socket) -> None:
        read_all(connection)
        connection.sendall(reply)

    return talk


def reset(connection: socket.socket) -> None:
    connection.recv(10)
    # Linger of nought: the other side sees a reset, as with clamd past its StreamMaxLength.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silent(connection: socket.socket) -> None:
    read_all(connection)
    connection.recv(1)


def drips(connection: socket.socket) -> None:
    read_all(connection)
    try:
        for _ in range(100):
            connection.sendall(b"s")
            time.sleep(0.05)
    except OSError:
        return


def test_every_byte_reaches_the_scanner() -> None:
    given = bytes(range(256)) * 3_000
    came = []

    def talk(connection: socket.socket) -> None:
        came.append(read_all(connection))
        connection.sendall(b"stream: OK\0")

    with peer(talk) as address:
        scan(given, address)
    assert came == [given]


@pytest.mark.parametrize(
    "talk",
    [
        answers(b""),
        answers(b"stream: OK"),
        answers(b"stream: OKAY\0"),
        answers(b"OK\0"),
        answers(b"\0"),
        answers(b"stream: INSTREAM size limit exceeded. ERROR\0"),
        answers(b"stream: OK\0stream: OK\0"),
        answers(b"HTTP/1.1 200 OK\r\n\r\n" * 500),
        answers(b"\xff\xfe" * 5_000),
        reset,
        lambda connection: connection.close(),
        silent,
        drips,
    ],
)
def test_every_other_answer_is_no_answer(talk: Talk) -> None:
    with peer(talk) as address, pytest.raises(ScannerDown):
        scan(b"x" * 2_000_000, address, seconds=1)


def test_a_name_that_a_scanner_found_stops_the_file() -> None:
    with peer(answers(b"stream: Win.Test.EICAR_HDB-1 FOUND\0")) as address, pytest.raises(Infected):
        scan(b"x", address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tcp://nowhere.invalid:3310", "unix:/nowhere/clamd.ctl"])
def test_nobody_there_is_a_scanner_that_is_down(address: str) -> None:
    with pytest.raises(ScannerDown):
        scan(b"x", address, seconds=5)
