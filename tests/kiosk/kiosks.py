"""An enrolled computer, and a person who signs in on it with her card."""

from uuid import UUID

from flask import Flask
from sqlmodel import Session, select

from beneficiary_app import clock
from beneficiary_app.identity import codes
from beneficiary_app.identity.models import CodeKind
from beneficiary_app.kiosk import service
from beneficiary_app.people.models import Professional, Structure
from tests.conftest import OPERATOR
from tests.pages import Browser, Page

PIN = "274951"
MACHINE = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def secret_of(app: Flask) -> codes.Secret:
    return codes.Secret(str(app.config["SECRET_KEY"]).encode())


def library(session: Session) -> Structure:
    """Where Mariam Diallo works."""
    mariam = session.exec(select(Professional).where(Professional.email == "mariam.diallo@exemple.invalid")).one()
    return session.get_one(Structure, mariam.structure_id)


def a_code(app: Flask, name: str = "Poste 2") -> str:
    """What enrols a computer of hers."""
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        return service.enrol(session, secret_of(app), library(session).id, name, now=clock.now())


def a_computer(app: Flask, agent: str = MACHINE) -> Browser:
    computer = Browser(app)
    computer.client.environ_base = {**computer.client.environ_base, "HTTP_USER_AGENT": agent}
    return computer


def a_kiosk(app: Flask) -> Browser:
    """An enrolled computer."""
    computer = a_computer(app)
    page = computer.post("/kiosk/enrol", code=a_code(app))
    assert "Vous êtes ici : Poste 2" in page.text, page.text
    return computer


def a_card(app: Flask, carnet_id: UUID) -> str:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        return codes.make(session, secret_of(app), carnet_id, CodeKind.CARD, PIN, now=clock.now())


def comes_in(app: Flask, kiosk: Browser, carnet_id: UUID) -> Page:
    """She opens her carnet there with her card."""
    kiosk.post("/enter/card", code=a_card(app, carnet_id), pin=PIN)
    return kiosk.post("/terms")


def cookies(browser: Browser) -> set[str]:
    jar = browser.client._cookies or {}  # noqa: SLF001 - the jar has no public list
    return {cookie.key for cookie in jar.values()}
