"""The system calls that a decoder needs, as a filter for the kernel (seccomp, classic BPF); all others are refused.

Everything it reads is in its memory before the filter closes, so it opens no file, starts no process, reaches no other
process and no network. The numbers are those of ``asm/unistd.h``, checked by ``tests/cleaning/test_barriers.py``.
"""

import os
import struct
import sys
from functools import cache

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""Machine names as ``uname`` says them, and ``AUDIT_ARCH_…`` of each."""

# Each with its number on x86_64, then on aarch64.
ALLOWED = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "writev": (20, 66),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "nanosleep": (35, 101),
    "setitimer": (38, 103),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "set_robust_list": (273, 99),
    "getrandom": (318, 278),
    "rseq": (334, 293),
}
# Then the argument to look at, its bits, and whether the call is allowed when one of them is set.
CONDITIONAL = {
    "clone": (56, 220, 0, 0x10000, True),  # CLONE_THREAD: a thread of its own, never a process
    "mmap": (9, 222, 2, 0x4, False),  # PROT_EXEC: no memory becomes a program
    "mprotect": (10, 226, 2, 0x4, False),
}
CLONE3 = (435, 435)

_LOAD, _EQUAL, _BITS, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)


@cache
def program(machine: str = os.uname().machine) -> bytes:
    """The filter for that machine, as an array of ``sock_filter``; empty where we do not know its numbers."""
    if machine not in ARCHITECTURES or sys.byteorder != "little":
        return b""
    at = list(ARCHITECTURES).index(machine)
    steps = [
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUAL, ARCHITECTURES[machine], yes=1),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
    ]
    for pair in ALLOWED.values():
        steps += [_step(_EQUAL, pair[at], no=1), _step(_RETURN, _ALLOW)]
    for *numbers, argument, bits, when_set in CONDITIONAL.values():
        allowed, refused = _step(_RETURN, _ALLOW), _step(_RETURN, _ERROR | _EPERM)
        steps += [
            _step(_EQUAL, numbers[at], no=4),
            _step(_LOAD, _ARGUMENTS + 8 * argument),
            _step(_BITS, bits, no=1),
            *((allowed, refused) if when_set else (refused, allowed)),
        ]
    # The C library falls back to clone, whose flags a filter can see.
    steps += [_step(_EQUAL, CLONE3[at], no=1), _step(_RETURN, _ERROR | _ENOSYS), _step(_RETURN, _ERROR | _EPERM)]
    return b"".join(steps)
