"""A link opens a carnet once; a closed session is dead at the next request."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.database import Database
from beneficiary_app.errors import LinkOver
from beneficiary_app.identity import living, service
from beneficiary_app.identity.models import SessionKind
from beneficiary_app.identity.service import Device
from beneficiary_app.trail import service as trail
from tests.conftest import OPERATOR, a_carnet, signed_in
from tests.pages import Browser

PHONE = Device(SessionKind.PERSONAL, "Android, Chrome")


def test_a_get_never_signs_in(app: Flask, awa: UUID, stranger: Browser) -> None:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        link = service.invite(session, awa, now=clock.now())
    page = stranger.get(f"/open/{link}").check()
    assert "Set-Cookie" not in page.response.headers
    assert stranger.get("/journey").status == 401
    assert "Bonjour Awa" in stranger.post("/open", token=link).text


def test_a_link_serves_once(session: Session) -> None:
    link = service.invite(session, a_carnet(session), now=clock.now())
    service.redeem(session, link, PHONE, now=clock.now())
    with pytest.raises(LinkOver):
        service.redeem(session, link, PHONE, now=clock.now())


def test_a_link_lasts_ten_minutes(session: Session) -> None:
    link = service.invite(session, a_carnet(session), now=clock.now() - timedelta(minutes=10, seconds=1))
    with pytest.raises(LinkOver):
        service.redeem(session, link, PHONE, now=clock.now())


def test_a_used_and_an_unknown_link_are_told_in_the_same_words(app: Flask, awa: UUID, stranger: Browser) -> None:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        link = service.invite(session, awa, now=clock.now())
    stranger.post("/open", token=link)
    used, unknown = Browser(app).post("/open", token=link), Browser(app).post("/open", token="never made")
    assert (used.status, used.text) == (unknown.status, unknown.text) == (410, used.check().text)


def test_only_digests_of_secrets_are_stored(session: Session) -> None:
    link = service.invite(session, a_carnet(session), now=clock.now())
    token = service.redeem(session, link, PHONE, now=clock.now()).token
    stored = repr(session.execute(text("SELECT * FROM invitation")).all())
    stored += repr(session.execute(text("SELECT * FROM open_session")).all())
    assert link not in stored
    assert token not in stored


def test_a_closed_session_is_dead_at_the_next_request(app: Flask, awa: UUID) -> None:
    browser = signed_in(app, awa)
    token = browser.client.get_cookie("carnet")
    assert token is not None
    assert browser.get("/journey").status == 200
    browser.post("/close")
    browser.client.set_cookie("carnet", token.value)
    assert browser.get("/journey").status == 401


def test_a_session_ends_by_itself(database: Database) -> None:
    with database.transaction() as session:
        link = service.invite(session, a_carnet(session), now=clock.now())
        opened = service.redeem(session, link, PHONE, now=clock.now())
    later = clock.now() + service.LASTS[SessionKind.PERSONAL] + timedelta(seconds=1)
    found = living.find(database, opened.token, now=clock.now())
    assert (found.id, found.carnet_id, found.first_name) == (opened.id, opened.carnet_id, "Salma")
    assert living.find(database, opened.token, now=later) is None


def test_the_session_is_found_with_the_version_of_its_carnet(database: Database) -> None:
    with database.transaction() as session:
        link = service.invite(session, a_carnet(session), now=clock.now())
        opened = service.redeem(session, link, PHONE, now=clock.now())
        seq = trail.version(session, opened.carnet_id)
    assert living.find(database, opened.token, now=clock.now()).seq == seq


def test_the_cookie_is_closed_to_scripts_and_other_sites(app: Flask, awa: UUID) -> None:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        link = service.invite(session, awa, now=clock.now())
    client = app.test_client()
    answer = client.post("/open", data={"token": link}, headers={"Sec-Fetch-Site": "same-origin"})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
