"""Names of files in an archive: read by people, safe on every system, each there once."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 100
"""Bytes of UTF-8: with a number, a folder and an ending, far from the 255 of most systems."""
PLACEHOLDER = "papier"
# What Windows or a shell reads as something else than a name.
_SIGNS = re.compile(r'[<>:"/\\|?*%]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe(title: str) -> str:
    """A title as the name of a file: no path, no control, no sign that turns the text around or is not seen."""
    seen = "".join(
        " " if unicodedata.category(sign)[0] in "CZ" else sign for sign in unicodedata.normalize("NFC", title)
    )
    words = " ".join(_SIGNS.sub(" ", seen).split())
    name = words.encode()[:LONGEST].decode(errors="ignore").strip(" .~-") or PLACEHOLDER
    return f"{PLACEHOLDER} {name}" if _DEVICES.match(name) else name


def is_safe(path: str) -> bool:
    """Whether each part of a path is a name that ``safe`` could have given, with an ending."""
    parts = path.split("/")
    return 1 <= len(parts) <= 3 and all(_is_name(part) for part in parts)  # noqa: PLR2004 - papers, kind, name


def _is_name(part: str) -> bool:
    # Twice the longest: a number, a version and an ending come after a title.
    fits = 0 < len(part.encode()) <= 2 * LONGEST and part == unicodedata.normalize("NFC", part)
    seen = all(sign == " " or unicodedata.category(sign)[0] not in "CZ" for sign in part)
    return fits and seen and not _SIGNS.search(part) and not _DEVICES.match(part) and part.strip(" .") == part


def as_seen(path: str) -> str:
    """What a disk that does not tell capitals apart makes of a path."""
    return unicodedata.normalize("NFC", path).casefold()


class Names:
    """Gives each file of one archive its name."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, folder: str, title: str, ending: str, note: str = "") -> str:
        """``folder/title (note).ending``, with a number when another file has that name."""
        stem = f"{safe(title)} ({note})" if note else safe(title)
        path, number = f"{folder}/{stem}.{ending}", 1
        while as_seen(path) in self._taken:
            number += 1
            path = f"{folder}/{stem} {number}.{ending}"
        self._taken.add(as_seen(path))
        return str(PurePosixPath(path))
