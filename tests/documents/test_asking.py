"""A professional asks for a paper; what she answers, and that only the paper she chose is opened."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from beneficiary_app import clock
from beneficiary_app.documents import answering, asking, command
from beneficiary_app.documents.request_models import PaperRequest
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import Act
from tests.access.test_giving import field, id_in
from tests.conftest import OPERATOR, a_carnet, another
from tests.desk.test_desk import joined
from tests.documents.papers import a_paper, vault_of
from tests.pages import Browser, Page

ASK = {"what": "Avis d’imposition 2026", "kind": "ressources", "why": "Pour votre aide au transport"}


def _ask(desk: Browser, carnet_id: UUID, **changes: str) -> Page:
    return desk.post(f"/desk/carnets/{carnet_id}/ask-paper", **{**ASK, **changes})


def _request(browser: Browser) -> str:
    return next(link for link in browser.get("/papers").check().links() if link.startswith("/papers/asked/"))


def _acts(app: Flask, kind: ActKind) -> list[Act]:
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        return list(session.execute(select(Act).where(Act.kind == kind)).scalars())  # type: ignore[arg-type]


def test_she_gives_one_paper_to_who_asked_and_nothing_else(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    tax = a_paper(app, browser, kind="ressources", title="Avis d’imposition")
    other = a_paper(app, browser, kind="ressources", title="Bulletin de salaire")
    page = _ask(desk, awa, accepts="Une attestation de la CAF", before="2027-01-15").check()
    assert "Pas encore de réponse" in page.text
    where = _request(browser)
    page = browser.get(where).check()
    for words in ("Mariam Diallo", "Avis d’imposition 2026", "Pour votre aide", "Une attestation de la CAF"):
        assert words in page.text
    check = browser.post(f"{where}/give", paper=str(tax)).check()
    assert "Papier : Ressources" in check.text
    assert "Jusqu’au" in check.text
    assert desk.client.get(f"/desk/carnets/{awa}/papers/{tax}").status_code == 404, "nothing is open before her words"
    browser.post(f"/access/give/{id_in(check)}", seen=field(check, "seen"))
    assert desk.client.get(f"/desk/carnets/{awa}/papers/{tax}").status_code == 200
    assert desk.client.get(f"/desk/carnets/{awa}/papers/{other}").status_code == 404
    assert "Vous l’avez donné" in browser.get(where).check().text
    assert "1 sur 1 papier" in browser.get("/papers").check().text
    assert "Donné" in desk.get(f"/desk/carnets/{awa}/ask-paper").check().text
    assert "Bulletin" not in desk.get(f"/desk/carnets/{awa}").text


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("not_mine", "Cela ne me concerne pas"),
        ("lost", "Je ne le trouve pas"),
        ("impossible", "Impossible à obtenir"),
    ],
)
def test_she_says_that_she_does_not_have_it(app: Flask, browser: Browser, awa: UUID, reason: str, words: str) -> None:
    desk, _, _ = joined(app)
    _ask(desk, awa)
    where = _request(browser)
    assert words in browser.post(f"{where}/not-had", reason=reason).check().text
    assert words in desk.get(f"/desk/carnets/{awa}/ask-paper").check().text


def test_she_wants_to_be_reminded_and_is_once(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    _ask(desk, awa)
    assert "Nous vous le rappelons" in browser.post(f"{_request(browser)}/later").check().text
    database = app.extensions["carnet_database"]
    with database.reading(OPERATOR) as session:
        assert not answering.due(session, now=clock.now())
        assert len(answering.due(session, now=clock.now() + timedelta(days=3))) == 1
    with database.transaction(OPERATOR) as session:
        found = session.execute(select(PaperRequest)).scalar_one()
        found.remind_on = clock.now().date()
        session.add(found)
    for _ in range(2):
        command._tidy(database, vault_of(app))  # noqa: SLF001 - the hourly round
    assert len(_acts(app, ActKind.PAPER_REMINDER)) == 1


def test_she_is_told_of_a_request_on_every_device(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    _ask(desk, awa)
    assert "Il y a du nouveau dans votre carnet" in browser.get("/").text
    assert "On vous demande un papier : Avis d’imposition 2026" in browser.get("/history").text


def test_a_withdrawn_request_is_gone(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    page = _ask(desk, awa)
    where = _request(browser)
    action = next(form["action"] for form in page.all("form") if form["action"].endswith("/withdraw"))
    assert "Demande retirée" in desk.post(action).check().text
    assert browser.get(where).status == 404
    assert "On vous demande" not in browser.get("/papers").text


def test_bad_words_are_refused_and_kept(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    page = _ask(desk, awa, what="", kind="inconnu", why="Pour le dossier").check()
    assert page.status == 422
    assert "Pour le dossier" in page.text
    assert "Choisissez de quoi parle ce papier" in page.text
    _ask(desk, awa)
    where = _request(browser)
    assert "Choisissez un papier" in browser.post(f"{where}/give", paper="").check().text
    assert "Dites pourquoi" in browser.post(f"{where}/not-had", reason="parce que").check().text


def test_a_paper_of_somebody_else_or_of_nobody_is_not_given(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    _ask(desk, awa)
    where = _request(browser)
    denys = another(app)
    theirs = a_paper(app, denys, kind="ressources")
    for paper in (str(theirs), str(uuid4())):
        assert browser.post(f"{where}/give", paper=paper).status == 404
    assert denys.get(where).status == 404
    assert denys.post(f"{where}/not-had", reason="lost").status == 404


def test_who_is_not_around_her_asks_nothing(app: Flask, awa: UUID) -> None:
    desk, _, _ = joined(app)
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        denys = a_carnet(session, "Denys")
    for carnet_id in (denys, uuid4()):
        assert _ask(desk, carnet_id).status == 404
        assert desk.get(f"/desk/carnets/{carnet_id}/ask-paper").status == 404
    assert awa


def test_ten_requests_wait_and_no_more(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    for number in range(asking.MOST_OPEN):
        _ask(desk, awa, what=f"Papier {number}")
    page = _ask(desk, awa, what="Encore un").check()
    assert page.status == 409
    assert "Dix papiers sont déjà demandés" in page.text
    waiting = [link for link in browser.get("/papers").links() if link.startswith("/papers/asked/")]
    assert len(waiting) == asking.MOST_OPEN
