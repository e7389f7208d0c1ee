"""Her carnet without network, in real Chromium; and what a device that others use keeps of it: nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Error, Page, expect
from werkzeug import Response

from beneficiary_app import clock
from beneficiary_app.seed.service import seed
from beneficiary_app.sync import scripts
from tests.browser.conftest import Network, serving
from tests.browser.looks import is_sound

pytestmark = pytest.mark.browser
RESIDUE = """async () => [
  (await indexedDB.databases()).length, (await caches.keys()).length,
  (await navigator.serviceWorker.getRegistrations()).length, localStorage.length + sessionStorage.length,
]"""
PAGES = """() => new Promise((resolve) => indexedDB.databases().then((known) => {
  if (!known.length) return resolve(0);
  const asked = indexedDB.open("carnet");
  asked.onsuccess = () => {
    const found = asked.result.transaction("packs").objectStore("packs").getAll();
    found.onsuccess = () => { asked.result.close(); resolve(found.result.length); };
  };
}))"""
READABLE = [
    "/", "/journey", "/journey?theme=emploi", "/appointments", "/information", "/access", "/access/picture", "/history",
    "/notes", "/goals", "/situation", "/contracts", "/support", "/help", "/steps/new", "/goals/new",
    "/information/phone/correct",
]  # fmt: skip


def until(page: Page, promised: str) -> None:
    """Wait until what is promised is true, ten seconds at most; a page that goes elsewhere meanwhile is asked again."""
    for _ in range(100):
        try:
            if page.evaluate(promised):
                return
        except Error as error:
            if "context was destroyed" not in error.message:
                raise
        page.wait_for_timeout(100)
    raise AssertionError(promised)


def ready(page: Page) -> None:
    """Wait until this device can do without network."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(page, f"({PAGES})()")


@pytest.fixture
def network() -> list[Network]:
    """Where the served application’s network is put."""
    return []


@pytest.fixture
def served(migrated_file: Path, tmp_path: Path, network: list[Network]) -> Iterator[tuple[str, str]]:
    """The invented territory behind a network that can fail."""

    def between(app: Flask) -> Network:
        network.append(Network(app))
        return network[0]

    with serving(migrated_file, tmp_path, lambda session: seed(session, now=clock.now()), between) as opened:
        yield opened


