"""What comes out of the sandbox is not believed either: a JPEG is read here, marker by marker, without decoding it."""

import re
from dataclasses import dataclass

_START, _END = b"\xff\xd8", b"\xff\xd9"
_JFIF, _TABLES, _FRAME, _SCAN = 0xE0, {0xDB, 0xC4}, 0xC0, 0xDA
_JFIF_LENGTH = 16
# In a scan 0xFF is data when nought follows (ITU-T T.81, B.1.1.5); our encoder writes no restart marker.
_MARKER = re.compile(rb"\xff[^\x00]")


class NotPlain(Exception):  # noqa: N818 - reads as what it says
    """Something else than one baseline picture, its tables and nothing more."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG; its sides in pixels, how many of them an inch."""

    jpeg: bytes
    width: int
    height: int
    dots: float


def plain(jpeg: bytes, dots: float = 72.0) -> Picture:
    """The picture, when these bytes hold one and no room for anything else: no EXIF, XMP, profile, comment or tail.

    Raises ``NotPlain``.
    """
    if not jpeg.startswith(_START):
        raise NotPlain("start")
    at, sides = 2, (0, 0)
    while True:
        marker, length = jpeg[at + 1 : at + 2], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        content = jpeg[at + 4 : at + 2 + length]
        if jpeg[at : at + 1] != b"\xff" or not marker or len(content) != length - 2:
            raise NotPlain("marker")
        if marker[0] == _FRAME:
            sides = (int.from_bytes(content[3:5], "big"), int.from_bytes(content[1:3], "big"))
        elif marker[0] == _JFIF:
            if length != _JFIF_LENGTH or not content.startswith(b"JFIF\0"):
                raise NotPlain("application data")
        elif marker[0] == _SCAN:
            break
        elif marker[0] not in _TABLES:
            raise NotPlain(f"marker {marker.hex()}")
        at += 2 + length
    found = _MARKER.search(jpeg, at + 2 + length)
    if not all(sides) or found is None or found.group() != _END or found.end() != len(jpeg):
        raise NotPlain("end")
    return Picture(jpeg, *sides, dots)
