"""Pieces are written to the disk while the next ones come, and count in their order."""

from collections.abc import Callable, Iterator
from contextlib import closing
from threading import Barrier, Lock

import pytest
from werkzeug.exceptions import ClientDisconnected

from beneficiary_app.cleaning.refusals import TooLarge
from beneficiary_app.documents import incoming
from beneficiary_app.documents.incoming import stored, together
from beneficiary_app.vault.store import StoreDown

PIECES = [b"one", b"two", b"three", b"four", b"five"]
COUNTED = [("0", 3), ("3", 3), ("6", 5), ("11", 4), ("15", 4)]


class Shelf:
    """What is kept, and what was dropped again."""

    def __init__(self, full_at: int = -1) -> None:
        self.kept: dict[str, bytes] = {}
        self.dropped: list[str] = []
        self.full_at = full_at
        self._one = Lock()

    def keep(self, offset: int, piece: bytes) -> str:
        if offset == self.full_at:
            raise StoreDown(log="full")
        with self._one:
            self.kept[str(offset)] = piece
        return str(offset)


def ends_with(error: Exception) -> Iterator[bytes]:
    yield from PIECES
    raise error


def test_each_is_kept_and_counted_in_its_order() -> None:
    shelf = Shelf()
    assert list(stored(PIECES, 0, shelf.keep, shelf.dropped.append)) == COUNTED
    assert list(shelf.kept.values()) == PIECES
    assert shelf.dropped == []


def test_two_are_written_at_once() -> None:
    both = Barrier(2, timeout=20)

    def keep(offset: int, _piece: bytes) -> str:
        # Neither ends before the other has begun.
        both.wait()
        return str(offset)

    assert list(stored(PIECES[:2], 0, keep, lambda _name: None)) == COUNTED[:2]


@pytest.mark.parametrize("end", [ClientDisconnected, lambda: TooLarge(log="more")])
def test_what_came_before_the_end_counts_first(end: Callable[[], Exception]) -> None:
    shelf, counted = Shelf(), list[tuple[str, int]]()
    with pytest.raises((ClientDisconnected, TooLarge)):
        counted.extend(stored(ends_with(end()), 0, shelf.keep, shelf.dropped.append))
    assert counted == COUNTED
    assert shelf.dropped == []


@pytest.mark.parametrize("full_at", [0, 3, 6, 15])
def test_after_one_that_cannot_be_kept_nothing_counts_and_nothing_stays(full_at: int) -> None:
    shelf, counted = Shelf(full_at), list[tuple[str, int]]()
    with pytest.raises(StoreDown):
        counted.extend(stored(PIECES, 0, shelf.keep, shelf.dropped.append))
    assert counted == [one for one in COUNTED if int(one[0]) < full_at]
    assert sorted([*shelf.dropped, *(name for name, _ in counted)]) == sorted(shelf.kept)


def test_when_one_does_not_count_those_after_it_do_not_stay() -> None:
    shelf = Shelf()
    with closing(stored(PIECES, 0, shelf.keep, shelf.dropped.append)) as coming:
        assert next(coming) == COUNTED[0]
    assert sorted([*shelf.dropped, "0"]) == sorted(shelf.kept)


def test_those_of_a_second_are_counted_at_once() -> None:
    assert list(together(COUNTED)) == [COUNTED]
    assert list(together([])) == []


def test_a_slow_line_sees_each_counted_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "COUNTED_EVERY", 0.0)
    assert list(together(COUNTED)) == [[one] for one in COUNTED]


@pytest.mark.parametrize("end", [ClientDisconnected, lambda: TooLarge(log="more"), lambda: StoreDown(log="full")])
def test_what_came_before_the_end_is_counted_before_it_is_told(end: Callable[[], Exception]) -> None:
    def coming() -> Iterator[tuple[str, int]]:
        yield from COUNTED
        raise end()

    counted = list[list[tuple[str, int]]]()
    with pytest.raises((ClientDisconnected, TooLarge, StoreDown)):
        counted.extend(together(coming()))
    assert counted == [COUNTED]
