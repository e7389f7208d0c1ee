"""She opens a part of her carnet on her phone, her referent looks at a desk, she takes it back: in real Chromium."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from sqlmodel import Session, select

from beneficiary_app import clock
from beneficiary_app.desk import service
from beneficiary_app.people.models import Professional
from beneficiary_app.seed.service import ask, seed
from tests.browser.conftest import serving
from tests.browser.looks import is_sound

pytestmark = pytest.mark.browser
GIVEN = re.compile(r"/access/[0-9a-f-]{36}$")


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).first.click()


def contexts(chromium: Browser) -> tuple[BrowserContext, BrowserContext]:
    phone = chromium.new_context(viewport=ViewportSize(width=360, height=740))
    desk = chromium.new_context(viewport=ViewportSize(width=1280, height=800))
    for context in (phone, desk):
        context.set_default_timeout(15_000)
        context.set_extra_http_headers({"Accept-Language": "fr"})
    return phone, desk


def says_yes(page: Page, origin: str) -> str:
    """From the request to the receipt; its address."""
    page.goto(f"{origin}/access")
    is_sound(page)
    page.get_by_role("link", name="Répondre").click()
    is_sound(page)
    press(page, "Oui, je choisis quoi")
    page.wait_for_url("**/what")
    is_sound(page)
    expect(page.get_by_label("Logement", exact=True)).to_be_checked()
    for screen in ("time", "check"):
        press(page, "Continuer")
        page.wait_for_url(f"**/{screen}")
        is_sound(page)
    press(page, "J’ouvre")
    page.wait_for_url(GIVEN)
    is_sound(page)
    return page.url


def test_she_opens_looks_through_their_eyes_and_takes_back(
    chromium: Browser, migrated_file: Path, tmp_path: Path
) -> None:
    tokens: list[str] = []

    def fill(session: Session) -> UUID:
        awa = seed(session, now=clock.now())
        ask(session, awa, now=clock.now())
        mariam = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
        tokens.append(service.open_session(session, mariam.id, "", now=clock.now()))
        return awa

    with serving(migrated_file, tmp_path, fill) as (origin, link):
        phone, desk = contexts(chromium)
        desk.add_cookies([{"name": "desk", "value": tokens[0], "url": origin}])
        hers, theirs = phone.new_page(), desk.new_page()
        hers.goto(f"{origin}/open/{link}")
        hers.get_by_role("button").last.click()
        hers.wait_for_url(f"{origin}/")
        given = says_yes(hers, origin)

        theirs.goto(f"{origin}/desk")
        is_sound(theirs)
        theirs.get_by_role("link", name="Awa Exemple").click()
        expect(theirs.get_by_role("heading", name="Demander un logement social")).to_be_visible()
        is_sound(theirs)
        carnet = theirs.url
        for path in ("/add", "/add/step", "/add/appointment", "/add/note", "/ask"):
            theirs.goto(carnet + path)
            is_sound(theirs)
        theirs.goto(f"{origin}/desk/code")
        is_sound(theirs)

        hers.get_by_role("link", name="Voir comme cette personne").click()
        expect(hers.get_by_role("heading", name="Demander un logement social")).to_be_visible()
        is_sound(hers)
        hers.goto(f"{origin}/history")
        expect(hers.get_by_text("Votre carnet a été regardé pour la première fois : Mariam Diallo")).to_be_visible()
        is_sound(hers)
        hers.goto(given)
        press(hers, "Arrêter maintenant")
        expect(hers.locator("#main").get_by_text("Cet accès est fini.")).to_be_visible()

        answer = theirs.goto(carnet)
        assert answer is not None
        assert answer.status == 404
        theirs.go_back()
        expect(theirs.get_by_text("Demander un logement social")).to_have_count(0)
        phone.close()
        desk.close()
