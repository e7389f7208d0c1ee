"""What goes wrong on a device that keeps pages, in real Chromium: closed elsewhere, too old, emptied, updated."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import select
from werkzeug import Response

from beneficiary_app import clock
from beneficiary_app.people.models import Person
from beneficiary_app.seed.service import ask
from tests.browser.conftest import Network
from tests.browser.test_offline import PAGES, _newer, ready, until
from tests.browser.test_outbox import link_for, network, origin, served, sign_in, write  # noqa: F401 - fixtures
from tests.conftest import OPERATOR

pytestmark = pytest.mark.browser
WAITING = "carnet.entriesOf(document.body.dataset.carnetAccount).then((found) => found.length)"
KEYS = """() => new Promise((resolve) => { indexedDB.open("carnet").onsuccess = (event) => {
  event.target.result.transaction("keys").objectStore("keys").getAllKeys().onsuccess = (found) => {
    event.target.result.close(); resolve(found.target.result.map((one) => one.split(" ")[1]).join()); }; }; })"""
OLDER = """(days) => new Promise((resolve) => { indexedDB.open("carnet").onsuccess = (event) => {
  const packs = event.target.result.transaction("packs", "readwrite").objectStore("packs");
  packs.getAll().onsuccess = (found) => {
    const [one] = found.target.result;
    packs.put({ ...one, checked: one.checked - days * 24 * 3600 * 1000 }).onsuccess = resolve; }; }; })"""
# The outbox of the release before: no files, no papers, no key of its own.
BEFORE = """async (words) => {
  const account = document.body.dataset.carnetAccount;
  const key = await carnet.keyOf(account, "writing");
  const sealed = await carnet.seal(key, `${account}|outbox|${words.id}`, words.said);
  const all = await carnet.work(["keys", "facts"], "readonly", async (keys, facts) => (
    [await carnet.ask(keys.getAll()), await carnet.ask(facts.getAll())]
  ));
  const gone = indexedDB.deleteDatabase("carnet");
  await new Promise((done) => { gone.onsuccess = done; });
  const opened = indexedDB.open("carnet", 1);
  await new Promise((done) => {
    opened.onupgradeneeded = () => {
      const stores = { keys: "id", packs: "account", receipts: "id", facts: "name" };
      for (const [name, keyPath] of Object.entries(stores)) opened.result.createObjectStore(name, { keyPath });
      opened.result.createObjectStore("outbox", { keyPath: "n", autoIncrement: true });
    };
    opened.onsuccess = () => {
      const writing = opened.result.transaction(["keys", "facts", "outbox"], "readwrite");
      for (const one of all[0]) writing.objectStore("keys").put(one);
      for (const one of all[1]) writing.objectStore("facts").put(one);
      const entry = { account, lane: "journey", id: words.id, state: "kept", tries: 0, next: 0, ...sealed };
      writing.objectStore("outbox").add(entry);
      writing.oncomplete = () => { opened.result.close(); done(); };
    };
  });
}"""


def _dead() -> Response:
    return Response("", status=503)


def test_a_device_closed_from_another_lets_its_pages_go_and_keeps_what_is_not_sent(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
    network: list[Network],  # noqa: F811
) -> None:
    phone.set_offline(True)
    write(page, origin, "Sur le téléphone perdu")
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    browser = phone.browser
    assert browser
    other = browser.new_context(locale="fr-FR")
    elsewhere = other.new_page()
    sign_in(elsewhere, origin, link_for(network, "Awa"))
    elsewhere.goto(origin + "/keys")
    elsewhere.get_by_role("button", name="Fermer partout ailleurs").click()
    expect(elsewhere.get_by_role("button", name="Fermer partout ailleurs")).to_be_hidden()
    other.close()
    phone.set_offline(False)
    until(page, f"({PAGES})().then((found) => found === 0)")
    assert page.evaluate(KEYS) == "writing"
    assert page.evaluate(WAITING) == 1
    phone.set_offline(True)
    page.goto(origin + "/journey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pas d’internet")
    phone.set_offline(False)
    sign_in(page, origin, link_for(network, "Awa"))
    until(page, f"{WAITING}.then((left) => left === 0)")
    page.goto(origin + "/notes")
    expect(page.get_by_text("Sur le téléphone perdu")).to_have_count(2)


@pytest.mark.parametrize(
    ("chosen", "days", "opens"), [("", 6, True), ("", 8, False), ("30 jours", 8, True), ("1 jour", 2, False)]
)
def test_pages_go_after_the_days_that_she_chose_and_what_waits_never_does(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
    chosen: str,
    days: int,
    opens: bool,
) -> None:
    if chosen:
        page.goto(origin + "/outbox")
        page.get_by_label(chosen).check()
        expect(page.locator("[data-carnet-days][data-carnet-ready]")).to_be_visible()
    phone.set_offline(True)
    write(page, origin, "Reste toujours")
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    page.evaluate(OLDER, days)
    page.goto(origin + "/journey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon parcours" if opens else "Pas d’internet")
    phone.set_offline(False)
    page.goto(origin + "/outbox")
    expect(page.get_by_text(re.compile("Reçu le .* Numéro"))).to_be_visible(timeout=15_000)
    page.goto(origin + "/notes")
    expect(page.get_by_text("Reste toujours")).to_have_count(2)


def test_a_device_that_the_system_has_emptied_says_so_and_counts_what_is_lost(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
    network: list[Network],  # noqa: F811
) -> None:
    page.goto(origin + "/notes")
    network[0].instead = lambda path: _dead() if path == "/notes" else None
    page.get_by_label("Écrire une note").fill("Perdue avec le reste")
    page.get_by_role("button", name="Garder cette note").first.click()
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    page.goto(origin + "/journey", wait_until="networkidle")
    until(page, "carnet.fact('health').then((told) => told?.what.startsWith('1,0,'))")
    tools = phone.new_cdp_session(page)
    page.goto("about:blank")
    tools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"})
    network[0].instead = lambda _path: None
    page.goto(origin + "/journey")
    expect(page.get_by_text("Ce téléphone a effacé ce qu’il gardait de votre carnet.")).to_be_visible()
    expect(page.get_by_text("1 chose n’était pas encore envoyée")).to_be_visible()
    ready(page)
    page.goto(origin + "/keys")
    expect(page.get_by_text("A effacé ce qu’il gardait le")).to_be_visible()
    expect(page.get_by_text("1 chose perdue")).to_be_visible()


def test_an_update_with_a_full_outbox_loses_nothing(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
    network: list[Network],  # noqa: F811
) -> None:
    network[0].instead = lambda path: _dead() if path == "/notes" else None
    page.goto(origin + "/outbox")
    phone.set_offline(True)
    write(page, origin, "Avant la mise à jour")
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    phone.set_offline(False)
    network[0].instead = lambda path: _dead() if path == "/notes" else _newer(path)
    page.goto(origin + "/appointments", wait_until="networkidle")
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    with page.expect_navigation():
        page.get_by_role("button", name="Mettre à jour").click()
    until(page, "caches.keys().then((found) => found.join() === 'carnet-newer')")
    assert page.evaluate(WAITING) == 1
    network[0].instead = _newer
    page.goto(origin + "/outbox")
    page.evaluate("document.querySelector('[data-carnet-send-now]').click()")
    until(page, f"{WAITING}.then((left) => left === 0)")


def test_what_waits_in_the_database_of_the_release_before_is_sent(page: Page, origin: str) -> None:  # noqa: F811
    said = {
        "url": "/notes",
        "fields": [["command_id", "01a2140a-94ae-707b-9717-0089c7e435e1"], ["text", "D’avant"]],
        "label": "Garder cette note",
        "words": "D’avant",
        "page": "/notes",
        "asked": 0,
    }
    page.goto(origin + "/help", wait_until="networkidle")
    page.evaluate(BEFORE, {"id": "01a2140a-94ae-707b-9717-0089c7e435e1", "said": said})
    page.goto(origin + "/outbox")
    until(page, f"{WAITING}.then((left) => left === 0)")
    page.goto(origin + "/notes")
    expect(page.get_by_text("D’avant")).to_have_count(2)


def test_taken_back_without_network_says_that_it_is_not_effective_yet_then_is(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
    network: list[Network],  # noqa: F811
) -> None:
    with network[0].app.extensions["carnet_database"].transaction(OPERATOR) as session:
        ask(session, session.exec(select(Person.carnet_id).where(Person.first_name == "Awa")).one(), now=clock.now())
    page.goto(origin + "/access")
    page.get_by_role("link", name="Répondre").click()
    page.locator("main").get_by_role("button", name="Oui, je choisis quoi").first.click()
    page.wait_for_url("**/what")
    for screen in ("time", "check"):
        page.locator("main").get_by_role("button", name="Continuer").first.click()
        page.wait_for_url(f"**/{screen}")
    page.locator("main").get_by_role("button", name="J’ouvre").first.click()
    page.wait_for_url(re.compile(r"/access/[0-9a-f-]{36}$"))
    page.goto(origin + "/access")
    until(page, "carnet.read(Date.now()).then(({ pack }) => pack.pages['/access'].includes('Arrêter maintenant'))")
    phone.set_offline(True)
    page.reload()
    page.get_by_role("button", name="Arrêter maintenant").first.click()
    expect(page.get_by_text("Pas encore effectif").first).to_be_visible()
    phone.set_offline(False)
    until(page, f"{WAITING}.then((left) => left === 0)")
    page.goto(origin + "/access")
    expect(page.get_by_role("button", name="Arrêter maintenant")).to_be_hidden()
