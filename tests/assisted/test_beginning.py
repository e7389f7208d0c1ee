"""How a help begins: by a code that she gives, or with her card at a desk."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app import clock
from beneficiary_app.access.mandate_models import Help, Mandate, MandateState
from beneficiary_app.identity import codes
from beneficiary_app.identity.models import CodeKind
from tests.assisted.test_helping import CHOICE, asked, helped, offered, rows
from tests.conftest import OPERATOR
from tests.desk.test_desk import joined
from tests.pages import Browser


def test_a_code_serves_once_for_ten_minutes_and_five_tries_a_minute(app: Flask, browser: Browser) -> None:
    code = offered(browser)
    desk, _, _ = joined(app)
    assert desk.post("/desk/help", code="ZZZZZZ").status == 403
    assert desk.post("/desk/help", code=code.lower()).status == 200
    desk.post("/assisted/stop")
    again = desk.post("/desk/help", code=code)
    assert (again.status, "Il sert une fois" in again.text) == (403, True)
    old = offered(browser)
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        one = session.exec(select(Mandate).where(Mandate.state == MandateState.OFFERED)).one()
        one.code_ends_at = clock.now()
        session.add(one)
    assert desk.post("/desk/help", code=old).status == 403
    assert desk.post("/desk/help", code="ZZZZZZ").status == 403
    assert desk.post("/desk/help", code="ZZZZZZ").status == 429
    assert len(rows(app, Help)) == 1


def test_a_new_code_kills_the_one_before(app: Flask, browser: Browser) -> None:
    before, after = offered(browser), offered(browser)
    desk, _, _ = joined(app)
    assert desk.post("/desk/help", code=before).status == 403
    assert desk.post("/desk/help", code=after).status == 200


def test_two_helpers_one_code_one_session(app: Flask, browser: Browser) -> None:
    helper, _ = helped(app, browser)
    one = rows(app, Help)[0]
    other, _, _ = joined(app, "luc.berger@exemple.invalid")
    assert other.post(f"/desk/help/sessions/{one.id}/resume").status == 404
    assert other.get(f"/desk/help/sessions/{one.id}").status == 404
    assert helper.get("/journey").status == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"parts": []}, "Choisissez au moins une partie"),
        ({"posture": "far"}, "Dites où est la personne"),
        ({"may": "all"}, "Dites ce que cette personne peut faire"),
        ({"days": "9999"}, "Choisissez combien de temps"),
        ({"days": "365", "parts": ["sante"]}, "six mois au plus"),
        ({"posture": "for", "days": "0"}, "au moins un jour"),
        ({"protected": "yes"}, "la personne qui vous représente"),
        ({"protected": ""}, "elle vous protège"),
    ],
)
def test_a_bad_choice_is_told_and_keeps_what_she_chose(
    app: Flask, browser: Browser, changes: dict[str, Any], sentence: str
) -> None:
    page = asked(browser, **changes).check()
    assert page.status == 422
    assert sentence in page.text
    if "parts" not in changes:
        kept = [box for box in page.all("input") if box.get("value") == "logement" and "checked" in box]
        assert kept
    assert rows(app, Mandate) == []


def a_card(app: Flask, awa: UUID, pin: str = "280619") -> str:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        secret = codes.Secret(str(app.config["SECRET_KEY"]).encode())
        return codes.make(session, secret, awa, CodeKind.CARD, pin, now=clock.now())


def test_without_a_phone_she_agrees_with_her_card_and_her_pin(app: Flask, awa: UUID) -> None:
    card = a_card(app, awa)
    desk, _, _ = joined(app)
    read = desk.post("/desk/help/card/check", **CHOICE).check()
    assert (
        "Mariam Diallo, Maison des Solidarités, Lens pourra voir, ajouter et changer : Logement, Rendez-vous."
        in read.text
    )
    wrong = desk.post("/desk/help/card", **CHOICE, code=card, pin="111222")
    assert (wrong.status, card in wrong.html) == (403, False)
    home = desk.post("/desk/help/card", **CHOICE, code=card, pin="280619").check()
    assert "Mariam Diallo vous aide" in home.text
    mandate = rows(app, Mandate)[0]
    assert (mandate.given_how, " ".join(mandate.words.split("\n")[0].split()) in read.text) == ("card", True)
    again = desk.post("/desk/help/card", **CHOICE, code=card, pin="280619")
    assert again.status == 200
    assert [one.state for one in rows(app, Mandate)].count("active") == 1


@pytest.mark.parametrize("changes", [{"posture": "with"}, {"parts": []}, {"protected": "yes"}])
def test_what_a_desk_may_not_choose_is_refused_before_the_card(app: Flask, awa: UUID, changes: dict[str, Any]) -> None:
    card = a_card(app, awa)
    desk, _, _ = joined(app)
    for path, more in (("/desk/help/card/check", {}), ("/desk/help/card", {"code": card, "pin": "280619"})):
        assert desk.post(path, **(CHOICE | changes), **more).status in {403, 422}
    assert rows(app, Help) == []
