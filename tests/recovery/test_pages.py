"""She comes back with neither phone nor e-mail: by somebody she named, or by two people and three days."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app import clock
from beneficiary_app.people.models import Professional
from tests.conftest import OPERATOR, another, signed_in
from tests.desk.test_desk import came_in, joined
from tests.pages import Browser, Page

WITH = {"initials": "AE", "birth_date": "12/04/1991", "device": "personal"}


def code_of(page: Page) -> str:
    found = re.search(r'class="code number" dir="ltr">([0-9A-Z-]{9})<', page.html)
    assert found is not None, page.text
    return found[1]


def mariam(app: Flask) -> UUID:
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        found: UUID = session.exec(select(Professional.id).where(Professional.first_name == "Mariam")).one()
    return found


def colleague(app: Flask) -> Browser:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        lead = session.get_one(Professional, mariam(app))
        session.add(Professional(structure_id=lead.structure_id, email="zoe@exemple.invalid", first_name="Zoé"))
    return joined(app, "zoe@exemple.invalid")[0]


def test_somebody_she_named_lets_her_in_at_once(app: Flask, browser: Browser, awa: UUID) -> None:
    page = browser.post(f"/keys/recovery/trust/{mariam(app)}")
    assert "Cette personne peut vous aider à revenir." in page.text
    desk, _, _ = joined(app)
    assert "La personne est devant vous" in desk.post(f"/desk/people/{awa}/recover").text
    code = code_of(desk.post(f"/desk/people/{awa}/code"))
    new_phone = Browser(app)
    assert new_phone.post("/enter/recovery", code=code, **{**WITH, "initials": "zz"}).status == 403
    assert new_phone.post("/enter/recovery", code=code, **WITH).status == 200
    assert "Bonjour Awa" in new_phone.get("/").text
    assert Browser(app).post("/enter/recovery", code=code, **WITH).status == 403
    history = new_phone.get("/history").text
    assert "demande à vous faire revenir : Mariam Diallo" in history
    assert "Par Mariam Diallo, Maison des Solidarités, Lens" in history
    assert "Il y a du nouveau" in browser.get("/").text
    assert "rien de nouveau ne s’ouvre" in new_phone.get("/access").check().text


def test_without_anybody_named_two_people_and_three_days(
    app: Flask, browser: Browser, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert browser.get("/").status == 200
    start = clock.now()
    first, key, _ = joined(app)
    assert "Une deuxième personne" in first.post(f"/desk/people/{awa}/recover").text
    assert first.post(f"/desk/people/{awa}/code").status == 409
    second = colleague(app)
    address = next(form["action"] for form in second.get("/desk").check().all("form") if "/second" in form["action"])
    assert first.post(address).status == 409, "who started does not second"
    assert second.post(address).status == 200
    assert first.post(f"/desk/people/{awa}/code").status == 409
    assert "Voir et annuler" in browser.get("/keys/news").text
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=73))
    assert "Mon bureau" in came_in(first, key).text
    code = code_of(first.post(f"/desk/people/{awa}/code"))
    assert Browser(app).post("/enter/recovery", code=code, **WITH).status == 200


def test_she_cancels_from_any_device_where_she_is_in_and_the_code_ends_too(
    app: Flask, browser: Browser, awa: UUID
) -> None:
    browser.post(f"/keys/recovery/trust/{mariam(app)}")
    desk, _, _ = joined(app)
    desk.post(f"/desk/people/{awa}/recover")
    code = code_of(desk.post(f"/desk/people/{awa}/code"))
    # A device that others use is enough, and the page that the news leads to has the button.
    library = signed_in(app, awa, device="shared")
    page = library.get("/keys/recovery").check()
    assert "/keys/recovery/cancel" in {form["action"] for form in page.all("form")}
    assert f"/keys/recovery/trust/{mariam(app)}" not in page.html
    library.post("/keys/recovery/cancel")
    assert "/keys/recovery/cancel" not in library.get("/keys/recovery").check().html
    assert Browser(app).post("/enter/recovery", code=code, **WITH).status == 403
    assert "a été annulée" in browser.get("/history").text


def test_nobody_names_a_stranger_nor_recovers_one(app: Flask, browser: Browser, awa: UUID) -> None:
    assert awa
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        luc = session.exec(select(Professional.id).where(Professional.first_name == "Luc")).one()
    for professional_id in (luc, UUID(int=3)):
        assert browser.post(f"/keys/recovery/trust/{professional_id}").status == 404
    denys = another(app)
    assert denys.get("/keys/recovery").check().status == 200
    desk, _, _ = joined(app, "luc.berger@exemple.invalid")
    assert desk.post(f"/desk/people/{awa}/recover").status == 404
    assert desk.post(f"/desk/people/{awa}/code").status == 404
    assert desk.get(f"/desk/people/{awa}").status == 404
    assert desk.post(f"/desk/recoveries/{UUID(int=9)}/second").status == 409


def test_a_second_request_waits_for_the_first_to_end(app: Flask, browser: Browser, awa: UUID) -> None:
    assert browser.get("/").status == 200
    desk, _, _ = joined(app)
    assert desk.post(f"/desk/people/{awa}/recover").status == 200
    assert desk.post(f"/desk/people/{awa}/recover").status == 409
