"""What comes next, and why."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beneficiary_app import i18n
from beneficiary_app.clock import local
from beneficiary_app.journey.models import StepState
from beneficiary_app.journey.path import event_title, near_here, whole_path
from beneficiary_app.journey.rules import Mark, around_here, ends_on, months, next_step
from beneficiary_app.journey.service import Path

TODAY = date(2026, 12, 1)


def a_step(**changes: object) -> SimpleNamespace:
    return SimpleNamespace(
        **{"id": uuid4(), "state": StepState.PLANNED, "due_on": None, "starts_on": None, "title": "Appeler", **changes}
    )


def test_a_late_step_comes_before_one_that_is_due_later() -> None:
    late, soon = a_step(due_on=date(2026, 11, 20)), a_step(due_on=date(2026, 12, 2))
    found = next_step([soon, late], TODAY)
    assert found is not None
    assert (found.step, found.because) == (late, "late")


def test_a_date_comes_before_what_is_only_under_way() -> None:
    dated, open_ended = a_step(due_on=date(2027, 3, 1)), a_step(state=StepState.IN_PROGRESS)
    found = next_step([open_ended, dated], TODAY)
    assert found is not None
    assert (found.step, found.because) == (dated, "dated")


def test_what_waits_for_someone_else_is_never_hers_to_do_now() -> None:
    closed = [StepState.WAITING, StepState.DONE, StepState.DROPPED, StepState.CANCELLED]
    assert next_step([a_step(state=state, due_on=TODAY) for state in closed], TODAY) is None


@given(st.permutations([a_step(due_on=date(2026, 12, day)) for day in range(1, 8)]))
def test_the_choice_does_not_depend_on_the_order_of_the_rows(steps: list[SimpleNamespace]) -> None:
    found = next_step(steps, TODAY)
    assert found is not None
    assert found.step.due_on == TODAY


def test_a_contract_of_twelve_months_ends_a_year_later() -> None:
    assert ends_on(date(2020, 5, 20), 12) == date(2021, 5, 20)
    assert ends_on(date(2020, 5, 20), 24) == date(2022, 5, 20)
    assert ends_on(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert ends_on(date(2023, 11, 30), 3) == date(2024, 2, 29)


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_a_contract_ends_in_the_right_month_whatever_its_start(start: date, length: int) -> None:
    end = ends_on(start, length)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == length
    assert end.day == start.day or (end.day < start.day and end.day >= 28)


def test_the_path_is_folded_by_month_and_cut_around_here() -> None:
    marks = [Mark("done", str(n), "", "", date(2026, 1 + n // 2, 1)) for n in range(8)]
    marks += [Mark("here", "ici", "", "", TODAY), *(Mark("coming", str(n), "", "", TODAY) for n in range(5))]
    assert [len(found) for _, found in months(marks)] == [2, 2, 2, 2, 6]
    assert [mark.kind for mark in around_here(marks)] == ["done"] * 2 + ["here"] + ["coming"] * 3


DAYS = st.integers(-4, 4).map(lambda days: TODAY + timedelta(days=days))
TITLES = st.sampled_from(["Appeler", "Écrire", "Venir"])


@given(
    steps=st.lists(st.builds(a_step, state=st.sampled_from(StepState), due_on=DAYS, title=TITLES), max_size=12),
    contracts=st.lists(
        st.builds(
            lambda day: SimpleNamespace(id=uuid4(), kind="cer", signed_on=day, starts_on=None, ends_on=day),
            DAYS | st.none(),
        ),
        max_size=3,
    ),
    events=st.lists(
        st.builds(
            lambda day, title: SimpleNamespace(id=uuid4(), title=title, happened_on=day, until=None), DAYS, TITLES
        ),
        max_size=6,
    ),
    orientations=st.lists(
        st.builds(lambda day: SimpleNamespace(id=uuid4(), system="PLIE", reason="", decided_on=day), DAYS), max_size=2
    ),
)
def test_the_path_around_here_is_cut_from_the_whole_one(**found: list[SimpleNamespace]) -> None:
    for each in found["steps"]:
        each.theme, each.done_at = "housing", None
    journey = Path(**found, replies={})  # type: ignore[arg-type]
    following = next_step(journey.steps, TODAY)
    here = following.step if following else None
    assert near_here(journey, TODAY, here) == around_here(whole_path(journey, TODAY, here))


def test_a_day_is_told_in_the_same_order_in_every_language() -> None:
    day = date(2026, 9, 21)
    found: Any = {
        "steps": [a_step(state=StepState.DONE, title="Appeler", due_on=day, done_at=None, theme="housing")],
        "contracts": [SimpleNamespace(id=uuid4(), kind="cer", signed_on=day, starts_on=None, ends_on=None)],
        "events": [SimpleNamespace(id=uuid4(), title="Ouverture du carnet", happened_on=day, until=None)],
        "orientations": [SimpleNamespace(id=uuid4(), system="PLIE", reason="", decided_on=day)],
    }
    for language in i18n.languages():
        with i18n.speaking(language.code):
            told = [mark.target for mark in whole_path(Path(**found, replies={}), TODAY, None)]
        assert told == ["orientation", "contract", "event", "step"], language


def test_a_day_is_the_day_in_france() -> None:
    assert local(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)).date() == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("language", "title", "told"),
    [
        ("en", "Zoé Exemple vous accompagne", "Zoé Exemple is with you"),
        ("en", "Entrée en IAE", "Start: en IAE"),
        ("en", "Inscription à France Travail", "Registered with France Travail"),
        ("fr", "Entrée en IAE", "Entrée en IAE"),
        ("en", "Fête de quartier", "Fête de quartier"),
    ],
)
def test_what_a_file_says_in_fixed_words_is_told_in_her_language(language: str, title: str, told: str) -> None:
    with i18n.speaking(language):
        assert event_title(title) == told