def test_everything_is_readable_without_network_with_its_date(page: Page, phone: BrowserContext) -> None:
    ready(page)
    origin = page.url.rstrip("/")
    page.goto(origin + "/journey")
    step = page.get_by_role("link", name="Atelier CV").first.get_attribute("href") or ""
    answer = step.replace("/steps/", "/answers/step/") + "/cannot"
    phone.set_offline(True)
    for path in [*READABLE, step, answer]:
        page.goto(origin + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Hors ligne. Informations du")).to_be_visible()
        assert not page.evaluate("document.styleSheets.length === 0"), path
    page.get_by_role("link", name="Accueil").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Awa")
    page.get_by_role("link", name="Voir ce rendez-vous").click()
    expect(page.get_by_text("12 rue de l’Exemple, 62300 Lens")).to_be_visible()


def test_a_page_that_is_not_kept_says_so_in_every_language(page: Page, phone: BrowserContext) -> None:
    ready(page)
    phone.set_offline(True)
    page.goto(page.url + "nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pas d’internet")
    expect(page.locator("[lang=ar] h2")).to_be_visible()


PORTALS = [{"response": "<h1>Wi-Fi gratuit</h1>", "status": 200}, {"response": "", "status": 502}]


@pytest.mark.parametrize("portal", PORTALS)
def test_a_portal_or_a_gateway_does_not_hide_her_page(
    page: Page, network: list[Network], portal: dict[str, Any]
) -> None:
    ready(page)
    network[0].instead = lambda _path: Response(content_type="text/html", **portal)
    page.goto(page.url + "journey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon parcours")
    expect(page.get_by_text("Hors ligne. Informations du")).to_be_visible()


def test_a_page_of_hers_is_in_no_cache(page: Page) -> None:
    ready(page)
    kept = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) found.push(await (await cache.match(request)).text());
          }
          return found.join("");
        }"""
    )
    assert len(kept) > 100_000
    assert "Awa" not in kept
    assert "Lens" not in kept


def test_the_key_of_what_is_kept_cannot_be_read_out(page: Page) -> None:
    ready(page)
    page.evaluate(
        """() => new Promise((resolve) => { indexedDB.open("carnet").onsuccess = (event) => {
          event.target.result.transaction("keys").objectStore("keys").getAll().onsuccess = (found) => {
            window.carnetKeys = found.target.result.map((one) => one.key); resolve(); }; }; })"""
    )
    told = page.evaluate(
        "Promise.all(carnetKeys.map((key) => crypto.subtle.exportKey('raw', key).then(() => 'read', (e) => e.name)))"
    )
    assert told
    assert set(told) == {"InvalidAccessError"}


@pytest.mark.parametrize("whose", ["Non, d’autres l’utilisent"])
def test_a_device_that_others_use_keeps_nothing(phone: BrowserContext, served: tuple[str, str], whose: str) -> None:
    origin, link = served
    page = phone.new_page()
    page.goto(f"{origin}/open/{link}")
    page.get_by_label(whose).check()
    page.get_by_role("button", name="Ouvrir mon carnet").click()
    page.wait_for_url(f"{origin}/")
    for path in ("/", "/journey", "/notes", "/access"):
        page.goto(origin + path, wait_until="networkidle")
        assert page.evaluate(RESIDUE) == [0, 0, 0, 0]
    page.goto(origin + "/help")
    page.get_by_role("button", name="Fermer mon carnet").click()
    page.wait_for_url(f"{origin}/welcome")
    assert page.evaluate(RESIDUE) == [0, 0, 0, 0]


def test_before_signing_in_nothing_is_kept(phone: BrowserContext, served: tuple[str, str]) -> None:
    page = phone.new_page()
    for path in ("/welcome", "/enter", "/help", "/language", "/desk/enter"):
        page.goto(served[0] + path, wait_until="networkidle")
        assert page.evaluate(RESIDUE) == [0, 0, 0, 0]


def test_a_slow_network_is_not_waited_for_more_than_three_seconds(page: Page, network: list[Network]) -> None:
    ready(page)
    network[0].instead = lambda path: sleep(6) if path == "/journey" else None
    began = monotonic()
    page.goto(page.url + "journey")
    expect(page.get_by_text("Hors ligne. Informations du")).to_be_visible()
    assert 2.5 < monotonic() - began < 5.5


def test_a_new_version_waits_until_she_takes_it(page: Page, phone: BrowserContext, network: list[Network]) -> None:
    ready(page)
    origin = page.url.rstrip("/")
    page.goto(origin + "/journey", wait_until="networkidle")
    network[0].instead = _newer
    page.goto(origin + "/appointments", wait_until="networkidle")
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    button = page.get_by_role("button", name="Mettre à jour")
    expect(button).to_be_visible()
    assert len(page.evaluate("caches.keys()")) == 2
    with page.expect_navigation():
        button.click()
    expect(button).to_have_count(0)
    until(page, "caches.keys().then((found) => found.join() === 'carnet-newer')")
    phone.set_offline(True)
    page.goto(origin + "/notes")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes notes")


def _newer(path: str) -> Response | None:
    newer = re.sub("^const VERSION=.*$", 'const VERSION="newer";', scripts.worker(), flags=re.MULTILINE)
    return Response(newer, content_type="text/javascript") if path == "/service-worker.js" else None


def test_the_worker_takes_itself_away_when_it_must(page: Page, network: list[Network]) -> None:
    ready(page)
    network[0].instead = lambda path: (
        Response(scripts.TAKEN_AWAY, content_type="text/javascript") if path == "/service-worker.js" else None
    )
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    until(page, "navigator.serviceWorker.getRegistrations().then((found) => found.length === 0)")
    until(page, "caches.keys().then((found) => found.length === 0)")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_axe_finds_nothing_without_network(page: Page, phone: BrowserContext, language: str) -> None:
    origin = page.url.rstrip("/")
    phone.add_cookies([{"name": "language", "value": language, "url": origin}])
    page.goto(origin, wait_until="networkidle")
    ready(page)
    page.goto(origin, wait_until="networkidle")
    phone.set_offline(True)
    for path in ("/", "/journey", "/access", "/notes", "/nowhere"):
        page.goto(origin + path)
        is_sound(page)


def test_when_she_has_closed_it_nothing_of_hers_opens_without_network(page: Page, phone: BrowserContext) -> None:
    ready(page)
    origin = page.url.rstrip("/")
    page.goto(origin + "/help")
    page.get_by_role("button", name="Fermer mon carnet").click()
    page.wait_for_url(f"{origin}/welcome")
    phone.set_offline(True)
    page.goto(origin + "/journey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pas d’internet")
