"""What a professional sees of a carnet, adds to it and asks for; and what she is told of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlmodel import Session, select

from beneficiary_app import clock
from beneficiary_app.access import service as access
from beneficiary_app.access.models import Grant, GrantItem, GrantPart, GrantState, Hidden
from beneficiary_app.access.parts import Part
from beneficiary_app.carnet.models import PART_OF_FACT, FactKind
from beneficiary_app.desk import service as desk_service
from beneficiary_app.journey.models import Step
from beneficiary_app.people.models import Professional
from beneficiary_app.shown import looks
from beneficiary_app.shown import service as shown
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import TrailHead
from beneficiary_app.trail.words import Told
from tests.access.test_giving import id_in, opened, path_of
from tests.conftest import OPERATOR, another, signed_in
from tests.desk.test_desk import joined
from tests.pages import Browser, Page


def acts(app: Flask, kind: ActKind) -> list[Told]:
    """Every act of that kind, in every carnet, with its words."""
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        carnets = session.exec(select(TrailHead.carnet_id)).all()
        return [act for carnet_id in carnets for act in trail.told(session, carnet_id) if act.kind == kind]


def look(desk: Browser, carnet_id: UUID) -> Page:
    return desk.get(f"/desk/carnets/{carnet_id}")


def test_without_a_grant_a_referent_sees_nothing_and_she_is_told_of_the_try(app: Flask, awa: UUID) -> None:
    desk, _, _ = joined(app)
    assert "Personne ne vous a encore ouvert son carnet." in desk.get("/desk").check().text
    refused = look(desk, awa)
    unknown = look(desk, uuid4())
    assert (refused.status, refused.text) == (404, unknown.text)
    assert [act.carnet_id for act in acts(app, ActKind.LOOK_REFUSED)].count(awa) == 1
    assert len(acts(app, ActKind.LOOK_REFUSED)) == 2, "a guess leaves a trace too, in nobody’s history"
    told = signed_in(app, awa).get("/history").text
    assert "Quelqu’un a voulu voir votre carnet, et n’a rien vu." in told
    assert "Mariam Diallo" in told


def test_what_is_open_is_seen_and_what_is_closed_is_not_even_counted(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    opened(browser, "logement")
    listed = desk.get("/desk").check()
    assert "Awa Exemple" in listed.text
    page = look(desk, awa).check()
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "Demander un logement social" in page.text
    for closed in (
        "Atelier CV",
        "permis B",
        "cuisine",
        "RSA",
        "Point sur votre parcours",
        "06 39",
        "Emploi",
        "chez des amis",
    ):
        assert closed not in page.text.replace("\u00a0", " "), closed


def test_every_part_shows_its_own_things(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    opened(browser, *[part.value for part in Part], days="7")
    page = look(desk, awa).check()
    for there in (
        "Atelier CV",
        "permis B",
        "Aide de cuisine",
        "Droit ouvert et suspendu",
        "Point sur votre parcours",
        "Lens",
    ):
        assert there in page.text, there
    assert "chez des amis" not in page.text, "what left the view is her history"
    for hers in ("Votre réponse", "Vous y étiez", "Arrêté par vous", "Noté par vous"):
        assert hers not in page.text, "it speaks to somebody else"


def test_each_look_is_one_act_and_she_is_alerted_of_the_first(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, professional_id = joined(app)
    opened(browser, "logement", "emploi")
    other = signed_in(app, awa)
    other.post("/keys/news")
    for _ in range(3):
        assert look(desk, awa).status == 200
    first, later = acts(app, ActKind.FIRST_LOOK), acts(app, ActKind.LOOKED)
    assert (len(first), len(later)) == (1, 2)
    assert first[0].subject_id == professional_id
    assert first[0].detail["parts"] == ["logement", "emploi"]
    assert "Votre carnet a été regardé pour la première fois" in other.get("/keys/news").check().text
    assert "Par Mariam Diallo, Maison des Solidarités, Lens" in other.get("/history").check().text


@pytest.mark.parametrize("change", ["end", "pause"])
def test_taking_back_counts_at_the_next_request(app: Flask, browser: Browser, awa: UUID, change: str) -> None:
    desk, _, _ = joined(app)
    one = id_in(opened(browser, "logement", may="both"))
    assert look(desk, awa).status == 200
    browser.post(f"/access/{one}/{change}")
    assert look(desk, awa).status == 404
    for path in ("add", "add/step", "added"):
        assert desk.get(f"/desk/carnets/{awa}/{path}").status == 404
    assert desk.post(f"/desk/carnets/{awa}/add/step", title="x", theme="logement").status == 404
    assert "Awa Exemple" not in desk.get("/desk").text


def test_a_closed_part_leaves_the_page_and_an_access_that_ran_out_too(
    app: Flask, browser: Browser, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, passkey, _ = joined(app)
    one = id_in(opened(browser, "logement", "emploi", days="1"))
    browser.post(f"/access/{one}/narrow", what="logement")
    page = look(desk, awa)
    assert ("Atelier CV" in page.text, "logement social" in page.text) == (True, False)
    later = clock.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        found = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
        token = desk_service.open_session(session, found.id, "", now=later)
    desk.client.set_cookie("desk", token)
    assert look(desk, awa).status == 404
    assert passkey


def test_who_changes_structure_or_is_suspended_sees_nothing_more(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    opened(browser, "logement")
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        mariam = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
        home, mariam.structure_id = mariam.structure_id, None
        session.add(mariam)
    assert look(desk, awa).status == 404
    assert "Awa Exemple" not in desk.get("/desk").text
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        mariam = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
        mariam.structure_id, mariam.suspended_at = home, clock.now()
        session.add(mariam)
    assert look(desk, awa).status == 401


def test_a_team_that_was_chosen_looks_and_each_member_is_named(app: Flask, browser: Browser, awa: UUID) -> None:
    opened(browser, "logement", kind="all")
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        mariam = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
        session.add(
            Professional(
                structure_id=mariam.structure_id, email="zoe@exemple.invalid", first_name="Zoé", last_name="Ici"
            )
        )
    zoe, _, _ = joined(app, "zoe@exemple.invalid")
    luc, _, _ = joined(app, "luc.berger@exemple.invalid")
    assert look(zoe, awa).status == 200
    assert look(luc, awa).status == 404
    assert [act.actor_name for act in acts(app, ActKind.FIRST_LOOK)] == ["Zoé Ici"]


def _grant(session: Session, carnet_id: UUID, **changes: Any) -> Grant:
    mariam = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
    now = clock.now()
    whole: dict[str, Any] = {
        "carnet_id": carnet_id, "state": GrantState.ACTIVE, "professional_id": mariam.id,
        "structure_id": mariam.structure_id, "made_at": now, "starts_at": now, "ends_at": now + timedelta(days=1),
    }  # fmt: skip
    grant = Grant(**(whole | changes))
    session.add(grant)
    session.flush()
    return grant


def test_a_single_thing_is_seen_alone_and_what_is_hidden_beats_it(app: Flask, awa: UUID) -> None:
    desk, _, _ = joined(app)
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        step = session.exec(select(Step).where(Step.title == "Atelier CV")).one()
        grant = _grant(session, awa)
        session.add(GrantItem(carnet_id=awa, grant_id=grant.id, target="step", target_id=step.id, title=step.title))
        session.add(GrantPart(carnet_id=awa, grant_id=grant.id, part=Part.MOBILITY))
    page = look(desk, awa).check()
    assert "Aussi ouvert" in page.text
    assert "Atelier CV" in page.text
    assert "Immersion" not in page.text
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        session.add(Hidden(carnet_id=awa, target="step", target_id=step.id, hidden_at=clock.now()))
    again = look(desk, awa)
    assert ("Atelier CV" in again.text, "Aussi ouvert" in again.text) == (False, False)


def test_a_professional_adds_where_it_is_open_and_her_name_is_on_it(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    opened(browser, "logement", "rendez_vous", may="both")
    base = f"/desk/carnets/{awa}"
    assert desk.get(f"{base}/add").check().status == 200
    day = (clock.local(clock.now()) + timedelta(days=5)).date().isoformat()
    sent = {
        "step": {"title": "Appeler le bailleur", "theme": "logement", "due_on": day, "why": "Il attend votre appel."},
        "situation": {"title": "Le toit fuit", "theme": "logement"},
        "appointment": {"title": "Visite", "day": day, "hour": "14:30", "place": "3 rue d’ici", "bring": ""},
        "note": {"text": "Le dossier est complet.", "part": "logement"},
    }
    for kind, given in sent.items():
        assert desk.get(f"{base}/add/{kind}").check().status == 200
        assert path_of(desk.post(f"{base}/add/{kind}", **given).check()) == f"{base}/added", kind
    seen = look(desk, awa).check().text
    for words in ("Appeler le bailleur", "Le toit fuit", "Visite", "14 h 30", "Le dossier est complet."):
        assert words in seen.replace("\u00a0", " ")
    assert "Appeler le bailleur" in browser.get("/journey").text
    assert "Visite" in browser.get("/history").text
    assert "Le toit fuit" in browser.get("/situation").text
    notes = browser.get("/notes").check()
    assert "Écrit par Mariam Diallo, Maison des Solidarités, Lens" in notes.text
    assert notes.html.count("Changer cette note") == 0


def test_what_is_sent_twice_is_added_once(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    opened(browser, "logement", may="add")
    form = {"command_id": str(uuid4()), "title": "Une fois", "theme": "logement"}
    for _ in range(2):
        assert desk.post(f"/desk/carnets/{awa}/add/step", **form).status == 200
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        assert len(session.exec(select(Step).where(Step.title == "Une fois")).all()) == 1


def test_nothing_is_added_to_another_part_and_bad_words_come_back_with_a_sentence(
    app: Flask, browser: Browser, awa: UUID
) -> None:
    desk, _, _ = joined(app)
    opened(browser, "logement", may="add")
    base = f"/desk/carnets/{awa}"
    assert look(desk, awa).check().text.count("logement social") == 0, "to add is not to see"
    before = len(acts(app, ActKind.STEP_ADDED))
    assert desk.post(f"{base}/add/step", title="x", theme="sante").status == 404
    assert desk.post(f"{base}/add/situation", title="x", theme="emploi").status == 404
    assert desk.post(f"{base}/add/note", text="x", part="droits").status == 404
    day = (clock.local(clock.now()) + timedelta(days=5)).date().isoformat()
    assert desk.post(f"{base}/add/appointment", title="x", day=day, hour="10:00").status == 404
    assert desk.post(f"{base}/add/fact", title="x").status == 404
    bad = {
        "step": {"title": "", "theme": "logement", "why": "gardé"},
        "situation": {"title": "x", "theme": "nowhere"},
        "note": {"text": "", "part": "logement"},
    }
    for kind, given in bad.items():
        page = desk.post(f"{base}/add/{kind}", **given).check()
        assert page.status == 422, kind
    kept = desk.post(f"{base}/add/step", title="", theme="logement", why="ce que j’ai écrit")
    assert "ce que j’ai écrit" in kept.html
    assert len(acts(app, ActKind.STEP_ADDED)) == before


def test_an_appointment_is_to_come_and_has_an_hour(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    opened(browser, "rendez_vous", may="both")
    tomorrow = (clock.local(clock.now()) + timedelta(days=1)).date().isoformat()
    for wrong in ({"day": "2020-01-01"}, {"hour": "25:00"}, {"hour": ""}, {"day": ""}, {"title": ""}):
        given = {"title": "Point", "day": tomorrow, "hour": "9:00"} | wrong
        assert desk.post(f"/desk/carnets/{awa}/add/appointment", **given).check().status == 422, wrong


def test_a_professional_leaves_and_she_is_told(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    opened(browser, "logement")
    assert "Ne plus voir ce carnet" in look(desk, awa).text
    desk.post(f"/desk/carnets/{awa}/leave")
    assert look(desk, awa).status == 404
    assert "Cette personne ne voit plus votre carnet, à sa demande" in browser.get("/history").text
    assert "Personne d’autre que vous" in browser.get("/access").text


def test_seen_as_shows_exactly_what_that_professional_sees(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    one = id_in(opened(browser, "logement", "rendez_vous"))
    opened(browser, "emploi", days="7")
    hers = browser.get(f"/access/{one}/as").check()
    theirs = look(desk, awa)
    assert _shown(hers) == _shown(theirs)
    assert "Atelier CV" in hers.text, "everything that she opened to them, not this access alone"
    before = len(acts(app, ActKind.LOOKED)) + len(acts(app, ActKind.FIRST_LOOK))
    browser.get(f"/access/{one}/as")
    assert len(acts(app, ActKind.LOOKED)) + len(acts(app, ActKind.FIRST_LOOK)) == before, "her own look is no look"
    assert another(app).get(f"/access/{one}/as").status == 404


def _shown(page: Page) -> str:
    main = page.html.split('<div id="shown" class="shown">')[1].split("</main>", 1)[0]
    return main.rsplit("</section>", 1)[0]


def test_seen_as_says_when_nothing_is_seen(browser: Browser) -> None:
    one = id_in(opened(browser, "logement"))
    browser.post(f"/access/{one}/pause")
    assert "Cette personne ne voit rien." in browser.get(f"/access/{one}/as").check().text


def test_her_word_is_seen_beside_what_it_answers(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    opened(browser, "emploi")
    step = next(
        link
        for link in browser.get("/journey").links()
        if link.startswith("/steps/") and "Atelier" in browser.get(link).text
    )
    browser.post(step.replace("/steps/", "/answers/step/") + "/disagree", text="J’ai déjà un CV")
    assert "Elle dit : je ne suis pas d’accord. J’ai déjà un CV" in look(desk, awa).text
    assert "withdraw" not in look(desk, awa).html


def test_every_kind_of_fact_has_its_part() -> None:
    assert set(PART_OF_FACT) == set(FactKind)


def test_the_list_in_sql_is_the_list_of_the_rules(app: Flask, awa: UUID) -> None:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        grant = _grant(session, awa)
        for part in (Part.HOUSING, Part.RIGHTS):
            session.add(GrantPart(carnet_id=awa, grant_id=grant.id, part=part))
        session.flush()
        mariam = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
        actor = desk_service.actor(session, mariam)
        found = shown.open_to(session, actor, awa, now=clock.now())
        assert set(found.until) == {Part.HOUSING, Part.RIGHTS}
        assert access.held(session, actor, awa, now=clock.now())
    assert {row.theme for row in found.rows["step"]} == {"logement"}


def test_many_guesses_at_once_begin_one_history_of_nobody(app: Flask, awa: UUID) -> None:
    database = app.extensions["carnet_database"]
    with database.reading(OPERATOR) as session:
        luc = session.exec(select(Professional).where(Professional.first_name == "Luc")).one()
        actor = desk_service.actor(session, luc)

    def guess(_: int) -> None:
        with database.transaction(OPERATOR) as session:
            looks.refuse(session, actor, uuid4(), now=clock.now())

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(guess, range(12)))
    assert len(acts(app, ActKind.LOOK_REFUSED)) == 12
    assert awa not in {act.carnet_id for act in acts(app, ActKind.LOOK_REFUSED)}
