"""Somebody helps her, with two browsers at once: her phone, and the helper’s computer."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import Session, col, select

from beneficiary_app import clock
from beneficiary_app.access.mandate_models import Help
from beneficiary_app.desk import service
from beneficiary_app.identity import service as identity
from beneficiary_app.people.models import Professional
from beneficiary_app.seed.service import seed
from prove.meeting import AIM, meet
from tests.browser.conftest import PHONE, serving
from tests.browser.looks import is_sound
from tests.conftest import OPERATOR

pytestmark = pytest.mark.browser
COMPUTER = {"width": 1280, "height": 800}
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


class Two:
    """Her phone and the helper’s computer, each page checked as it is met."""

    def __init__(self, chromium: Browser, language: str) -> None:
        self.contexts: list[BrowserContext] = []
        self.taps = self.screens = 0
        self.phone = self._page(chromium, PHONE, language)
        self.computer = self._page(chromium, COMPUTER, language)

    def _page(self, chromium: Browser, size: Any, language: str) -> Page:
        context = chromium.new_context(viewport=size, locale=language)
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        page = context.new_page()
        tools = context.new_cdp_session(page)
        tools.send("WebAuthn.enable")
        tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        return page

    def check(self, page: Page) -> None:
        """No barrier that a machine sees, nothing beside the screen."""
        self.screens += 1
        is_sound(page)
        if os.environ.get("LOOK"):
            name = page.url.split("/", 3)[3].replace("/", "-")[:60] or "home"
            page.screenshot(path=f"{os.environ['LOOK']}-{self.screens:02}-{name}.png", full_page=True)

    def tap(self, page: Page, selector: str) -> None:
        """One touch."""
        self.taps += 1
        page.locator(selector).first.click()

    def close(self) -> None:
        """Both."""
        for context in self.contexts:
            context.close()


def _fill(links: list[str]) -> Any:
    def fill(session: Session) -> UUID:
        awa = seed(session, now=clock.now())
        mariam = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
        links.append(service.invite(session, mariam.id, now=clock.now()))
        links.append(identity.invite(session, awa, now=clock.now()))
        links.append(str(mariam.id))
        return awa

    return fill


def _opened(two: Two, origin: str, links: list[str]) -> None:
    two.computer.goto(f"{origin}/desk/join/{links[0]}")
    two.computer.locator("form[data-carnet-ask] button").click()
    two.computer.wait_for_url(f"{origin}/desk")
    two.phone.goto(f"{origin}/open/{links[1]}")
    two.phone.locator("input[name=device][value=personal]").check()
    two.phone.locator("main form button[type=submit]").click()
    two.phone.wait_for_url(f"{origin}/")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_beside_her_from_the_greeting_to_the_receipt(
    chromium: Browser, migrated_file: Path, tmp_path: Path, language: str
) -> None:
    links: list[str] = []
    with serving(migrated_file, tmp_path, _fill(links)) as (origin, _):
        two = Two(chromium, language)
        _opened(two, origin, links)
        phone, computer = two.phone, two.computer
        phone.goto(f"{origin}/assisted")
        two.check(phone)
        two.tap(phone, 'a[href="/assisted/new"]')
        phone.wait_for_url("**/assisted/new")
        two.check(phone)
        two.tap(phone, "input[name=parts][value=emploi]")
        two.tap(phone, "input[name=may][value=change]")
        two.tap(phone, "input[name=protected][value=no]")
        two.tap(phone, "main form button[type=submit]")
        phone.wait_for_url("**/check")
        two.check(phone)
        two.tap(phone, "main form button[type=submit]")
        code = phone.locator("p.code").inner_text()
        two.check(phone)

        computer.goto(f"{origin}/desk/help")
        two.check(computer)
        computer.locator("#code").fill(code)
        two.tap(computer, "main form button[type=submit]")
        computer.wait_for_url(f"{origin}/")
        expect(computer.locator(".banner-help")).to_contain_text("Mariam Diallo")
        two.check(computer)
        two.tap(computer, 'main a[href^="/steps/"]')
        computer.wait_for_url("**/steps/*")
        two.check(computer)
        two.tap(computer, 'form[action$="/done"] button')
        expect(computer.locator('form[action$="/reopen"]')).to_have_count(1)
        computer.goto(f"{origin}/keys")
        two.check(computer)
        computer.goto(f"{origin}/")
        two.tap(computer, ".banner-help button")
        computer.wait_for_url("**/desk/help/sessions/*")
        two.check(computer)
        computer.go_back()
        expect(computer.get_by_text("Awa")).to_have_count(0)

        phone.goto(f"{origin}/assisted")
        two.tap(phone, 'a[href^="/receipts/"]')
        phone.wait_for_url("**/receipts/*")
        two.check(phone)
        # What was only seen is answered too, folded.
        expect(phone.locator('form[action$="/agree"]:visible')).to_have_count(1)
        two.tap(phone, 'form[action$="/agree"]:visible button')
        expect(phone.locator('form[action$="/agree"]:visible')).to_have_count(0)
        phone.goto(f"{phone.url}/print")
        two.check(phone)
        # Both of them together, and six letters typed by the helper.
        assert two.taps <= 12, two.taps
        two.close()


def test_with_her_on_her_own_phone(chromium: Browser, migrated_file: Path, tmp_path: Path) -> None:
    links: list[str] = []
    with serving(migrated_file, tmp_path, _fill(links)) as (origin, _):
        two = Two(chromium, "fr")
        _opened(two, origin, links)
        phone = two.phone
        phone.goto(f"{origin}/keys")
        phone.get_by_role("button", name="Ajouter cet appareil").click()
        expect(phone.locator('form[action$="/remove"]')).to_have_count(1)
        phone.goto(f"{origin}/assisted/new")
        phone.locator("input[name=posture][value=with]").check()
        phone.locator("input[name=parts][value=logement]").check()
        phone.locator("input[name=protected][value=no]").check()
        phone.locator("main form button[type=submit]").click()
        phone.wait_for_url("**/check")
        two.check(phone)
        phone.locator(f"input[name=helper][value='{links[2]}']").check()
        phone.locator("main form button[type=submit]").click()
        phone.wait_for_url(f"{origin}/")
        expect(phone.locator(".banner-help")).to_contain_text("Mariam Diallo")
        two.check(phone)
        phone.goto(f"{origin}/access")
        expect(phone.locator("h1")).to_have_text("Fermé pendant l’aide")
        two.check(phone)
        phone.get_by_role("link", name="C’est moi").click()
        phone.wait_for_url("**/keys/prove/alone")
        two.check(phone)
        phone.get_by_role("button", name="Avec cet appareil").click()
        expect(phone.locator(".banner-help")).to_contain_text("C’est vous, sans Mariam Diallo")
        two.check(phone)
        phone.goto(f"{origin}/access")
        expect(phone.locator("h1")).to_have_text("Qui voit quoi")
        phone.get_by_role("button", name="Reprendre l’aide").click()
        expect(phone.locator(".banner-help")).to_contain_text("Mariam Diallo vous aide")
        phone.goto(f"{origin}/access")
        expect(phone.locator("h1")).to_have_text("Fermé pendant l’aide")
        phone.locator(".banner-help button").click()
        phone.wait_for_url("**/receipts/*")
        phone.goto(f"{origin}/access")
        expect(phone.locator("h1")).to_have_text("Qui voit quoi")
        two.close()


def _begin(two: Two, origin: str, **chosen: str) -> None:
    """She chooses on her phone, the helper reads her code."""
    phone, computer = two.phone, two.computer
    phone.goto(f"{origin}/assisted/new")
    for name, value in chosen.items():
        phone.locator(f"input[name={name}][value='{value}']").check()
    phone.locator("main form button[type=submit]").click()
    phone.wait_for_url("**/check")
    phone.locator("form[action$='/offer'] button").click()
    code = phone.locator("p.code").inner_text()
    computer.goto(f"{origin}/desk/help#{code}")
    computer.locator("main form button[type=submit]").first.click()
    computer.wait_for_url(f"{origin}/")


def test_in_her_absence_and_she_stops_it_from_her_phone(chromium: Browser, migrated_file: Path, tmp_path: Path) -> None:
    links: list[str] = []
    with serving(migrated_file, tmp_path, _fill(links)) as (origin, _):
        two = Two(chromium, "fr")
        _opened(two, origin, links)
        phone, computer = two.phone, two.computer
        _begin(two, origin, posture="for", parts="logement", days="30", protected="no")
        computer.locator(".banner-help button").click()
        computer.goto(f"{origin}/desk/help")
        two.check(computer)
        computer.locator('form[action$="/begin"] button').click()
        computer.wait_for_url(f"{origin}/")
        phone.goto(f"{origin}/assisted")
        two.check(phone)
        phone.locator('form[action^="/assisted/helps/"] button').click()
        phone.wait_for_url("**/receipts/*")
        computer.reload()
        expect(computer.locator("h1")).to_have_text("L’aide est finie")
        two.check(computer)
        two.close()


def test_at_the_limit_the_helpers_screen_empties_and_what_was_half_written_goes_on_next_time(
    chromium: Browser, migrated_file: Path, tmp_path: Path
) -> None:
    links: list[str] = []
    apps: list[Flask] = []

    def ends_in(seconds: int) -> None:
        with apps[0].extensions["carnet_database"].transaction(OPERATOR) as session:
            going = session.exec(select(Help).where(col(Help.ended_at).is_(None))).one()
            going.ends_at = clock.now() + timedelta(seconds=seconds)
            session.add(going)

    def taken(app: Flask) -> Flask:
        apps.append(app)
        return app

    with serving(migrated_file, tmp_path, _fill(links), taken) as (origin, _):
        two = Two(chromium, "fr")
        _opened(two, origin, links)
        computer = two.computer
        _begin(two, origin, parts="emploi", may="add", protected="no")
        computer.goto(f"{origin}/steps/new")
        with computer.expect_response("**/drafts"):
            computer.get_by_label("Que voulez-vous faire ?").press_sequentially("Passer mon permis")
        computer.goto(f"{origin}/")
        ends_in(20)
        computer.goto(f"{origin}/drafts")
        expect(computer.get_by_role("status").filter(has_text="L’aide s’arrête dans une minute")).to_be_visible()
        two.check(computer)
        computer.get_by_role("link", name="Continuer à écrire").click()
        expect(computer.get_by_label("Que voulez-vous faire ?")).to_have_value("Passer mon permis")
        # The last words, with no time left for the form to keep them by itself: the end does.
        ends_in(5)
        computer.reload()
        computer.get_by_label("Pourquoi ?").fill("Pour travailler la nuit")
        expect(computer.locator("h1")).to_have_text("L’aide est finie", timeout=20_000)
        expect(computer.get_by_text("Awa")).to_have_count(0)
        two.check(computer)

        _begin(two, origin, parts="emploi", may="add", protected="no")
        expect(computer.get_by_text("Un texte commencé attend")).to_be_visible()
        two.check(computer)
        computer.get_by_role("link", name="Voir ce qui est gardé").click()
        two.check(computer)
        computer.get_by_role("link", name="Continuer à écrire").click()
        expect(computer.get_by_label("Pourquoi ?")).to_have_value("Pour travailler la nuit")
        computer.get_by_role("button", name="Ajouter cette étape").click()
        expect(computer.locator("h1")).not_to_have_text("Ajouter une étape")
        computer.goto(origin)
        expect(computer.get_by_text("Un texte commencé attend")).to_have_count(0)
        two.close()


def test_a_known_person_is_helped_in_less_than_three_minutes(chromium: Browser, tmp_path: Path) -> None:
    met = meet(chromium, tmp_path)
    assert met.checks, "her receipt checks on its page"
    assert (met.screens, met.taps, met.letters) == (12, 10, 6)
    # How long machines take is for `make prove-kiosk`: here, what two people do at the pace written there.
    assert met.lasts - met.waited < AIM
