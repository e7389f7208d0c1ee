"""A paper is seen by whom she opened it to, until she takes it back; each look is told."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import Act
from tests.access.test_giving import id_in, opened
from tests.conftest import OPERATOR
from tests.desk.test_desk import joined
from tests.documents.papers import a_paper, a_photo
from tests.pages import Browser


def _looks(app: Flask, carnet_id: UUID, kind: ActKind = ActKind.PAPER_LOOKED) -> int:
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        wanted = (Act.carnet_id == carnet_id, Act.kind == kind)
        return len(session.execute(select(Act).where(*wanted)).all())  # type: ignore[arg-type]


def _statuses(desk: Browser, carnet_id: UUID, paper_id: UUID) -> set[int]:
    base = f"/desk/carnets/{carnet_id}/papers/{paper_id}"
    paths = (base, f"{base}/versions/1/pages/0.jpg", f"{base}/versions/1/pages/1.jpg", f"{base}/versions/1/paper.pdf")
    return {desk.client.get(path).status_code for path in paths}


def test_a_paper_of_an_open_kind_is_seen_and_each_byte_is_one_trace(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    paper_id = a_paper(app, browser, title="Bail rue des Lilas")
    hers = a_paper(app, browser, kind="sante", title="Ordonnance du docteur")
    opened(browser, "papiers_logement")
    page = desk.get(f"/desk/carnets/{awa}").check()
    assert "Bail rue des Lilas" in page.text
    assert "Ordonnance" not in page.text
    link = next(link for link in page.links() if str(paper_id) in link)
    assert "Bail rue des Lilas" in desk.get(link).check().text
    before = _looks(app, awa)
    assert desk.client.get(f"{link}/versions/1/pages/1.jpg").mimetype == "image/jpeg"
    assert desk.client.get(f"{link}/versions/1/paper.pdf").mimetype == "application/pdf"
    assert _looks(app, awa) == before + 2
    assert _statuses(desk, awa, hers) == {404}
    told = browser.get("/history").text
    assert "Un de vos papiers a été regardé. Papier : Logement" in told
    assert "Mariam Diallo" in told


@pytest.mark.parametrize("way", ["taken back", "hidden", "bin", "kind"])
def test_taken_back_is_closed_at_the_next_request(app: Flask, browser: Browser, awa: UUID, way: str) -> None:
    desk, _, _ = joined(app)
    paper_id = a_paper(app, browser)
    grant_id = id_in(opened(browser, "papiers_logement"))
    assert _statuses(desk, awa, paper_id) == {200}
    if way == "taken back":
        browser.post(f"/access/{grant_id}/end")
    elif way == "hidden":
        browser.post(f"/access/item/paper/{paper_id}/hide")
    elif way == "bin":
        browser.post(f"/papers/{paper_id}/bin")
    else:
        browser.post(f"/papers/{paper_id}/edit", kind="famille", title="Bail")
    before = _looks(app, awa, ActKind.LOOK_REFUSED)
    assert _statuses(desk, awa, paper_id) == {404}
    assert _looks(app, awa, ActKind.LOOK_REFUSED) == before + 4
    assert "Quittance" not in desk.get(f"/desk/carnets/{awa}").text


def test_what_is_not_checked_yet_is_nobody_s(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    opened(browser, "papiers_logement")
    browser.post("/papers", kind="logement", title="Pas encore arrivé", sizes="1000")
    assert "Pas encore arrivé" not in desk.get(f"/desk/carnets/{awa}").text


def test_seen_as_shows_the_paper_as_she_named_it(app: Flask, browser: Browser) -> None:
    joined(app)
    a_paper(app, browser, a_photo(), title="Bail rue des Lilas")
    grant_id = id_in(opened(browser, "papiers_logement"))
    assert "Bail rue des Lilas" in browser.get(f"/access/{grant_id}/as").check().text


def test_who_sees_a_paper_is_on_its_page(app: Flask, browser: Browser) -> None:
    joined(app)
    paper_id = a_paper(app, browser)
    assert "Personne d’autre que vous" in browser.get(f"/access/item/paper/{paper_id}").check().text
    opened(browser, "papiers_logement")
    assert "Mariam Diallo" in browser.get(f"/access/item/paper/{paper_id}").check().text
