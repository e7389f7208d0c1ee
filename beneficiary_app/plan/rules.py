"""What stands today and what was before: pure."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from beneficiary_app.access.parts import Theme

ORDER = [theme.value for theme in Theme]


def by_theme(rows: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Theme by theme, in the order of the ten themes."""
    placed = sorted(rows, key=lambda row: (ORDER.index(row.theme), str(row.id)))
    return [(theme, list(found)) for theme, found in groupby(placed, key=lambda row: row.theme)]


def _first_day(contract: Any) -> date:
    day: date = contract.starts_on or contract.signed_on or contract.recorded_at.date()
    return day


def contracts(rows: Iterable[Any], today: date) -> tuple[list[Any], list[Any]]:
    """Those that run or are to come, and those that are over; the newest first."""
    newest = sorted(rows, key=_first_day, reverse=True)
    over = [row for row in newest if row.ends_on is not None and row.ends_on < today]
    return [row for row in newest if row not in over], over
