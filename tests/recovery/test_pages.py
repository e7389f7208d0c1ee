"""She comes back with neither phone nor e-mail: by somebody she named, or by two people and three days."""

import argparse
import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app import clock
from beneficiary_app.desk import command
from beneficiary_app.people.models import Professional
from beneficiary_app.recovery.models import Recovery, Relative
from beneficiary_app.terminal import Answer
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


def colleague(app: Flask, *, accredited: bool = True) -> Browser:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        lead = session.get_one(Professional, mariam(app))
        zoe = Professional(structure_id=lead.structure_id, email="zoe@exemple.invalid", first_name="Zoé")
        zoe.accredited_at = clock.now() if accredited else None
        session.add(zoe)
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


def test_the_second_person_is_accredited_by_the_lead_or_an_operator(app: Flask, browser: Browser, awa: UUID) -> None:
    assert browser.get("/").status == 200
    lead, _, lead_id = joined(app, manages=True)
    second = colleague(app, accredited=False)
    lead.post(f"/desk/people/{awa}/recover")
    assert "/second" not in second.get("/desk").check().html
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        zoe = session.exec(select(Professional.id).where(Professional.first_name == "Zoé")).one()
        recovery = session.exec(select(Recovery.id)).one()
    assert second.post(f"/desk/recoveries/{recovery}/second").status == 409
    assert second.post(f"/desk/team/{zoe}/accredit").status == 403, "nobody accredits herself"
    assert lead.post(f"/desk/team/{lead_id}/accredit").status == 404, "nor does a lead"
    assert "Accréditation depuis le" in lead.post(f"/desk/team/{zoe}/accredit").check().text
    assert "/second" in second.get("/desk").html
    assert "Accréditation depuis le" not in lead.post(f"/desk/team/{zoe}/end-accreditation").check().text
    assert second.post(f"/desk/recoveries/{recovery}/second").status == 409
    stranger, _, _ = joined(app, "luc.berger@exemple.invalid", manages=True)
    assert stranger.post(f"/desk/team/{zoe}/accredit").status == 404
    assert accredited(app, "zoe@exemple.invalid").code == 0
    assert second.post(f"/desk/recoveries/{recovery}/second").status == 200


def accredited(app: Flask, *given: str) -> Answer:
    """What the operator’s command answers."""
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    read = parser.parse_args(["accredit", *given])
    answer: Answer = read.run(read, app.config["CARNET"])
    return answer


def test_an_operator_accredits_whoever_is_known_and_takes_it_back(app: Flask, awa: UUID) -> None:
    assert awa
    assert accredited(app, "inconnue@exemple.invalid").code != 0
    colleague(app, accredited=False)
    assert accredited(app, "ZOE@exemple.invalid").values["accredited"]
    assert accredited(app, "zoe@exemple.invalid", "--end").values == {"accredited": None}


def paper_of(page: Page) -> str:
    found = re.search(r'class="code" dir="ltr">([0-9A-Z-]{19})<', page.html)
    assert found is not None, page.text
    return found[1]


def test_a_relative_s_paper_opens_nothing_alone_and_at_once_with_a_professional_s_check(
    app: Flask, browser: Browser, awa: UUID
) -> None:
    page = browser.post("/keys/recovery/relatives", name="  Fatou ").check()
    assert "Papier confié à Fatou" in page.text
    assert "Awa" not in page.text.split("Gardez ce papier")[1], "it names nobody"
    paper = paper_of(page)
    for kind in ("recovery", "sheet", "letter", "card"):
        assert Browser(app).post(f"/enter/{kind}", code=paper, **WITH, pin="274951").status == 403, kind
    desk, _, _ = joined(app)
    assert desk.post(f"/desk/people/{awa}/half", half=paper).status == 403, "before any check of her identity"
    assert "Un proche est là" in desk.post(f"/desk/people/{awa}/recover").check().text
    wrong = desk.post(f"/desk/people/{awa}/half", half="0000-0000-0000-0000")
    assert wrong.check().status == 403
    assert desk.post(f"/desk/people/{awa}/code").status == 409
    colleague_of_hers = colleague(app)
    assert colleague_of_hers.post(f"/desk/people/{awa}/half", half=paper).status == 404, "not around her"
    assert "Montrer le code" in desk.post(f"/desk/people/{awa}/half", half=paper.lower().replace("-", " ")).text
    code = code_of(desk.post(f"/desk/people/{awa}/code"))
    phone = Browser(app)
    assert phone.post("/enter/recovery", code=code, **WITH).status == 200
    assert "Mariam Diallo + Fatou" in phone.get("/history").text
    assert "Il y a du nouveau" in browser.get("/").text


def test_a_paper_that_she_stopped_or_of_somebody_else_helps_nobody(app: Flask, browser: Browser, awa: UUID) -> None:
    paper = paper_of(browser.post("/keys/recovery/relatives", name="Fatou"))
    others = paper_of(another(app).post("/keys/recovery/relatives", name="Fatou"))
    desk, _, _ = joined(app)
    desk.post(f"/desk/people/{awa}/recover")
    stranger = desk.post(f"/desk/people/{awa}/half", half=others)
    assert stranger.status == 403
    assert desk.post(f"/desk/people/{awa}/half", half=paper).status == 200
    page = browser.get("/keys/recovery").check()
    address = next(form["action"] for form in page.all("form") if form["action"].endswith("/end"))
    assert browser.post(address).status == 200
    assert desk.post(f"/desk/people/{awa}/code").status == 409, "she stopped it before the code was handed over"
    assert browser.post(address).status == 404
    browser.post("/keys/recovery/cancel")
    desk.post(f"/desk/people/{awa}/recover")
    again = desk.post(f"/desk/people/{awa}/half", half=paper)
    assert (again.status, again.text) == (403, stranger.text), "the same words for both"


def test_three_papers_each_with_a_name_on_a_device_of_hers_after_a_fresh_proof(
    app: Flask, browser: Browser, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert browser.post("/keys/recovery/relatives", name=" ").status == 422
    papers = {paper_of(browser.post("/keys/recovery/relatives", name=f"Proche {number}")) for number in range(3)}
    assert len(papers) == 3
    assert browser.post("/keys/recovery/relatives", name="Encore").check().status == 409
    assert "Le prénom de ce proche" not in browser.get("/keys/recovery").check().text
    assert signed_in(app, awa, device="shared").post("/keys/recovery/relatives", name="x").status == 403
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Montrez que c’est bien vous" in browser.post("/keys/recovery/relatives", name="x").text
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        kept = session.exec(select(Relative)).all()
    assert not {one.half for one in kept} & {paper.replace("-", "") for paper in papers}
    thief = another(app)
    assert thief.post(f"/keys/recovery/relatives/{kept[0].id}/end").status == 404


def test_papers_are_tried_five_times_a_minute(app: Flask, browser: Browser, awa: UUID) -> None:
    assert browser.get("/").status == 200
    desk, _, _ = joined(app)
    desk.post(f"/desk/people/{awa}/recover")
    for _ in range(5):
        assert desk.post(f"/desk/people/{awa}/half", half="x").status == 403
    assert desk.post(f"/desk/people/{awa}/half", half="x").status == 429
