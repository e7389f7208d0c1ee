"""She is beside a helper whom she had already chosen: her code begins a session under the mandate in force."""

from datetime import timedelta

import pytest
from flask import Flask

from beneficiary_app import clock
from beneficiary_app.access.mandate_models import Help, Mandate
from tests.assisted.test_helping import code_of, helped, offered, rows
from tests.conftest import OPERATOR
from tests.desk.test_desk import joined
from tests.pages import Browser


def met_again(app: Flask, browser: Browser, **changes: str) -> tuple[Browser, Mandate]:
    """A helper’s desk after a first meeting, and the mandate that is still in force."""
    desk, _ = helped(app, browser, **({"days": "30"} | changes))
    desk.post("/assisted/stop")
    return desk, rows(app, Mandate)[0]


def shown(browser: Browser, mandate: Mandate) -> str:
    return code_of(browser.post(f"/assisted/{mandate.id}/presence").check())


@pytest.mark.parametrize("posture", ["beside", "for"])
def test_a_code_of_hers_begins_beside_her_under_the_mandate_in_force(
    app: Flask, browser: Browser, posture: str
) -> None:
    desk, mandate = met_again(app, browser, posture=posture)
    assert "Montrer un code" in browser.get("/assisted").check().text
    home = desk.post("/desk/help", code=shown(browser, mandate))
    assert "Mariam Diallo vous aide" in home.text
    assert [(one.posture, one.mandate_id) for one in rows(app, Help)] == [("beside", mandate.id)] * 2
    assert len(rows(app, Mandate)) == 1, "nothing more is given"
    assert desk.get("/journey").status == 200


def test_it_serves_once_ten_minutes_and_the_next_ends_it(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, mandate = met_again(app, browser)
    before, after = shown(browser, mandate), shown(browser, mandate)
    assert desk.post("/desk/help", code=before).status == 403
    assert desk.post("/desk/help", code=after).status == 200
    desk.post("/assisted/stop")
    assert desk.post("/desk/help", code=after).status == 403
    old = shown(browser, mandate)
    later = clock.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert desk.post("/desk/help", code=old).status == 403


def test_another_helper_who_reads_it_over_the_shoulder_gets_nothing_and_uses_nothing_up(
    app: Flask, browser: Browser
) -> None:
    desk, mandate = met_again(app, browser)
    code = shown(browser, mandate)
    other, _, _ = joined(app, "luc.berger@exemple.invalid")
    refused = other.post("/desk/help", code=code)
    assert (refused.status, "Ce code" in refused.text or "Il sert une fois" in refused.text) == (403, True)
    assert desk.post("/desk/help", code=code).status == 200


def test_a_mandate_that_is_over_or_only_with_her_shows_no_code(app: Flask, browser: Browser) -> None:
    _, mandate = met_again(app, browser)
    browser.post(f"/assisted/{mandate.id}/end")
    assert browser.post(f"/assisted/{mandate.id}/presence").status == 412
    assert browser.post("/assisted/01a2140a-94ae-707b-9717-0089c7e435e1/presence").status == 404
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        only_with = session.get_one(Mandate, (mandate.carnet_id, mandate.id))
        only_with.state, only_with.posture = "active", "with"
        session.add(only_with)
    assert browser.post(f"/assisted/{mandate.id}/presence").status == 412
    assert "Montrer un code" not in browser.get("/assisted").text


def test_neither_a_helper_nor_the_owner_of_another_carnet_makes_one(app: Flask, browser: Browser) -> None:
    from tests.conftest import another  # noqa: PLC0415

    desk, mandate = met_again(app, browser)
    assert another(app).post(f"/assisted/{mandate.id}/presence").status == 404
    assert desk.post("/desk/help", code=offered(browser, days="30")).status == 200
    assert desk.post(f"/assisted/{mandate.id}/presence").status == 403
