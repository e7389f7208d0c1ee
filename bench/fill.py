"""Invented carnets, written in bulk: thousands of ordinary ones, and one of 300 marks."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from beneficiary_app import clock
from beneficiary_app.access.parts import Theme
from beneficiary_app.database import Database, new_id
from beneficiary_app.identity.models import SessionKind
from beneficiary_app.identity.service import LASTS, fingerprint
from beneficiary_app.journey.models import StepState

Rows = dict[str, list[dict[str, Any]]]
ORDER = (
    "trail_head", "person", "open_session", "act", "identifier", "goal", "step", "situation", "contract",
    "orientation", "project", "event", "appointment", "member", "reply",
)  # fmt: skip
BATCH = 1_000
THEMES = [theme.value for theme in Theme]
STATES = [state.value for state in StepState]
FIRST_DAY = date(2021, 1, 4)
SAID = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
FACT = {
    "source": "former_carnet",
    "author_name": "Camille Exemple",
    "structure_name": "Maison des solidarités",
    "recorded_at": SAID,
}


def ordinary(number: int) -> Rows:
    """A carnet of a year: a dozen rows, as an import leaves it."""
    rows = _opened(new_id(), number)
    _path(rows, steps=3, events=2, contracts=1)
    return rows


def heavy() -> Rows:
    """A carnet of six years: 300 marks on its path, and what stands around them."""
    rows = _opened(new_id(), 0)
    _path(rows, steps=138, events=150, contracts=12)
    carnet_id = rows["person"][0]["carnet_id"]
    for number in range(4):
        rows["situation"].append(
            _fact(carnet_id, theme=THEMES[number], title=f"Situation {number}", noted_on=FIRST_DAY, ended_on=None)
        )
        target = rows["event"][number * 30]["id"]
        rows["reply"].append(
            {"carnet_id": carnet_id, "id": new_id(), "target": "event", "target_id": target, "kind": "disagree",
             "text": "Ce n’était pas ce jour-là.", "at": SAID, "withdrawn_at": None}
        )  # fmt: skip
    rows["project"].append(_fact(carnet_id, title="Cuisinière de collectivité", rome_code="G1602", radius_km=20))
    return rows


def _opened(carnet_id: UUID, number: int) -> Rows:
    rows: Rows = {name: [] for name in ORDER}
    rows["trail_head"] = [{"carnet_id": carnet_id, "seq": 3, "alert_seq": 0}]
    rows["person"] = [
        {"carnet_id": carnet_id, "first_name": "Salma", "last_name": "Exemple", "birth_date": date(1990, 5, 17),
         "created_at": SAID}
    ]  # fmt: skip
    rows["act"] = [
        {"carnet_id": carnet_id, "seq": seq, "at": SAID, "kind": "imported", "actor_kind": "system",
         "subject_id": None, "sealed": b""}
        for seq in (1, 2, 3)
    ]  # fmt: skip
    rows["identifier"] = [{"scheme": "nir", "digest": fingerprint(f"{carnet_id}"), "carnet_id": carnet_id}]
    rows["member"] = [
        _fact(carnet_id, professional_id=None, name="Camille Exemple", structure="Maison des solidarités",
              position="Référente", phone="01 23 45 67 89", email="camille@example.org", role="referent",
              since=FIRST_DAY, until=None)
    ]  # fmt: skip
    rows["appointment"] = [
        _fact(carnet_id, starts_at=clock.now() + timedelta(days=3 + number % 30), minutes=60, title="Bilan",
              with_name="Camille Exemple", structure="Maison des solidarités", place="3 rue de l’Exemple", phone="",
              bring="", state="unknown", answer="", answer_reason="", answered_at=None)
    ]  # fmt: skip
    return rows


def _fact(carnet_id: UUID, **values: Any) -> dict[str, Any]:
    return {"carnet_id": carnet_id, "id": new_id(), **FACT, **values}


def _path(rows: Rows, *, steps: int, events: int, contracts: int) -> None:
    carnet_id = rows["person"][0]["carnet_id"]
    goal = _fact(carnet_id, theme="emploi", title="Trouver un travail près de chez moi", state="in_progress",
                 contract="", starts_on=FIRST_DAY)  # fmt: skip
    rows["goal"] = [goal]
    rows["step"] = [_step(carnet_id, goal["id"], number, steps) for number in range(steps)]
    rows["event"] = [
        _fact(carnet_id, title=f"Atelier numéro {number}", happened_on=FIRST_DAY + timedelta(days=13 * number % 2000),
              until=None)
        for number in range(events)
    ]  # fmt: skip
    rows["contract"] = [
        _fact(carnet_id, kind="cer", signed_on=FIRST_DAY + timedelta(days=170 * number), months=6, starts_on=None,
              ends_on=FIRST_DAY + timedelta(days=170 * number + 180))
        for number in range(contracts)
    ]  # fmt: skip
    rows["orientation"] = [
        _fact(carnet_id, system="Emploi", kind="", reason="Vous cherchez un travail.", structure="",
              decided_on=FIRST_DAY)
    ]  # fmt: skip


def _step(carnet_id: UUID, goal_id: UUID, number: int, steps: int) -> dict[str, Any]:
    # Seven in ten are done; the others share the six states.
    state = "done" if number * 10 < steps * 7 else STATES[number % len(STATES)]
    day = FIRST_DAY + timedelta(days=15 * number % 2000)
    return _fact(
        carnet_id,
        goal_id=goal_id,
        theme=THEMES[number % len(THEMES)],
        title=f"Préparer la démarche numéro {number}",
        why="Pour avancer.",
        state=state,
        starts_on=day,
        due_on=None,
        done_at=datetime(day.year, day.month, day.day, 10, tzinfo=UTC) if state == "done" else None,
    )


def signed_in(rows: Rows) -> str:
    """Open a session on that carnet before it is written; its cookie."""
    token = new_id().hex
    carnet_id = rows["person"][0]["carnet_id"]
    now = clock.now()
    rows["open_session"].append(
        {"digest": fingerprint(token), "id": new_id(), "carnet_id": carnet_id, "kind": "personal", "way": "link",
         "device": "", "opened_at": now, "proved_at": now, "proved_for": "", "used_at": now,
         "ends_at": now + LASTS[SessionKind.PERSONAL], "expires_at": now + LASTS[SessionKind.PERSONAL],
         "told_seq": 0, "closed_at": None}
    )  # fmt: skip
    return token


def write(database: Database, carnets: Iterator[Rows], told: Callable[[int], None] = lambda _count: None) -> None:
    """Write carnets by executemany, a thousand in a transaction."""
    while some := list(islice(carnets, BATCH)):
        with database.transaction() as session:
            for name in ORDER:
                rows = [row for carnet in some for row in carnet[name]]
                if rows:
                    session.connection().execute(SQLModel.metadata.tables[name].insert(), rows)
        told(len(some))
