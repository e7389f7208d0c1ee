"""What the sandbox is told before the files: what they are, and how far it may go."""

import json
import struct
from collections.abc import Sequence

from beneficiary_app.cleaning import seccomp
from beneficiary_app.cleaning.kinds import MOST_PIXELS, Kind

MOST_PAGES = 50
LONGEST_SIDE = 3_000
"""Pixels of a page's longest side."""
THUMBNAIL = 320
"""Pixels of the small picture's longest side."""
QUALITY = 85
MOST_TEXT = 200_000
"""Bytes of a paper's text, in UTF-8."""

DECODERS = {
    Kind.JPEG: "PIL.MpoImagePlugin",
    Kind.PNG: "PIL.PngImagePlugin",
    Kind.WEBP: "PIL.WebPImagePlugin",
    Kind.HEIC: "pillow_heif",
    Kind.PDF: "pypdfium2",
}
"""What to import for each: a photo does not wait for a PDF’s library."""

MIB = 1 << 20
LIMITS = {
    "RLIMIT_AS": 1536 * MIB,
    # Memory of its own, libraries left out: what keeps a server of a small association alive.
    "RLIMIT_DATA": 540 * MIB,
    "RLIMIT_CPU": 60,
    "RLIMIT_FSIZE": 0,
    "RLIMIT_CORE": 0,
    # Its input, its output and its errors are open already.
    "RLIMIT_NOFILE": 3,
}
"""For a whole paper: bytes, seconds, numbers."""
SECONDS_A_PAGE = 10
"""Of processor time, for a photo or for a page of a PDF."""
SECONDS_A_PAPER = 90.0
"""By the wall clock, for a whole paper; whoever waits kills it then."""

# CLONE_NEWUSER, NEWNET, NEWIPC (linux/sched.h): a network without any card, not even its own loop.
NAMESPACES = 0x10000000 | 0x40000000 | 0x08000000


def order(
    kinds: Sequence[Kind],
    sizes: Sequence[int],
    *,
    namespaces: int = NAMESPACES,
    filtered: bytes | None = None,
    seconds: float = SECONDS_A_PAGE,
    **limits: int,
) -> bytes:
    """The order, with its own length before it. ``limits`` changes some; one barrier of the two can be left out."""
    told = {
        "files": list(zip(kinds, sizes, strict=True)),
        "decoders": sorted({DECODERS[kind] for kind in kinds}),
        "limits": LIMITS | limits,
        "namespaces": namespaces,
        "filter": (seccomp.program() if filtered is None else filtered).hex(),
        "seconds": seconds,
        "pages": MOST_PAGES,
        "pixels": MOST_PIXELS,
        "side": LONGEST_SIDE,
        "thumbnail": THUMBNAIL,
        "quality": QUALITY,
        "text": MOST_TEXT,
    }
    text = json.dumps(told).encode()
    return struct.pack(">I", len(text)) + text
