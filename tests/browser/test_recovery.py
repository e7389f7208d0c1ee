"""Her phone is lost, and she has no e-mail: she comes back through somebody she named, and makes keys of her own."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlmodel import Session, select

from beneficiary_app import clock
from beneficiary_app.desk import service
from beneficiary_app.people.models import Professional
from beneficiary_app.seed.service import seed
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
joining: list[str] = []


def awa_and_mariam(session: Session) -> UUID:
    """The invented territory, and an invitation for who accompanies Awa."""
    awa = seed(session, now=clock.now())
    mariam = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
    joining.append(service.invite(session, mariam.id, now=clock.now()))
    return awa


@pytest.fixture
def served(migrated_file: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The application with both."""
    with serving(migrated_file, tmp_path, awa_and_mariam) as opened:
        yield opened


def a_desk(chromium: Browser, origin: str) -> Page:
    """Mariam's computer, with a passkey that she has just made."""
    context = chromium.new_context(viewport=ViewportSize(width=1280, height=800), locale="fr-FR")
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True}  # fmt: skip
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{origin}/desk/join/{joining.pop()}")
    page.get_by_role("button", name="Faire ma clé").click()
    page.wait_for_url(f"{origin}/desk")
    return page


def test_she_comes_back_without_phone_and_without_e_mail(page: Page, chromium: Browser) -> None:
    origin = page.url.rstrip("/")
    page.goto(origin + "/keys")
    page.get_by_role("link", name="Si je perds tout").click()
    page.get_by_role("button", name="Choisir cette personne").click()
    expect(page.get_by_text("Cette personne peut vous aider à revenir.")).to_be_visible()
    page.context.clear_cookies()

    desk = a_desk(chromium, origin)
    desk.get_by_role("link", name="Awa E.").click()
    desk.get_by_role("button", name="J’ai vérifié son identité").click()
    desk.get_by_role("button", name="Montrer le code").click()
    code = desk.locator(".printed .number").inner_text()

    fresh = chromium.new_context(viewport=ViewportSize(width=360, height=740), locale="fr-FR")
    borrowed = fresh.new_page()
    borrowed.goto(origin)
    borrowed.get_by_role("link", name="Ouvrir mon carnet").click()
    borrowed.get_by_role("link", name="On m’a remis un code").click()
    borrowed.get_by_label("Le code imprimé").fill(code)
    borrowed.get_by_label("Vos initiales").fill("AE")
    borrowed.get_by_label("Votre date de naissance").fill("1991-04-12")
    borrowed.get_by_label("Oui, à moi").check()
    borrowed.get_by_role("button", name="Ouvrir mon carnet").click()
    borrowed.get_by_role("button", name="J’ai compris").click()
    borrowed.get_by_role("link", name="Ma feuille de secours").click()
    borrowed.get_by_role("button", name="Faire ma feuille de secours").click()
    expect(borrowed.locator(".printed .code")).to_be_visible()
    # Her number is hidden there for a week, with the network and without, and she is told until when.
    borrowed.goto(origin + "/information")
    expect(borrowed.get_by_text("cachées ici jusqu’au")).to_be_visible()
    expect(borrowed.get_by_text("06\xa039")).to_have_count(0)
    borrowed.goto(origin + "/history")
    expect(borrowed.get_by_text("Par Mariam Diallo, Maison des Solidarités, Lens").first).to_be_visible()
    fresh.close()
    desk.context.close()
