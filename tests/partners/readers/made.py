"""Files made for a test: CSV bytes, workbooks old and new, and where the real ones are."""

import struct
import tracemalloc
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import openpyxl
import pytest

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
EPOCH = date(1899, 12, 30)


def shared(name: str) -> Path:
    """A real file; the test is skipped where the shared data are absent, since they are never committed."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the shared file {name} is not on this machine")
    return path


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """Inside the block, Python never holds more than ``size`` bytes above what it held."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < size


def a_file(folder: Path, content: bytes | str, name: str = "fichier.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def an_xlsx(folder: Path, rows: Iterable[Sequence[object]], name: str = "classeur.xlsx") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(folder / name)
    return folder / name


def a_zip(folder: Path, members: dict[str, bytes], name: str = "archive.xlsx") -> Path:
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return folder / name


def an_xls(folder: Path, rows: Iterable[Sequence[str | float | date]], name: str = "classeur.xls") -> Path:
    """The smallest Excel 97 workbook: BIFF8 records in a compound file of one stream."""
    (folder / name).write_bytes(_compound(_biff(rows)))
    return folder / name


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _biff(rows: Iterable[Sequence[str | float | date]]) -> bytes:
    opening = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    looks = b"".join(_record(0xE0, struct.pack("<HH16x", 0, number_format)) for number_format in (0, 14))
    place = len(opening) + len(looks) + 4 + 8 + len("Feuille") + 4
    listing = _record(0x85, struct.pack("<IBBBB", place, 0, 0, len("Feuille"), 0) + b"Feuille")
    cells = b"".join(_cell(y, x, value) for y, row in enumerate(rows) for x, value in enumerate(row))
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + cells + _record(0xA, b"")
    return opening + looks + listing + _record(0xA, b"") + sheet


def _cell(y: int, x: int, value: str | float | date) -> bytes:
    if isinstance(value, str):
        return _record(0x204, struct.pack("<HHHHB", y, x, 0, len(value), 1) + value.encode("utf-16-le"))
    if isinstance(value, date):
        return _record(0x203, struct.pack("<HHHd", y, x, 1, (value - EPOCH).days))
    return _record(0x203, struct.pack("<HHHd", y, x, 0, value))


def _compound(stream: bytes) -> bytes:
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    header = bytes.fromhex("d0cf11e0a1b11ae1") + struct.pack(
        "<16xHHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    header += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    assert len(table) == 512
    folder = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + _entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    folder += (_entry("", 0, 0xFFFFFFFF, 0, 0)) * 2
    return header + table + folder + stream.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    spelled = name.encode("utf-16-le")
    return spelled.ljust(64, b"\0") + struct.pack(
        "<HBBIII16xI8x8xIQ", len(spelled) + 2 if name else 0, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, 0, start, size
    )
