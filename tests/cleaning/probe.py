"""Run apart, like the sandbox: shut the doors as told on the input, then try one thing and say how it went."""

import ctypes
import errno
import json
import mmap
import os
import runpy
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
# Read when it is run; a test only imports the list of what it tries.
_, SANDBOX, WHAT, PARENT, FOLDER = (*sys.argv, *[""] * 5)[:5]


def call(name: str, *values: object) -> None:
    if getattr(LIBC, name)(*values) == -1:
        raise OSError(ctypes.get_errno(), name)


def fork() -> None:
    if os.fork() == 0:
        os._exit(0)


TRIES: dict[str, Callable[[], object]] = {
    "connect": lambda: call("connect", 2, None, 0),
    "socket": socket.socket,
    "unix socket": lambda: socket.socket(socket.AF_UNIX),
    "netlink socket": lambda: socket.socket(socket.AF_NETLINK),
    "socket pair": socket.socketpair,
    "create a file": lambda: os.open(f"{FOLDER}/made", os.O_CREAT | os.O_WRONLY),
    "read a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "list a folder": lambda: list(Path("/").iterdir()),
    "remove a file": lambda: Path(FOLDER, "there").unlink(),
    "rename a file": lambda: Path(FOLDER, "there").rename(f"{FOLDER}/elsewhere"),
    "a file in memory": lambda: os.memfd_create("made"),
    "a pipe": os.pipe,
    "fork": fork,
    "vfork": lambda: call("vfork"),
    "execve": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 - what must not happen
    "kill": lambda: os.kill(int(PARENT), 0),
    "ptrace": lambda: call("ptrace", 16, int(PARENT), 0, 0),
    "read its memory": lambda: call("process_vm_readv", int(PARENT), None, 0, None, 0, 0),
    "become another": lambda: os.setuid(1),
    "a namespace": lambda: call("unshare", 0x10000000),
    "more memory": lambda: call("setrlimit", 2, (ctypes.c_ulong * 2)(1 << 40, 1 << 40)),
    "code in memory": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC),
    "undo the filter": lambda: call("prctl", 22, 0, 0, 0, 0),
    "nothing": lambda: None,
}


def main() -> None:
    told = sys.stdin.buffer
    order = json.loads(told.read(struct.unpack(">I", told.read(4))[0]))
    sandbox = runpy.run_path(SANDBOX)
    try:
        sandbox["shut"](order)
        TRIES[WHAT]()
    except sandbox["Refused"] as refused:
        said = refused.args[0]
    except OSError as refused:
        said = errno.errorcode.get(refused.errno or 0, "OSError")
    else:
        said = "done"
    sys.stdout.write(said)


if __name__ == "__main__":
    main()
