"""« C’est moi »: what is closed while somebody helps her opens on her own factor, to her hand, for five minutes."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from beneficiary_app import clock
from beneficiary_app.access.mandate_models import Mandate
from beneficiary_app.identity.models import OpenSession
from beneficiary_app.trail.kinds import ActKind
from tests.assisted.test_beginning import a_card
from tests.assisted.test_helping import acts, asked, helped, rows, step_of
from tests.conftest import OPERATOR
from tests.desk.test_desk import joined
from tests.pages import Browser, Page

PIN = "280619"
CLOSED = ("/access", "/access/give", "/keys", "/history")


def shows(app: Flask, browser: Browser, awa: UUID, act: str = "alone") -> Page:
    """She types her card and her six digits herself."""
    return browser.post(f"/keys/prove/{act}", code=a_card(app, awa), pin=PIN)


def beside_her(app: Flask, browser: Browser) -> None:
    """Somebody helps her on her own device."""
    _, _, professional_id = joined(app)
    page = asked(browser, posture="with")
    browser.post(page.response.request.path.replace("/check", "/offer"), helper=str(professional_id))


def minutes_later(app: Flask, minutes: int) -> None:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        rows = OpenSession.metadata.tables["open_session"]
        session.execute(
            update(rows).where(rows.c.help_id.is_not(None)).values(proved_at=clock.now() - timedelta(minutes=minutes))
        )


def test_on_the_helpers_computer_her_card_opens_what_is_hers_and_the_help_goes_on_after(
    app: Flask, browser: Browser, awa: UUID
) -> None:
    step = step_of(browser, "Atelier CV")
    browser.post(f"/access/item/step/{step.rsplit('/', 1)[1]}/hide")
    helper, _ = helped(app, browser)
    closed = helper.get("/access").check()
    assert (closed.status, "/keys/prove/alone" in closed.links()) == (403, True)
    assert "Tapez vous-même" in helper.get("/keys/prove/alone").check().text
    home = shows(app, helper, awa).check()
    assert "C’est vous, sans Mariam Diallo, jusqu’à" in home.text
    assert home.response.headers["Cache-Control"] == "no-store"
    assert helper.get(step).status == 200, "what she keeps private"
    assert [helper.get(page).status for page in CLOSED] == [200, 200, 200, 200]
    helper.post("/steps", title="À moi seule", theme="logement")
    assert acts(app, ActKind.STEP_ADDED)[-1].actor_kind == "person"
    helper.post("/assisted/resume")
    assert "Mariam Diallo vous aide" in helper.get("/").check().text
    assert (helper.get(step).status, helper.get("/access").status) == (404, 403)
    helper.post("/steps", title="Avec aide", theme="logement")
    assert acts(app, ActKind.STEP_ADDED)[-1].actor_kind == "helper"
    assert "vous avez montré que c’est vous" in browser.get("/history").check().text
    assert len(acts(app, ActKind.HELP_PAUSED)) == 1


def test_after_five_minutes_the_help_goes_on_by_itself(app: Flask, browser: Browser, awa: UUID) -> None:
    helper, _ = helped(app, browser)
    shows(app, helper, awa)
    assert helper.get("/access").status == 200
    minutes_later(app, 5)
    assert helper.get("/access").status == 403
    assert helper.post("/assisted/resume").status == 200
    assert "Mariam Diallo vous aide" in helper.get("/").text


def test_a_wrong_code_opens_nothing(app: Flask, browser: Browser, awa: UUID) -> None:
    helper, _ = helped(app, browser)
    wrong = helper.post("/keys/prove/alone", code=a_card(app, awa), pin="111222").check()
    assert wrong.status == 403
    assert helper.get("/access").status == 403
    assert acts(app, ActKind.HELP_PAUSED) == []


@pytest.mark.parametrize("act", ["grant", "export", "card"])
def test_a_proof_for_something_else_is_closed_to_whoever_helps(
    app: Flask, browser: Browser, awa: UUID, act: str
) -> None:
    helper, _ = helped(app, browser)
    assert shows(app, helper, awa, act).status == 403
    assert helper.get("/access").status == 403


def test_keys_and_the_whole_copy_stay_for_a_device_of_hers(app: Flask, browser: Browser, awa: UUID) -> None:
    helper, _ = helped(app, browser)
    shows(app, helper, awa)
    for path in ("/keys/card", "/keys/sheet", "/keys/prove/export"):
        refused = helper.get(path)
        assert (refused.status, "Pas sur cet appareil" in refused.text) == (403, True), path
    assert helper.post("/takeaway").status == 403


def test_in_her_absence_nobody_is_asked_for_her_card(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _ = helped(app, browser, posture="for", days="30")
    desk.post("/assisted/stop")
    mandate = rows(app, Mandate)[0]
    assert "Mariam Diallo vous aide" in desk.post(f"/desk/help/{mandate.id}/begin").text
    closed = desk.get("/access")
    assert (closed.status, "/keys/prove/alone" in closed.links()) == (403, False)
    assert shows(app, desk, awa).status == 403
    assert desk.get("/access").status == 403


def test_on_her_own_device_a_second_proof_does_what_it_is_for(app: Flask, browser: Browser, awa: UUID) -> None:
    assert browser.post("/keys/prove/alone", code="", pin="").status == 404, "nobody helps"
    beside_her(app, browser)
    assert browser.get("/keys").status == 403, "what was proved before the help is not a proof"
    shows(app, browser, awa)
    assert browser.get("/keys").status == 200
    assert shows(app, browser, awa, "export").status == 200
    assert browser.post("/takeaway").status == 200
    assert browser.get("/keys").status == 200
    receipt = browser.post("/assisted/stop").check()
    assert "Reçu de l’aide" in receipt.text


def test_she_stops_it_herself_on_the_helpers_computer(app: Flask, browser: Browser, awa: UUID) -> None:
    helper, _ = helped(app, browser)
    shows(app, helper, awa)
    helper.post("/assisted/stop")
    assert acts(app, ActKind.HELP_ENDED)[-1].actor_kind == "person"
    assert helper.get("/journey").status == 401
