"""FranceConnect and ProConnect in real Chromium, against a provider of another site that is not ours."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from sqlmodel import Session, select

from beneficiary_app import clock
from beneficiary_app.desk import service
from beneficiary_app.people.models import Professional, Structure
from beneficiary_app.seed.service import seed
from tests.browser.conftest import serving
from tests.browser.looks import is_sound
from tests.identity.a_mock import documented, serving_mock

pytestmark = pytest.mark.browser
SMALL = ViewportSize(width=360, height=740)
SIRET = "22260001300016"


def provided(name: str, issuer: str, folder: Path) -> dict[str, Any]:
    secret = folder / "secret"
    secret.write_text("anything", encoding="utf-8")
    return {f"{name}_issuer": issuer, f"{name}_client_id": "carnet", f"{name}_client_secret_file": secret}


@pytest.fixture
def served(migrated_file: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The application, and FranceConnect at an address that is another site than ours."""
    with (
        serving_mock(documented(), "127.0.0.1") as issuer,
        serving(
            migrated_file,
            tmp_path,
            lambda session: seed(session, now=clock.now()),
            **provided("franceconnect", issuer, tmp_path),
        ) as opened,
    ):
        yield opened


def identify(page: Page, who: str = "awa") -> None:
    """Press the one button over there."""
    expect(page.get_by_text("Authorize Client")).to_be_visible()
    assert urlsplit(page.url).hostname == "127.0.0.1"
    page.get_by_role("button", name=who, exact=True).click()


def test_she_adds_it_comes_in_with_it_and_closes_here_and_there(page: Page, chromium: Browser) -> None:
    origin = page.url.rstrip("/")
    page.goto(f"{origin}/keys")
    page.get_by_role("button", name="Ajouter FranceConnect").click()
    identify(page)
    expect(page.get_by_role("button", name="Retirer FranceConnect")).to_be_visible()

    context = chromium.new_context(viewport=SMALL, locale="fr-FR")
    context.set_default_timeout(15_000)
    other = context.new_page()
    other.goto(f"{origin}/enter")
    is_sound(other)
    other.get_by_role("link", name="S’identifier avec FranceConnect").click()
    is_sound(other)
    other.get_by_label("Oui, à moi").check()
    other.get_by_role("button", name="S’identifier avec FranceConnect").click()
    identify(other)
    other.get_by_role("button", name="J’ai compris").click()
    expect(other.get_by_role("heading", level=1)).not_to_have_text("Comment marche votre carnet")
    other.goto(f"{origin}/help")
    other.get_by_role("button", name="Fermer mon carnet").click()
    expect(other.get_by_text("id_token_hint", exact=True)).to_be_attached()
    other.get_by_role("button", name="End session").click()
    expect(other.get_by_text("Ici, et chez FranceConnect.")).to_be_visible()
    is_sound(other)
    other.goto(f"{origin}/journey")
    expect(other.get_by_role("heading", level=1)).to_have_text("Votre carnet est fermé")
    context.close()


def test_in_arabic_without_script_an_unknown_identity_is_told_what_to_do(
    chromium: Browser, served: tuple[str, str]
) -> None:
    origin, _ = served
    context = chromium.new_context(viewport=SMALL, locale="ar", java_script_enabled=False)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{origin}/franceconnect")
    page.locator('form[action="/franceconnect"] button').click()
    identify(page)
    page.wait_for_url("**/franceconnect/return?*")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator('form[action="/franceconnect/leave"] button').click()
    page.get_by_role("button", name="End session").click()
    page.wait_for_url("**/franceconnect/left?*")
    expect(page.get_by_text("FranceConnect").first).to_be_visible()
    context.close()


def test_who_is_not_taken_away_has_a_link(phone: BrowserContext, served: tuple[str, str]) -> None:
    page = phone.new_page()
    page.route("**/oauth2/authorize?*", lambda route: route.fulfill(status=204))
    page.goto(f"{served[0]}/franceconnect")
    page.get_by_role("button", name="S’identifier avec FranceConnect").click()
    expect(page.get_by_role("link", name="Continuer vers FranceConnect")).to_be_visible()
    is_sound(page)
    page.unroute("**/oauth2/authorize?*")
    page.get_by_role("link", name="Continuer vers FranceConnect").click()
    expect(page.get_by_text("Authorize Client")).to_be_visible()


def test_a_redirection_of_the_form_would_have_been_stopped(phone: BrowserContext, served: tuple[str, str]) -> None:
    """Why there is a page to leave by: under ``form-action 'self'`` Chromium follows no form to another site."""
    page = phone.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.route(
        "**/franceconnect",
        lambda route: (
            route.fulfill(status=303, headers={"Location": "http://127.0.0.1:9/elsewhere"})
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    page.goto(f"{served[0]}/franceconnect")
    page.get_by_role("button", name="S’identifier avec FranceConnect").click()
    page.wait_for_timeout(500)
    assert page.url == f"{served[0]}/franceconnect"
    assert any("form-action" in text for text in said), said


@pytest.mark.parametrize(("width", "language"), [(1280, "fr"), (360, "ar")])
def test_a_professional_comes_in_with_proconnect_and_closes_here_and_there(
    chromium: Browser, migrated_file: Path, tmp_path: Path, width: int, language: str
) -> None:
    def fill(session: Session) -> UUID:
        awa = seed(session, now=clock.now())
        mariam = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
        structure = session.get_one(Structure, mariam.structure_id)
        structure.siret = SIRET
        session.add(structure)
        service.invite(session, mariam.id, now=clock.now())
        return awa

    person = {"sub": "mariam", "email": "mariam.diallo@exemple.invalid", "siret": SIRET, "idp_id": "fi-test"}
    with (
        serving_mock(person, "127.0.0.1") as issuer,
        serving(migrated_file, tmp_path, fill, **provided("proconnect", issuer, tmp_path)) as (origin, _),
    ):
        context = chromium.new_context(
            viewport=ViewportSize(width=width, height=740),
            locale=language,
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto(f"{origin}/desk/enter")
        is_sound(page)
        page.locator('form[action="/desk/proconnect"] button').click()
        identify(page, "mariam")
        page.wait_for_url(f"{origin}/desk")
        expect(page.get_by_text("Awa E.")).to_be_visible()
        page.locator('form[action="/desk/close"] button').click()
        page.get_by_role("button", name="End session").click()
        page.wait_for_url("**/desk/proconnect/left?*")
        is_sound(page)
        page.goto(f"{origin}/desk")
        expect(page.get_by_text("Awa E.")).to_have_count(0)
        context.close()
