"""A mandate on paper: printed in two languages, signed, photographed; her slip ends it without a phone."""

import hashlib
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from beneficiary_app import clock
from beneficiary_app.access.mandate_models import Help, Mandate
from beneficiary_app.people.models import Professional
from beneficiary_app.trail.kinds import ActKind
from tests.assisted.test_helping import acts, asked, rows
from tests.conftest import OPERATOR, another
from tests.desk.test_desk import joined
from tests.pages import Browser, Page

PHOTO = b"\x89PNG\r\n\x1a\n the signed paper"


def printed(browser: Browser, **changes: Any) -> tuple[str, str, Page]:
    """The helper’s code, hers that ends it, and the page."""
    page = asked(browser, **({"posture": "for", "days": "30"} | changes))
    assert page.status == 200, page.text
    paper = browser.post(page.response.request.path.replace("/check", "/paper")).check()
    codes = [piece.split("<")[0] for piece in paper.html.split('class="code" dir="ltr">')[1:]]
    return codes[0], codes[1], paper


def brought(desk: Browser, code: str, photo: bytes = PHOTO, name: str = "papier.png") -> Page:
    return desk.post("/desk/help/paper", code=code, photo=(BytesIO(photo), name))


def test_the_paper_is_in_her_language_beside_french_and_is_kept_nowhere(app: Flask, browser: Browser) -> None:
    browser.post("/language", language="ar")
    _, _, paper = printed(browser)
    assert paper.html.index('lang="ar" dir="rtl"') < paper.html.index('<section class="large" lang="fr" dir="ltr">')
    assert "La personne qui écrit ce code pourra voir, ajouter et changer : Logement, Rendez-vous." in paper.text
    assert paper.response.headers["Cache-Control"] == "no-store"
    mandate = rows(app, Mandate)[0]
    assert (mandate.state, mandate.words_language) == ("offered", "ar")


def test_the_helper_brings_it_with_its_photograph_and_acts_until_the_day_that_it_names(
    app: Flask, browser: Browser
) -> None:
    desk, _, _ = joined(app)
    code, _, _ = printed(browser)
    named = rows(app, Mandate)[0].ends_at
    assert "Un papier à signer" in browser.get("/assisted").check().text
    home = brought(desk, code).check()
    assert "Mariam Diallo vous aide" in home.text
    mandate, session = rows(app, Mandate)[0], rows(app, Help)[0]
    assert (mandate.state, mandate.given_how, mandate.ends_at) == ("active", "paper", named)
    assert mandate.paper_hash == hashlib.sha256(PHOTO).hexdigest()
    assert session.posture == "for"
    assert mandate.paper_hash[:16] in browser.get(f"/assisted/{mandate.id}").check().text
    assert "Un papier à signer" not in browser.get("/assisted").text


@pytest.mark.parametrize(
    ("photo", "name", "sentence"),
    [
        (PHOTO, "", "Photographiez le papier signé"),
        (b"", "vide.png", "reprenez la photo"),
        (b"just words", "papier.png", "photo"),
    ],
)
def test_without_a_photograph_nothing_opens_and_the_code_still_serves(
    app: Flask, browser: Browser, photo: bytes, name: str, sentence: str
) -> None:
    desk, _, _ = joined(app)
    code, _, _ = printed(browser)
    refused = brought(desk, code, photo, name)
    assert refused.status == 422
    assert sentence in refused.text
    assert f'value="{code}"' in refused.html, "what was typed stays"
    assert rows(app, Help) == []
    brought(desk, code).check()


def test_its_code_serves_once_for_seven_days_and_is_not_that_of_a_screen(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, _, _ = joined(app)
    code, _, _ = printed(browser)
    assert desk.post("/desk/help", code=code).status == 403
    brought(desk, code).check()
    other, _, _ = joined(app, "luc.berger@exemple.invalid")
    assert brought(other, code).status == 403
    late, _, _ = printed(browser)
    at = clock.now() + timedelta(days=7, seconds=1)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: at)
        fresh, _, _ = joined(app, "mariam.diallo@exemple.invalid")
        assert brought(fresh, late).status == 403


def test_her_slip_ends_it_at_once_and_shows_nothing(app: Flask, browser: Browser, stranger: Browser) -> None:
    desk, _, _ = joined(app)
    code, slip, _ = printed(browser)
    brought(desk, code).check()
    said = stranger.post("/stop", code=slip.lower().replace("-", " ")).check()
    assert "C’est arrêté." in said.text
    assert "Awa" not in said.html
    assert "Mariam" not in said.html
    mandate = rows(app, Mandate)[0]
    assert (mandate.state, mandate.ended_because) == ("ended", "by_code")
    assert desk.get("/appointments").status in {401, 403, 410}
    assert len(acts(app, ActKind.MANDATE_ENDED)) == 1
    again = stranger.post("/stop", code=slip)
    assert (again.status, "tout est déjà arrêté" in again.text) == (404, True)


def test_her_slip_kills_a_paper_that_nobody_has_brought(app: Flask, browser: Browser, stranger: Browser) -> None:
    desk, _, _ = joined(app)
    code, slip, _ = printed(browser)
    stranger.post("/stop", code=slip).check()
    assert brought(desk, code).status == 403
    assert rows(app, Help) == []


def test_a_code_that_is_guessed_ends_nothing_and_is_counted(app: Flask, browser: Browser, stranger: Browser) -> None:
    printed(browser)
    assert stranger.get("/stop").check().status == 200
    answers = [stranger.post("/stop", code="0000-0000-0000-0000").status for _ in range(7)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert rows(app, Mandate)[0].state == "offered"


def test_she_cancels_a_paper_and_another_choice_does_not(app: Flask, browser: Browser) -> None:
    desk, _, _ = joined(app)
    code, _, _ = printed(browser)
    asked(browser)
    mandate = next(one for one in rows(app, Mandate) if one.stop)
    assert "Un papier à signer" in browser.get("/assisted").text
    browser.post(f"/assisted/{mandate.id}/cancel").check()
    browser.post(f"/assisted/{mandate.id}/cancel").check()
    assert brought(desk, code).status == 403
    assert len(acts(app, ActKind.MANDATE_ENDED)) == 1


def test_a_paper_for_one_meeting_or_of_somebody_else_is_refused(app: Flask, browser: Browser) -> None:
    page = asked(browser)
    path = page.response.request.path.replace("/check", "/paper")
    assert browser.post(path).status == 422
    assert another(app).post(path).status == 404
    assert another(app).post(path.replace("/paper", "/cancel")).status == 404


def test_a_volunteer_does_not_act_with_a_paper(app: Flask, browser: Browser) -> None:
    desk, _, professional_id = joined(app)
    code, _, _ = printed(browser)
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        session.get_one(Professional, professional_id).volunteer = True
    assert brought(desk, code).status == 403
    assert rows(app, Mandate)[0].state == "offered"
