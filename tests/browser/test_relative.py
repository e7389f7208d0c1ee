"""Somebody close keeps a paper: with it and a professional’s check she is back, and for a week hers is hidden there."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from sqlmodel import Session, select

from beneficiary_app import clock
from beneficiary_app.desk import service
from beneficiary_app.people.models import Professional
from beneficiary_app.seed.service import seed
from tests.browser.conftest import serving
from tests.browser.looks import is_sound
from tests.browser.test_offline import until
from tests.notices.a_texting import Provider, listening

pytestmark = pytest.mark.browser
KEPT = "async () => Object.keys((await carnet.read(Date.now()))?.pack?.pages ?? {}).length > 3"
HIDDEN = re.compile("06.39.98.00.11")


def in_arabic(page: Page, origin: str, *paths: str) -> None:
    page.context.add_cookies([{"name": "language", "value": "ar", "url": origin}])
    for path in paths:
        page.goto(origin + path)
        is_sound(page)
    page.context.add_cookies([{"name": "language", "value": "fr", "url": origin}])


def a_phone(chromium: Browser) -> Page:
    context = chromium.new_context(viewport=ViewportSize(width=360, height=740), locale="fr-FR")
    context.set_default_timeout(60_000)
    return context.new_page()


def a_desk(chromium: Browser, origin: str, token: str) -> Page:
    context: BrowserContext = chromium.new_context(viewport=ViewportSize(width=1280, height=800), locale="fr-FR")
    context.set_default_timeout(60_000)
    context.add_cookies([{"name": "desk", "value": token, "url": origin}])
    return context.new_page()


def proves_her_number(page: Page, origin: str, provider: Provider) -> None:
    page.goto(f"{origin}/keys/notices")
    page.get_by_label("Votre numéro de téléphone").fill("06 39 98 00 11")
    page.get_by_role("button", name="Recevoir un code").click()
    is_sound(page)
    in_arabic(page, origin, "/keys/notices")
    page.goto(f"{origin}/keys/notices")
    found = re.search(r"\d{6}", provider.taken[-1]["text"])
    assert found is not None
    page.get_by_label("Les six chiffres").fill(found[0])
    page.get_by_role("button", name="C’est mon numéro").click()
    expect(page.get_by_text("Vous recevez un SMS à ce numéro.")).to_be_visible()
    is_sound(page)


def gives_a_paper(page: Page, origin: str) -> str:
    page.goto(f"{origin}/keys/recovery")
    is_sound(page)
    page.get_by_label("Le prénom de ce proche").fill("Fatou")
    page.get_by_role("button", name="Faire son papier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Papier confié à Fatou")
    is_sound(page)
    paper = page.locator(".printed .code").inner_text()
    in_arabic(page, origin, "/keys/recovery")
    return paper


def checked_face_to_face(desk: Page, origin: str, paper: str) -> str:
    desk.goto(f"{origin}/desk")
    desk.get_by_role("link", name="Awa E.").click()
    desk.get_by_role("button", name="J’ai vérifié son identité").click()
    is_sound(desk)
    desk.get_by_label("Le code du papier").fill("0000")
    desk.get_by_role("button", name="Montrer que je l’ai vu").click()
    expect(desk.get_by_text("Vérifiez chaque lettre du papier.")).to_be_visible()
    is_sound(desk)
    desk.get_by_label("Le code du papier").fill(paper)
    desk.get_by_role("button", name="Montrer que je l’ai vu").click()
    desk.get_by_role("button", name="Montrer le code").click()
    return desk.locator(".printed .number").inner_text()


def test_a_paper_and_a_check_bring_her_back_and_what_is_most_hers_is_hidden_even_without_network(
    chromium: Browser, migrated_file: Path, tmp_path: Path
) -> None:
    tokens: list[str] = []

    def fill(session: Session) -> UUID:
        awa = seed(session, now=clock.now())
        mariam = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
        tokens.append(service.open_session(session, mariam.id, "", now=clock.now()))
        return awa

    with (
        listening() as provider,
        serving(migrated_file, tmp_path, fill, sms_url=provider.url, sms_token="invented") as (origin, link),
    ):
        hers = a_phone(chromium)
        hers.goto(f"{origin}/open/{link}")
        hers.get_by_label("Oui, à moi").check()
        hers.get_by_role("button").last.click()
        hers.wait_for_url(f"{origin}/")
        proves_her_number(hers, origin, provider)
        paper = gives_a_paper(hers, origin)
        desk = a_desk(chromium, origin, tokens[0])
        code = checked_face_to_face(desk, origin, paper)

        fresh = a_phone(chromium)
        fresh.goto(f"{origin}/enter/recovery")
        fresh.get_by_label("Le code imprimé").fill(code)
        fresh.get_by_label("Vos initiales").fill("AE")
        fresh.get_by_label("Votre date de naissance").fill("1991-04-12")
        fresh.get_by_label("Oui, à moi").check()
        fresh.get_by_role("button", name="Ouvrir mon carnet").click()
        fresh.wait_for_url(f"{origin}/terms")
        fresh.goto(f"{origin}/")
        fresh.evaluate("navigator.serviceWorker.ready.then(() => self.carnet?.fact('account')).then(Boolean)")
        for path in ("/", "/information", "/journey", "/print"):
            fresh.goto(origin + path)
            expect(fresh.get_by_text("cachées ici jusqu’au")).to_be_visible()
            expect(fresh.locator("main").get_by_text(HIDDEN)).to_have_count(0)
            is_sound(fresh)
        in_arabic(fresh, origin, "/information", "/papers")
        fresh.goto(f"{origin}/")
        # What is kept was in Arabic a moment ago.
        until(fresh, "carnet.read(Date.now()).then((found) => found?.pack.lang === 'fr')")
        kept = fresh.evaluate("async () => JSON.stringify((await carnet.read(Date.now())).pack.pages)")
        assert "06\u00a039" not in kept
        fresh.context.set_offline(True)
        fresh.goto(f"{origin}/information")
        expect(fresh.get_by_text("cachées ici jusqu’au")).to_be_visible()
        expect(fresh.locator("main").get_by_text(HIDDEN)).to_have_count(0)
        fresh.context.set_offline(False)

        # On the phone of before, everything is there; it is told what happened.
        hers.goto(f"{origin}/information")
        expect(hers.get_by_text("Il y a du nouveau")).to_be_visible()
        expect(hers.locator("main").get_by_text("cachées ici")).to_have_count(0)
        expect(hers.locator("main").get_by_text(HIDDEN).first).to_be_visible()
        for page in (hers, desk, fresh):
            page.context.close()
