"""Every route of a carnet at the desk, for everybody to whom it is closed; and every column, posted to every form."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlmodel import SQLModel, select

from beneficiary_app import clock
from beneficiary_app.journey.models import Situation, Step
from beneficiary_app.people.models import Professional
from tests.access.test_giving import id_in, opened
from tests.conftest import OPERATOR
from tests.desk.test_desk import joined
from tests.pages import SAME_SITE, Browser

WORDS = {"title": "x", "theme": "logement", "text": "x", "part": "logement", "hour": "10:00", "parts": "logement"}
ASKS = {"desk_talk.ask", "desk_talk.send_ask", "desk_talk.withdraw"}
LEAVES = {"desk_carnet.leave"}


def routes(app: Flask) -> list[tuple[str, str, str]]:
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(("desk_carnet.", "desk_talk.")) and "carnet_id" in rule.arguments:
            kinds = ("step", "situation", "appointment", "note") if "kind" in rule.arguments else ("",)
            for kind in kinds:
                path = str(rule.rule).replace("<kind>", kind).replace("<uuid:reply_id>", str(uuid4()))
                method = "POST" if "POST" in (rule.methods or set()) else "GET"
                found.append((rule.endpoint, method, path))
    return found


def answers(desk: Browser, app: Flask, carnet_id: UUID, skipped: set[str]) -> set[tuple[int, str]]:
    day = (clock.local(clock.now()) + timedelta(days=9)).date().isoformat()
    said = set()
    for endpoint, method, path in routes(app):
        if endpoint in skipped:
            continue
        given = (
            {**WORDS, "day": day, "days": "30", "why": "x", "command_id": str(uuid4())} if method == "POST" else None
        )
        answer = desk.client.open(
            path.replace("<uuid:carnet_id>", str(carnet_id)), method=method, data=given, headers=SAME_SITE
        )
        said.add((answer.status_code, answer.get_data(as_text=True)))
    return said


def test_there_are_routes_to_walk(app: Flask) -> None:
    assert len(routes(app)) > 12


def test_a_stranger_gets_the_same_answer_as_for_a_carnet_that_does_not_exist(app: Flask, awa: UUID) -> None:
    luc, _, _ = joined(app, "luc.berger@exemple.invalid")
    here, nowhere = (answers(luc, app, carnet_id, set()) for carnet_id in (awa, uuid4()))
    assert here == nowhere
    assert {status for status, _ in here} == {404}


@pytest.mark.parametrize("state", ["ended", "paused", "ran out", "never"])
def test_her_referent_gets_it_too_when_nothing_is_open_but_may_ask(
    app: Flask, browser: Browser, awa: UUID, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, _, _ = joined(app)
    if state != "never":
        one = id_in(opened(browser, "logement", "rendez_vous", may="both", days="1"))
    if state in {"ended", "paused"}:
        browser.post(f"/access/{one}/{'end' if state == 'ended' else 'pause'}")
    if state == "ran out":
        later = clock.now() + timedelta(days=1, seconds=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        desk, _, _ = joined(app)
    closed = answers(desk, app, awa, ASKS)
    assert closed == answers(desk, app, uuid4(), ASKS)
    assert {status for status, _ in closed} == {404}
    assert desk.get(f"/desk/carnets/{awa}/ask").status == 200


def test_who_is_suspended_is_out_on_every_route(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    opened(browser, "logement", may="both")
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        mariam = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
        mariam.suspended_at = clock.now()
        session.add(mariam)
    assert {status for status, _ in answers(desk, app, awa, set())} == {401}


def test_what_is_open_to_see_is_not_open_to_add_on_any_route(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    opened(browser, "logement", "rendez_vous")
    seen = {"desk_carnet.show"} | ASKS | LEAVES
    assert {status for status, _ in answers(desk, app, awa, seen)} == {404}


@pytest.mark.parametrize("kind", ["step", "situation"])
def test_every_column_posted_to_a_form_changes_nothing_but_its_own(
    app: Flask, browser: Browser, awa: UUID, kind: str
) -> None:
    desk, _, _ = joined(app)
    opened(browser, "logement", may="both")
    every = {name: "logement" for table in SQLModel.metadata.tables.values() for name in table.c.keys()}  # noqa: SIM118
    every |= {"source": "person", "state": "done", "author_name": "Awa", "carnet_id": str(uuid4()), "id": str(uuid4())}
    sent = every | {"title": "Une seule", "theme": "logement", "due_on": "", "why": ""}
    assert desk.post(f"/desk/carnets/{awa}/add/{kind}", **sent).status == 200
    model: type[Step | Situation] = Step if kind == "step" else Situation
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        made = session.exec(select(model).where(model.title == "Une seule")).one()
    assert (made.carnet_id, made.source, made.author_name) == (awa, "carnet", "Mariam Diallo")
    assert str(made.id) != every["id"]
    assert getattr(made, "state", "planned") == "planned"


def test_a_professional_cannot_give_herself_an_access(app: Flask, awa: UUID) -> None:
    desk, _, professional_id = joined(app)
    for path in ("/access/give", f"/access/{uuid4()}/extend", f"/access/item/step/{uuid4()}/give", "/access/show"):
        answer = desk.post(path, holder=f"one {professional_id}", parts="logement", carnet_id=str(awa))
        assert answer.status == 401, path
