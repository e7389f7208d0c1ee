"""What a file is, by its first bytes and nothing else: never its name, never what its sender says it is."""

import re
from enum import StrEnum

from beneficiary_app.cleaning.refusals import Empty, TooLarge, TooManyPixels, WrongType

LARGEST = 20 * 1000 * 1000
"""Bytes of one file (ASVS 5.0, 5.2.1)."""
MOST_PIXELS = 40_000_000

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis"}
# « mif1 » is any picture in that container: HEIC says so among the brands that follow.
_HEIC_BOXES = _HEIC_BRANDS | {b"mif1", b"msf1"}
_PDF = re.compile(rb"%PDF-[12]\.\d")
# The byte range of a signature cannot be compressed: it counts bytes of the file (ISO 32000-2, 12.8.1).
_SIGNATURE = re.compile(rb"/ByteRange\s*\[\s*\d+\s+\d+\s+\d+\s+\d+")


class Kind(StrEnum):
    """What we accept, each by the name its decoder has."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIC = "HEIF"
    PDF = "PDF"


def kind_of(data: bytes) -> Kind:
    """What the file is. Raises ``Empty``, ``TooLarge``, ``WrongType``, and ``TooManyPixels`` for a WebP."""
    if not data:
        raise Empty
    if len(data) > LARGEST:
        raise TooLarge
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        _webp_fits(data)
        return Kind.WEBP
    if _PDF.match(data):
        return Kind.PDF
    if data[4:8] == b"ftyp" and _is_heic(data):
        return Kind.HEIC
    raise WrongType


def _is_heic(data: bytes) -> bool:
    end = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}
    return data[8:12] in _HEIC_BOXES and bool(brands & _HEIC_BRANDS)


def _webp_fits(data: bytes) -> None:
    """Look at the declared sides: its decoder makes room for them before anybody can (RFC 9649, 2.5, 2.6, 2.7.1.1)."""
    form, content = data[12:16], data[20:30].ljust(10, b"\0")
    if form == b"VP8X":
        width, height = int.from_bytes(content[4:7], "little") + 1, int.from_bytes(content[7:10], "little") + 1
    elif form == b"VP8L":
        sides = int.from_bytes(content[1:5], "little")
        width, height = (sides & 0x3FFF) + 1, (sides >> 14 & 0x3FFF) + 1
    else:
        width, height = (int.from_bytes(content[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    if width * height > MOST_PIXELS:
        raise TooManyPixels


def is_signed(data: bytes) -> bool:
    """Whether a PDF holds a digital signature, which its cleaned copy will not hold."""
    return _SIGNATURE.search(data) is not None
