"""A professional asks; she says yes, no, « je veux en parler », or nothing."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from beneficiary_app import clock
from tests.access.test_giving import field, id_in, path_of
from tests.conftest import another
from tests.desk.test_desk import joined
from tests.pages import Browser
from tests.shown.test_desk import look

WHEN = {"days": "30", "why": "Pour votre logement"}


def test_a_professional_asks_and_she_says_yes_to_less(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    base = f"/desk/carnets/{awa}/ask"
    assert "Awa E." in desk.get(base).check().text
    assert desk.post(base, parts=[], days="30", why="").check().status == 422
    sent = desk.post(base, parts=["logement", "emploi"], **WHEN).check()
    assert "Votre demande est envoyée." in sent.text
    assert "Demande envoyée" in desk.get("/desk").text
    assert "Répondre" in browser.get("/keys/news").check().text
    link = next(one for one in browser.get("/access").check().links() if "/access/asked/" in one)
    page = browser.get(link).check()
    assert "Pour votre logement" in page.text
    assert look(desk, awa).status == 404, "to ask opens nothing"
    what = browser.post(f"{link}/yes").check()
    assert [box["value"] for box in what.all("input") if box["name"] == "parts" and "checked" in box] == [
        "logement", "emploi",
    ]  # fmt: skip
    time = browser.post(path_of(what), parts="logement", may="see")
    check = browser.post(path_of(time), days="7", reason="other", other="Pour votre logement")
    assert browser.post(f"/access/give/{id_in(check)}", seen=field(check, "seen")).status == 200
    seen = look(desk, awa).check().text
    assert "Demander un logement social" in seen
    assert "/access/asked/" not in " ".join(browser.get("/access").links())


def test_no_and_talk_and_silence(app: Flask, browser: Browser, awa: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, _, _ = joined(app)
    base = f"/desk/carnets/{awa}/ask"
    desk.post(base, parts="logement", **WHEN)
    first = next(one for one in browser.get("/access").links() if "/access/asked/" in one)
    browser.post(f"{first}/talk").check()
    assert "veut en parler" in desk.get(base).check().text
    browser.post(f"{first}/no")
    assert (browser.get(first).status, browser.post(f"{first}/yes").status) == (412, 412)
    assert "Vous avez dit non à une demande : Mariam Diallo" in browser.get("/history").text
    desk.post(base, parts="emploi", **WHEN)
    desk.post(base, parts="sante", **WHEN)
    waiting = [one for one in browser.get("/access").links() if "/access/asked/" in one]
    assert len(waiting) == 1, "the second request replaces the first"
    later = clock.now() + timedelta(days=14, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert browser.post(f"{waiting[0]}/yes").status == 412
    assert "/access/asked/" not in " ".join(browser.get("/access").links())


def test_a_request_can_be_withdrawn(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    desk.post(f"/desk/carnets/{awa}/ask", parts="logement", **WHEN)
    desk.post(f"/desk/carnets/{awa}/ask/withdraw")
    assert "/access/asked/" not in " ".join(browser.get("/access").links())
    assert "Une demande a été retirée" in browser.get("/history").text


def test_nobody_asks_a_person_whom_they_do_not_accompany(app: Flask, browser: Browser, awa: UUID) -> None:
    luc, _, _ = joined(app, "luc.berger@exemple.invalid")
    assert another(app).get("/").status == 200
    for carnet_id in (awa, uuid4()):
        assert luc.get(f"/desk/carnets/{carnet_id}/ask").status == 404
        assert luc.post(f"/desk/carnets/{carnet_id}/ask", parts="logement", **WHEN).status == 404
        assert luc.post(f"/desk/carnets/{carnet_id}/ask/withdraw").status == 404
    assert "/access/asked/" not in " ".join(browser.get("/access").links())
