"""``make prove-access`` in short: random worlds, looks that cross a taking back, mutants of the policy."""

import random

from beneficiary_app.database import Database
from prove import mutants, races, worlds


def test_the_list_in_sql_equals_the_rules_in_random_worlds(database: Database) -> None:
    differ, things, shown = worlds.compare(database, 60, random.Random(7))  # noqa: S311 - the same each time
    assert differ == 0
    assert things > 1000
    assert shown > 50


def test_nobody_looks_or_adds_after_a_taking_back_that_crosses_them(database: Database) -> None:
    after, seen, refused = races.late(database, 25, random.Random(7))  # noqa: S311 - the same each time
    assert after == 0
    assert seen + refused == 50


def test_a_small_change_of_the_policy_is_noticed() -> None:
    alive, tried = mutants.survivors(every=9_973, helped_every=101)
    assert tried > 90
    assert len(alive) <= tried // 20, alive
