"""« Montrer dix minutes », being told of each look, and a notice before an access ends."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app import clock
from beneficiary_app.access import ending
from beneficiary_app.access.models import Grant, GrantState, Showing
from beneficiary_app.trail.kinds import ActKind
from tests.access.test_giving import grants, id_in, opened, path_of
from tests.conftest import OPERATOR, another, signed_in
from tests.desk.test_desk import joined
from tests.pages import Browser
from tests.shown.test_desk import acts, look

CODE = re.compile(r'<p class="code" dir="ltr">([0-9A-Z-]{9})</p>')
LUC = "luc.berger@exemple.invalid"


def shows(browser: Browser, *parts: str) -> str:
    page = browser.post("/access/show", parts=list(parts) or ["logement"]).check()
    found = CODE.search(page.html)
    assert found, page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    return found[1]


def test_whoever_types_the_code_first_sees_those_parts_for_ten_minutes(
    app: Flask, browser: Browser, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    luc, _, _ = joined(app, LUC)
    other, _, _ = joined(app)
    assert browser.get("/access/show").check().status == 200
    code = shows(browser, "logement")
    page = luc.post("/desk/code", code=code.lower().replace("-", " ")).check()
    assert path_of(page) == f"/desk/carnets/{awa}"
    assert "Demander un logement social" in page.text
    assert "Atelier CV" not in page.text
    assert "desk_carnet.add" not in page.html
    assert other.post("/desk/code", code=code).check().status == 403, "the code serves once"
    assert [act.actor_name for act in acts(app, ActKind.FIRST_LOOK)] == ["Luc Berger"]
    later = clock.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert look(luc, awa).status == 404
    assert "Personne d’autre que vous" in browser.get("/access").text


def test_she_stops_before_its_end(app: Flask, browser: Browser, awa: UUID) -> None:
    luc, _, _ = joined(app, LUC)
    code = shows(browser)
    assert "Vous montrez une partie de votre carnet en ce moment." in browser.get("/access").check().text
    luc.post("/desk/code", code=code)
    browser.post("/access/show/stop")
    assert look(luc, awa).status == 404
    unused = shows(browser)
    browser.post("/access/show/stop")
    browser.post("/access/show/stop")
    assert luc.post("/desk/code", code=unused).status == 403


def test_a_new_code_ends_the_one_of_before_and_one_that_ran_out_opens_nothing(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    luc, _, _ = joined(app, LUC)
    first, second = shows(browser), shows(browser)
    assert luc.post("/desk/code", code=first).status == 403
    later = clock.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert luc.post("/desk/code", code=second).status == 403
    assert not grants(app)


def test_wrong_codes_are_refused_in_the_same_words_and_the_sixth_waits(app: Flask, browser: Browser) -> None:
    luc, _, _ = joined(app, LUC)
    shows(browser)
    said = {luc.post("/desk/code", code=wrong).check().text for wrong in ("", "0000-0000", "x" * 300, "é", "'")}
    assert len(said) == 1
    assert luc.post("/desk/code", code="0000-0000").status == 429


def test_the_code_is_not_stored_and_nothing_is_shown_without_a_part(app: Flask, browser: Browser) -> None:
    assert browser.post("/access/show", parts=["nothing"]).check().status == 422
    code = shows(browser).replace("-", "")
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        kept = session.exec(select(Showing)).one()
    assert code not in str(kept.model_dump())


def test_health_is_shown_after_a_fresh_proof_only(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert path_of(browser.post("/access/show", parts="sante")) == "/keys/prove/grant"
    assert browser.post("/access/show", parts="logement").status == 200


def test_a_showing_is_stopped_by_its_owner_alone(app: Flask, browser: Browser, awa: UUID) -> None:
    luc, _, _ = joined(app, LUC)
    code = shows(browser)
    another(app).post("/access/show/stop")
    assert path_of(luc.post("/desk/code", code=code)) == f"/desk/carnets/{awa}"


def test_she_asks_to_be_told_of_every_look(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    opened(browser, "logement")
    look(desk, awa)
    browser.post("/keys/news")
    look(desk, awa)
    assert "/keys/news" not in browser.get("/").links()
    assert "Me prévenir du premier seulement" in browser.post("/access/show/looks", every="1").check().text
    look(desk, awa)
    assert "/keys/news" in browser.get("/").links()
    assert "Me prévenir de chaque regard" in browser.post("/access/show/looks", every="").text


def test_she_is_told_once_before_an_access_ends(
    app: Flask, browser: Browser, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = id_in(opened(browser, days="30"))
    database = app.extensions["carnet_database"]
    with database.reading(OPERATOR) as session:
        assert ending.due(session, now=clock.now()) == []
    later = clock.now() + timedelta(days=28)
    monkeypatch.setattr(clock, "now", lambda: later)
    for _ in range(2):
        with database.transaction(OPERATOR) as session:
            for carnet_id, grant_id in ending.due(session, now=later):
                ending.tell(session, carnet_id, grant_id, now=later)
    told = acts(app, ActKind.GRANT_ENDING)
    assert [(str(act.subject_id), act.alert) for act in told] == [(one, True)]
    again = signed_in(app, awa)
    assert "Cet accès finit bientôt." in again.get("/access").text
    with database.transaction(OPERATOR) as session:
        grant = session.exec(select(Grant)).one()
        grant.state = GrantState.PAUSED
        session.add(grant)


def test_a_short_access_is_told_in_its_last_quarter() -> None:
    assert ending.before(1) == timedelta(hours=6)
    assert ending.before(7) == timedelta(hours=42)
    assert ending.before(365) == timedelta(days=3)
