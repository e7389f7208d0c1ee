"""A paper of hers stops everything: what she opened, who acts for her; from any device, and it shows nothing."""

from uuid import UUID

from flask import Flask

from beneficiary_app.access.mandate_models import Mandate
from beneficiary_app.access.models import StopCode
from beneficiary_app.trail.kinds import ActKind
from tests.access.test_giving import grants, opened
from tests.assisted.test_helping import acts, helped, offered, rows
from tests.conftest import another
from tests.desk.test_desk import joined
from tests.pages import Browser


def made(browser: Browser) -> str:
    """The code of a new paper."""
    page = browser.post("/access/stop-code").check()
    return page.html.split('class="code" dir="ltr">')[1].split("<")[0]


def test_it_stops_what_is_seen_and_who_acts_at_the_next_request_and_shows_nothing(
    app: Flask, browser: Browser, stranger: Browser, awa: UUID
) -> None:
    opened(browser, "logement")
    desk, _ = helped(app, browser, days="30")
    assert desk.get(f"/desk/carnets/{awa}").check().status == 200
    assert "Un papier qui arrête tout" in browser.get("/access").check().text
    code = made(browser)
    said = stranger.post("/stop", code=code.lower().replace("-", " ")).check()
    assert "Plus personne ne voit, et plus personne n’agit" in said.text
    for private in ("Awa", "Mariam", str(awa)):
        assert private not in said.html
    assert desk.get(f"/desk/carnets/{awa}").status == 404
    assert desk.get("/journey").status in {401, 410}
    (mandate,) = rows(app, Mandate)
    assert (mandate.state, mandate.ended_because) == ("ended", "by_code")
    assert len(acts(app, ActKind.STOPPED_BY_CODE)) == 1
    history = browser.get("/history").check().text
    assert "Le code de votre papier a tout arrêté." in history
    assert "Il y a du nouveau dans votre carnet." in browser.get("/").text


def test_she_alone_opens_again_and_the_paper_serves_again(
    app: Flask, browser: Browser, stranger: Browser, awa: UUID
) -> None:
    desk, _, _ = joined(app)
    opened(browser, "logement")
    granted = grants(app)[0].id
    code = made(browser)
    for _ in range(2):
        stranger.post("/stop", code=code).check()
        assert desk.get(f"/desk/carnets/{awa}").status == 404
        browser.post(f"/access/{granted}/resume").check()
        assert desk.get(f"/desk/carnets/{awa}").status == 200


def test_a_new_paper_kills_the_one_before_and_touches_nobody_else(
    app: Flask, browser: Browser, stranger: Browser
) -> None:
    before, after = made(browser), made(browser)
    assert "Vous en avez un" in browser.get("/access/stop-code").check().text
    other = another(app)
    theirs = made(other)
    assert stranger.post("/stop", code=before).status == 404
    assert len(rows(app, StopCode)) == 2
    stranger.post("/stop", code=theirs).check()
    assert "Le code de votre papier a tout arrêté." not in browser.get("/history").text
    stranger.post("/stop", code=after).check()
    assert "Le code de votre papier a tout arrêté." in browser.get("/history").text


def test_whoever_helps_her_makes_none(app: Flask, browser: Browser) -> None:
    desk, _, _ = joined(app)
    assert desk.post("/desk/help", code=offered(browser)).status == 200
    assert desk.get("/access/stop-code").status == 403
    assert desk.post("/access/stop-code").status == 403
    assert rows(app, StopCode) == []
