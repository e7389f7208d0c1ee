"""What opens her files reaches nothing: each door is tried from inside."""

import os
import re
import resource
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from beneficiary_app.cleaning import child, seccomp
from beneficiary_app.cleaning.order import MIB, NAMESPACES, order
from tests.cleaning import probe

PROBE = Path(probe.__file__)
HEADERS = {
    "x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
    "aarch64": "/usr/include/asm-generic/unistd.h",
}
ALLOW, EPERM, ENOSYS, KILL = 0x7FFF0000, 0x50001, 0x50026, 0x80000000


@pytest.fixture
def port() -> Iterator[int]:
    """Somebody who listens on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def tried(what: str, folder: Path, *, namespaces: int = NAMESPACES, filtered: bytes | None = None) -> str:
    (folder / "there").touch()
    told = order([], [], namespaces=namespaces, filtered=filtered)
    command = [sys.executable, "-I", str(PROBE), str(child.SCRIPT), what, str(os.getpid()), str(folder)]
    return subprocess.run(command, input=told, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("what", [what for what in probe.TRIES if what != "nothing"])
def test_a_door_is_shut(what: str, tmp_path: Path) -> None:
    assert tried(what, tmp_path) in {"EPERM", "EMFILE"}
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


@pytest.mark.parametrize("what", [what for what in probe.TRIES if what != "nothing"])
def test_the_filter_alone_is_enough(what: str, tmp_path: Path) -> None:
    assert tried(what, tmp_path, namespaces=0) in {"EPERM", "EMFILE"}


def test_without_any_barrier_the_probe_would_do_it(tmp_path: Path) -> None:
    """The probe can do what it tries: what stops it above is the barrier."""
    assert tried("nothing", tmp_path, namespaces=0) == "done"
    open_doors = struct.pack("=HBBI", 0x06, 0, 0, ALLOW)
    for what in ("fork", "remove a file", "kill", "code in memory"):
        assert tried(what, tmp_path, namespaces=0, filtered=open_doors) == "done"


def test_namespaces_alone_keep_the_network_away(port: int, tmp_path: Path) -> None:
    if tried("nothing", tmp_path, filtered=b"") == "unready":
        pytest.skip("this machine gives no namespaces to whoever runs these tests")
    answer = subprocess.run(
        [sys.executable, "-c", ALONE, child.SCRIPT, str(port)], input=b"", capture_output=True, check=True
    )
    assert answer.stdout == b"ENETUNREACH"


ALONE = f"""
import errno, runpy, socket, sys
stand = runpy.run_path(sys.argv[1])["shut"]({{"namespaces": {NAMESPACES}, "filter": "", "limits": {{}}}})
assert stand == 1
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[2])), timeout=5)
except OSError as refused:
    print(errno.errorcode[refused.errno], end="")
"""


def test_with_no_barrier_at_all_nothing_is_opened(tmp_path: Path) -> None:
    assert tried("nothing", tmp_path, namespaces=0, filtered=b"") == "unready"
    # A filter that the kernel refuses is none.
    assert tried("nothing", tmp_path, namespaces=0, filtered=b"\xff" * 16) == "unready"


def test_its_limits_are_those_of_the_order(tmp_path: Path) -> None:
    script = tmp_path / "limits.py"
    script.write_text(
        "import json, resource, runpy, struct, sys\n"
        "told = sys.stdin.buffer\n"
        "order = json.loads(told.read(struct.unpack('>I', told.read(4))[0]))\n"
        f"runpy.run_path({str(child.SCRIPT)!r})['shut']({{**order, 'filter': '', 'namespaces': {NAMESPACES}}})\n"
        "names = order['limits']\n"
        "print(json.dumps({name: resource.getrlimit(getattr(resource, name)) for name in names}))\n"
    )
    told = order([], [])
    if subprocess.run([sys.executable, script], input=told, capture_output=True, check=False).returncode:
        pytest.skip("this machine gives no namespaces to whoever runs these tests")
    said = child.run([told], seconds=30, script=script).answer
    assert b'"RLIMIT_FSIZE": [0, 0]' in said
    assert b'"RLIMIT_CORE": [0, 0]' in said
    assert f'"RLIMIT_DATA": [{540 * MIB}, {540 * MIB}]'.encode() in said


def test_nothing_of_ours_is_inherited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_SECRET", "a secret")
    script = tmp_path / "inherited.py"
    script.write_text(
        "import os\nprint(sorted(os.environ), os.listdir('/proc/self/fd'), os.getcwd(), os.getsid(0) == os.getpid())"
    )
    with (tmp_path / "open").open("w"):
        said = child.run([], seconds=30, script=script).answer.decode()
    assert said == "['LC_ALL', 'MALLOC_ARENA_MAX'] ['0', '1', '2', '3'] / True\n"


def judged(program: bytes, number: int, *arguments: int, architecture: int) -> int:
    """What the kernel would answer: a reading of classic BPF, for the machines that are not this one."""
    seen = struct.pack("<iIQ6Q", number, architecture, 0, *(*arguments, *[0] * 6)[:6])
    steps = list(struct.iter_unpack("=HBBI", program))
    at = held = 0
    while True:
        code, yes, no, value = steps[at]
        at += 1
        if code == 0x20:
            held = int.from_bytes(seen[value : value + 4], "little")
        elif code == 0x06:
            return int(value)
        else:
            at += yes if (held == value if code == 0x15 else held & value) else no


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_says_yes_to_its_list_and_to_nothing_else(machine: str) -> None:
    program, architecture = seccomp.program(machine), seccomp.ARCHITECTURES[machine]
    column = list(seccomp.ARCHITECTURES).index(machine)
    allowed = {numbers[column] for numbers in seccomp.ALLOWED.values()}
    clone, mapped, protected = (seccomp.CONDITIONAL[name][column] for name in ("clone", "mmap", "mprotect"))
    for number in range(-1, 1_000):
        wanted = ALLOW if number in allowed | {mapped, protected} else ENOSYS if number == 435 else EPERM
        assert judged(program, number, architecture=architecture) == wanted
        assert judged(program, number | 0x40000000, architecture=architecture) == EPERM or number < 0
        assert judged(program, number, architecture=architecture ^ 1) == KILL
    assert judged(program, clone, 0x10000, architecture=architecture) == ALLOW
    assert judged(program, clone, 0x11, architecture=architecture) == EPERM
    assert judged(program, mapped, 0, 4096, 7, architecture=architecture) == EPERM
    assert judged(program, protected, 0, 4096, 4, architecture=architecture) == EPERM


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_numbers_are_the_kernels(machine: str) -> None:
    header = Path(HEADERS[machine])
    if not header.exists():
        pytest.skip(f"{header} is not installed (linux-libc-dev)")
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", header.read_text()))
    column = list(seccomp.ARCHITECTURES).index(machine)
    for name, numbers in (seccomp.ALLOWED | seccomp.CONDITIONAL).items():
        assert known[name] == str(numbers[column]), name
    assert known["clone3"] == str(seccomp.CLONE3[column])


def test_a_machine_whose_numbers_we_do_not_know_has_no_filter() -> None:
    assert seccomp.program("riscv64") == b""
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 3
