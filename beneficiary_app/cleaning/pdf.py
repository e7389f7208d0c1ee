"""A PDF of pictures, one a page, and nothing else (ISO 32000-2): no title, no date, no author, no program, no form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from beneficiary_app.cleaning.picture import Picture, plain

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_BOX = re.compile(rb"/MediaBox\[0 0 (\d{1,5}\.\d\d) (\d{1,5}\.\d\d)\]")
_POINTS = 72
_LONGEST, _SHORTEST = 14_400, 3
"""Points: what readers accept (ISO 32000-2, annex C)."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its JPEG is ``pdf[offset:offset + length]``; its sides in pixels."""

    offset: int
    length: int
    width: int
    height: int


class NotOurs(Exception):  # noqa: N818 - reads as what it says
    """A PDF that ``bind`` did not write."""


class _Writer:
    def __init__(self) -> None:
        self.parts = [_HEADER]
        self.at = len(_HEADER)
        self.objects: list[int] = []

    def write(self, part: bytes) -> None:
        self.parts.append(part)
        self.at += len(part)

    def add(self, head: bytes, stream: bytes | None = None) -> int:
        """One object, numbered in the order they come; where its stream begins."""
        self.objects.append(self.at)
        if stream is None:
            self.write(b"%d 0 obj\n<<%s>>\nendobj\n" % (len(self.objects), head))
            return self.at
        self.write(b"%d 0 obj\n<<%s/Length %d>>\nstream\n" % (len(self.objects), head, len(stream)))
        begins = self.at
        self.write(stream)
        self.write(b"\nendstream\nendobj\n")
        return begins

    def finished(self) -> bytes:
        begins = self.at
        self.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(self.objects) + 1))
        for place in self.objects:
            self.write(b"%010d 00000 n \n" % place)
        self.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(self.objects) + 1, begins))
        return b"".join(self.parts)


def bind(pictures: Sequence[Picture]) -> tuple[bytes, tuple[Page, ...]]:
    """The pictures as one PDF, each kept byte for byte, and where each is in it."""
    sides = [(_points(one.width, one.dots), _points(one.height, one.dots)) for one in pictures]
    return _bind(pictures, sides)


def recognise(pdf: bytes, pages: Sequence[Page]) -> None:
    """Raise ``NotOurs`` unless ``bind`` makes this very PDF, byte for byte, of the pictures that stand in it there.

    ``NotPlain`` when one of these is more than a picture: nothing else can then be anywhere in the file.
    """
    pictures, sides, at = [], [], 0
    for page in pages:
        if not at <= page.offset <= page.offset + page.length <= len(pdf):
            raise NotOurs("outside")
        said = _BOX.findall(pdf, at, page.offset)
        at = page.offset + page.length
        if len(said) != 1:
            raise NotOurs("sides")
        pictures.append(plain(pdf[page.offset : at]))
        sides.append((float(said[0][0]), float(said[0][1])))
    if _bind(pictures, sides) != (pdf, tuple(pages)):
        raise NotOurs("bytes")


def _bind(pictures: Sequence[Picture], sides: Sequence[tuple[float, float]]) -> tuple[bytes, tuple[Page, ...]]:
    writer = _Writer()
    writer.add(b"/Type/Catalog/Pages 2 0 R")
    kids = b" ".join(b"%d 0 R" % (3 + 3 * number) for number in range(len(pictures)))
    writer.add(b"/Type/Pages/Count %d/Kids[%s]" % (len(pictures), kids))
    both = enumerate(zip(pictures, sides, strict=True))
    pages = tuple(_page(writer, 3 + 3 * number, picture, points) for number, (picture, points) in both)
    return writer.finished(), pages


def _page(writer: _Writer, first: int, picture: Picture, sides: tuple[float, float]) -> Page:
    writer.add(
        b"/Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Resources<</XObject<</P %d 0 R>>>>"
        % (*sides, first + 1, first + 2)
    )
    writer.add(b"", b"%.2f 0 0 %.2f 0 0 cm /P Do" % sides)
    begins = writer.add(
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
        % (picture.width, picture.height),
        picture.jpeg,
    )
    return Page(begins, len(picture.jpeg), picture.width, picture.height)


def _points(pixels: int, dots: float) -> float:
    return min(max(pixels * _POINTS / dots, _SHORTEST), _LONGEST)
