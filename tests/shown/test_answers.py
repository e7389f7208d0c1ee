"""A professional answers her word; and the week after somebody else let her in again."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from beneficiary_app import clock
from beneficiary_app.access import freezing
from tests.access.test_giving import choose, field, id_in, opened, path_of
from tests.conftest import OPERATOR, another
from tests.desk.test_desk import joined
from tests.pages import Browser
from tests.shown.test_desk import look
from tests.shown.test_items import item_of


def says(browser: Browser, title: str, text: str) -> None:
    step = item_of(browser, title).replace("/access/item/step/", "/answers/step/")
    browser.post(f"{step}/disagree", text=text)


def test_her_word_is_answered_once_where_it_is_open_to_add(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    says(browser, "Atelier CV", "J’ai déjà un CV")
    says(browser, "Demander un logement social", "Je l’ai fait")
    opened(browser, "emploi", may="both")
    opened(browser, "logement")
    links = [link for link in look(desk, awa).check().links() if "/replies/" in link]
    assert len(links) == 1, "what is only seen is not answered"
    assert desk.post(links[0], text="").check().status == 422
    assert desk.get(links[0]).check().status == 200
    page = desk.post(links[0], text="Nous le relisons ensemble.").check()
    assert path_of(page) == f"/desk/carnets/{awa}"
    assert "Mariam Diallo répond : Nous le relisons ensemble." in page.text.replace("\u00a0", " ")
    hers = browser.get(item_of(browser, "Atelier CV").replace("/access/item/step/", "/steps/")).check()
    assert "Mariam Diallo, Maison des Solidarités, Lens répond : Nous le relisons ensemble." in hers.text
    assert "On a répondu à votre avis : Atelier CV" in browser.get("/history").text
    assert desk.post(links[0], text="Encore").status == 412


def test_a_word_that_is_closed_or_of_nobody_cannot_be_answered(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    says(browser, "Atelier CV", "non")
    one = id_in(opened(browser, "emploi", may="both"))
    link = next(link for link in look(desk, awa).links() if "/replies/" in link)
    browser.post(f"/access/{one}/pause")
    assert desk.get(link).status == desk.post(link, text="x").status == 404
    assert desk.post(f"/desk/carnets/{awa}/replies/{uuid4()}", text="x").status == 404
    assert another(app).get("/").status == 200


def test_after_a_recovery_nothing_new_is_opened_for_a_week(
    app: Flask, browser: Browser, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, _, _ = joined(app)
    one = id_in(opened(browser, "sante", "emploi", days="7"))
    opened(browser, "logement")
    assert "Santé" in look(desk, awa).text
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        freezing.freeze(session, awa, now=clock.now())
    seen = look(desk, awa).check().text
    assert ("Atelier CV" in seen, "Santé" in seen) == (True, False)
    refused = choose(browser)
    assert (refused.status, "rien ne s’ouvre avant le" in refused.text) == (409, True)
    assert "La santé et l’identité sont fermées à tous." in browser.get("/access").check().text
    page = browser.get(f"/access/{one}")
    assert browser.post(f"/access/{one}/extend", until=field(page, "until")).status == 409
    browser.post(f"/access/{one}/pause")
    assert browser.post(f"/access/{one}/resume").status == 409
    assert browser.post("/access/show", parts="logement").status == 409
    assert "Cet accès est fini." in browser.post(f"/access/{one}/end").text, "to close is always possible"
    later = clock.now() + timedelta(days=7, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert choose(browser).status == 200
