"""Files for ``make prove-documents``: other projects' test files, and what chance makes of them."""

import random
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

from beneficiary_app.cleaning.kinds import Kind, kind_of
from beneficiary_app.cleaning.refusals import Unclean
from tests.cleaning.hostile import TAILS
from tests.cleaning.made import CANARY

PROJECTS = ("pillow", "pikepdf", "pillow-heif")
FOLDER = Path("build/corpora")
LARGEST_SEED = 300_000
"""Bytes: chance works on small files, so that most of what it changes is met."""


def fetched() -> list[Path]:
    """The source archives of these projects, asked of the usual registry once."""
    if len(list(FOLDER.glob("*.tar.gz"))) < len(PROJECTS):
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-binary",
            ":all:",
            "--no-deps",
            "-d",
            str(FOLDER),
        ]
        subprocess.run([*command, *PROJECTS], check=True)  # noqa: S603 - pip, and names of ours
    return sorted(FOLDER.glob("*.tar.gz"))


def archived() -> Iterator[tuple[str, bytes]]:
    """Every file of those archives; nothing is unpacked on the disk."""
    for archive in fetched():
        with tarfile.open(archive) as opened:
            for member in opened:
                content = opened.extractfile(member) if member.isfile() else None
                if content is not None:
                    yield f"{archive.name}:{member.name}", content.read()


def kind(data: bytes) -> Kind | None:
    """What we would open it as; nothing when we would not."""
    try:
        return kind_of(data)
    except Unclean:
        return None


def marked(data: bytes, form: Kind) -> bytes:
    """The same file with a word to find again where its format keeps what is told beside the picture."""
    word = CANARY.encode()
    if form is Kind.JPEG:
        segments = (b"\xff\xe1" + _sized(b"Exif\0\0" + word), b"\xff\xfe" + _sized(word))
        return data[:2] + b"".join(segments) + data[2:]
    if form is Kind.PNG:
        body = b"tEXtComment\0" + word
        return data[:33] + (len(body) - 4).to_bytes(4, "big") + body + crc32(body).to_bytes(4, "big") + data[33:]
    if form is Kind.WEBP:
        body = word + b" " * (len(word) % 2)
        return data + b"EXIF" + len(body).to_bytes(4, "little") + body
    if form is Kind.HEIC:
        return data + (len(word) + 8).to_bytes(4, "big") + b"free" + word
    return data + b"\n% " + word + b"\n%%EOF\n"


def _sized(content: bytes) -> bytes:
    return (len(content) + 2).to_bytes(2, "big") + content


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def _bits(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 4, 16, 64))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _head(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 8)):
        changed[chance.randrange(min(len(changed), 200))] = chance.choice((0, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    return bytes(changed)


def _block(data: bytes, chance: random.Random) -> bytes:
    at, size = chance.randrange(len(data)), chance.randrange(1, 600)
    middle = chance.choice((b"", chance.randbytes(size), b"\0" * size, b"\xff" * size, data[at : at + size] * 3))
    return data[:at] + middle + data[at + size :]


def _number(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return (
        data[:at] + chance.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0", b"99999999")) + data[at + 4 :]
    )


def _tail(data: bytes, chance: random.Random) -> bytes:
    return data + chance.choice(list(TAILS.values()))


def _before(data: bytes, chance: random.Random) -> bytes:
    return chance.choice(list(TAILS.values())) + data


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (_cut, _bits, _bits, _head, _head, _block, _number, _tail)


class Mutants:
    """Files that chance makes of ``seeds``, the same for the same number."""

    def __init__(self, seeds: list[bytes], seed: int) -> None:
        self.seeds, self.seed = seeds, seed

    def make(self, number: int) -> bytes:
        """The mutant of that number."""
        chance = random.Random(f"{self.seed}:{number}")  # noqa: S311 - the same mutants each time
        data = self.seeds[number % len(self.seeds)]
        if chance.random() < 0.02:  # noqa: PLR2004 - few: they are all refused at their first byte
            return _before(data, chance)
        if chance.random() < 0.05:  # noqa: PLR2004 - two files sewn together
            return data[: chance.randrange(len(data))] + chance.choice(self.seeds)
        for _ in range(chance.choice((1, 1, 2))):
            data = chance.choice(WAYS)(data, chance) or b"\0"
        return data


def seeds() -> list[bytes]:
    """The small files of the archives that we open, each with its word."""
    found = []
    for _, data in archived():
        form = kind(data) if len(data) <= LARGEST_SEED else None
        if form is not None:
            found.append(marked(data, form))
    return found
