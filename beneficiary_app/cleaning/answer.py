"""What the sandbox answered, read as if somebody had taken it over."""

import math
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from beneficiary_app.cleaning.child import Ended
from beneficiary_app.cleaning.order import LONGEST_SIDE, MOST_PAGES, MOST_TEXT, THUMBNAIL
from beneficiary_app.cleaning.picture import NotPlain, Picture, plain
from beneficiary_app.cleaning.refusals import Damaged, NotReady, TooHeavy, Unclean, by_code

_SHUT = b"B\0\0\0\1"
# Controls but the new line; marks that turn the reading order; halves of pairs; what is no character.
_NOT_TEXT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LINES = re.compile(r"\r\n?|\f|\u2028|\u2029")


@dataclass(slots=True)
class Answer:
    """The pages of a paper, its small picture and its words."""

    pages: list[Picture] = field(default_factory=list)
    thumbnail: bytes = b""
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words of every page, a blank line between two, at most ``MOST_TEXT`` bytes of UTF-8."""
        return "\n\n".join(filter(None, self.words)).encode()[:MOST_TEXT].decode(errors="ignore")


def read(ended: Ended) -> Answer:
    """The paper that came out. Raises the ``Unclean`` that says why there is none, and of which file."""
    answer, which = Answer(), 0
    # Before it says that its doors are shut nothing of hers was opened: what goes wrong is ours.
    if not ended.answer.startswith(_SHUT):
        raise NotReady(log=f"sandbox did not begin: {ended.code}, {ended.answer[:80]!r}")
    for letter, content in _frames(ended.answer):
        if letter == "F":
            which += 1
        elif letter == "R":
            code, _, log = content.decode("ascii", "replace").partition("\n")
            raise _refusal(code, log).of(which)
        elif letter == "E" and answer.pages:
            return answer
        else:
            _take(answer, letter, content)
    # Any signal: a decoder to which memory is refused may abort, trap or fall, and the kernel ends what takes too long.
    reason = TooHeavy if ended.late or ended.code < 0 else Damaged
    raise reason(log=f"sandbox ended: {'late' if ended.late else ended.code}").of(which)


def _refusal(code: str, log: str) -> Unclean:
    try:
        return by_code(code)(log=log)
    except KeyError:
        return Damaged(log="sandbox said a word that is none of ours")


def _frames(answer: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at + 5 <= len(answer):
        letter, length = chr(answer[at]), int.from_bytes(answer[at + 1 : at + 5], "big")
        at += 5 + length
        if at > len(answer):
            return
        yield letter, answer[at - length : at]


def _take(answer: Answer, letter: str, content: bytes) -> None:
    try:
        if letter == "P":
            answer.pages.append(_page(content))
        elif letter == "T":
            answer.thumbnail = _within(plain(content), THUMBNAIL).jpeg
        elif letter == "X":
            answer.words.append(words(content))
    except (NotPlain, struct.error) as problem:
        raise Damaged(log=f"sandbox gave no plain picture: {problem}") from None
    if len(answer.pages) > MOST_PAGES:
        raise Damaged(log="sandbox gave too many pages")


def _page(content: bytes) -> Picture:
    width, height, dots = struct.unpack(">HHf", content[:8])
    picture = _within(plain(content[8:], dots), LONGEST_SIDE)
    if (picture.width, picture.height) != (width, height) or not math.isfinite(dots) or dots <= 0:
        raise NotPlain("sides")
    return picture


def _within(picture: Picture, side: int) -> Picture:
    if max(picture.width, picture.height) > side:
        raise NotPlain("too wide")
    return picture


def words(content: bytes) -> str:
    """Text of which nothing is left but what is read."""
    return _NOT_TEXT.sub("", _LINES.sub("\n", content.decode("utf-8", "ignore"))).strip()
