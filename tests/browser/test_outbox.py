"""What she writes without network, in real Chromium: kept here, sent once, never lost."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import select
from werkzeug import Response

from beneficiary_app import clock
from beneficiary_app.identity import service as identity
from beneficiary_app.people.models import Person
from beneficiary_app.seed.service import seed
from tests.browser.conftest import Network, serving
from tests.browser.looks import is_sound
from tests.browser.test_offline import ready

pytestmark = pytest.mark.browser
PORTAL = Response("<h1>Wi-Fi gratuit</h1>", content_type="text/html")


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


@pytest.fixture
def origin(page: Page) -> str:
    """Where the carnet is; this device can do without network."""
    ready(page)
    return page.url.rstrip("/")


def write(page: Page, origin: str, text: str) -> None:
    """Write a note and press the button."""
    page.goto(origin + "/notes")
    page.get_by_label("Écrire une note").fill(text)
    page.get_by_role("button", name="Garder cette note").first.click()


def link_for(network: list[Network], first_name: str) -> str:
    """A one-time link into somebody’s carnet."""
    with network[0].app.extensions["carnet_database"].transaction() as session:
        carnet_id = session.exec(select(Person.carnet_id).where(Person.first_name == first_name)).one()
        return identity.invite(session, carnet_id, now=clock.now())


def sign_in(page: Page, origin: str, link: str) -> None:
    page.goto(f"{origin}/open/{link}")
    page.get_by_role("button", name="Ouvrir mon carnet").click()
    page.wait_for_url(origin + "/")


def test_with_the_network_a_form_leads_where_it_always_led(page: Page, origin: str) -> None:
    page.goto(origin + "/steps/new")
    page.get_by_label("Que voulez-vous faire ?").fill("Appeler la mairie")
    page.get_by_role("button", name="Ajouter cette étape").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Appeler la mairie")
    expect(page.get_by_text("À envoyer")).to_be_hidden()


def test_without_network_it_says_what_is_true_and_is_sent_once_when_it_is_back(
    page: Page, phone: BrowserContext, origin: str
) -> None:
    phone.set_offline(True)
    write(page, origin, "Le bus ne passe plus")
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    expect(page.get_by_label("Écrire une note")).to_have_value("")
    expect(page.get_by_role("link", name="À envoyer 1")).to_be_visible()
    page.goto(origin + "/")
    page.goto(origin + "/notes")
    expect(page.get_by_text("Le bus ne passe plus")).to_be_visible()
    phone.set_offline(False)
    page.goto(origin + "/outbox")
    expect(page.get_by_text("Rien n’attend.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Reçu le .* Numéro\s: \w{3}-\w{3}"))).to_be_visible()
    page.goto(origin + "/notes")
    expect(page.get_by_text("Le bus ne passe plus")).to_have_count(2)


def test_the_network_that_comes_back_sends_by_itself(page: Page, phone: BrowserContext, origin: str) -> None:
    phone.set_offline(True)
    write(page, origin, "Dans le tunnel")
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    phone.set_offline(False)
    expect(page.get_by_role("link", name="À envoyer")).to_be_hidden(timeout=15_000)


def test_a_portal_and_a_fault_take_nothing_away(page: Page, origin: str, network: list[Network]) -> None:
    for answer in (PORTAL, Response("", status=503), Response("", status=413)):
        network[0].instead = lambda path, answer=answer: answer if path == "/notes" else None  # type: ignore[misc]
        page.goto(origin + "/outbox")
        page.evaluate("fetch('/sync/pack')")
        write(page, origin, f"Reste ici {answer.status_code}")
        expect(page.get_by_text(f"Reste ici {answer.status_code}").first).to_be_visible()
    expect(page.get_by_role("link", name="À envoyer 3")).to_be_visible()
    network[0].instead = lambda _path: None
    page.goto(origin + "/outbox")
    # It may have left by itself already: the button is pressed whether it still shows or not.
    page.evaluate("document.querySelector('[data-carnet-send-now]').click()")
    expect(page.get_by_text("Rien n’attend.")).to_be_visible(timeout=15_000)
    page.goto(origin + "/notes")
    for status in (200, 503, 413):
        expect(page.get_by_text(f"Reste ici {status}")).to_have_count(2)


def test_what_is_refused_is_hers_to_correct_and_the_correction_takes_its_place(
    page: Page, phone: BrowserContext, origin: str
) -> None:
    phone.set_offline(True)
    page.goto(origin + "/steps/new")
    page.get_by_label("Que voulez-vous faire ?").fill(" ")
    page.get_by_label("Pourquoi ?").fill("Pour ma fille")
    page.get_by_role("button", name="Ajouter cette étape").click()
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    phone.set_offline(False)
    page.goto(origin + "/outbox")
    expect(page.get_by_role("heading", name="À vous de jouer")).to_be_visible()
    expect(page.get_by_text("Écrivez quelques mots, puis envoyez.")).to_be_visible()
    page.get_by_role("button", name="Corriger").click()
    expect(page.get_by_label("Pourquoi ?")).to_have_value("Pour ma fille")
    page.get_by_label("Que voulez-vous faire ?").fill("Inscrire ma fille")
    page.get_by_role("button", name="Ajouter cette étape").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inscrire ma fille")
    page.goto(origin + "/outbox")
    expect(page.get_by_text("Rien n’attend.")).to_be_visible()


def test_a_refused_form_shows_the_point_and_what_is_sent_from_there_replaces_it(page: Page, origin: str) -> None:
    page.goto(origin + "/steps/new")
    page.get_by_label("Pourquoi ?").fill("Pour ma fille")
    page.get_by_role("button", name="Ajouter cette étape").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Pourquoi ?")).to_have_value("Pour ma fille")
    page.get_by_label("Que voulez-vous faire ?").fill("Inscrire ma fille")
    page.get_by_role("button", name="Ajouter cette étape").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inscrire ma fille")
    expect(page.get_by_role("link", name="À envoyer")).to_be_hidden()


def test_an_entry_can_be_kept_as_a_file_and_let_go(page: Page, phone: BrowserContext, origin: str) -> None:
    phone.set_offline(True)
    write(page, origin, "Pour mes archives")
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    page.goto(origin + "/outbox")
    page.get_by_text("Garder ou supprimer").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Garder en fichier").click()
    assert json.loads(Path(download.value.path()).read_text())["words"] == "Pour mes archives"
    page.get_by_role("button", name="Supprimer").click()
    expect(page.get_by_text("Rien n’attend.")).to_be_visible()


def test_a_session_that_is_over_keeps_everything_and_she_signs_in_again(
    page: Page, phone: BrowserContext, origin: str, network: list[Network]
) -> None:
    phone.set_offline(True)
    write(page, origin, "Avant la fin de la session")
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    phone.clear_cookies()
    phone.set_offline(False)
    expect(page.get_by_role("link", name="À envoyer 1")).to_be_visible()
    sign_in(page, origin, link_for(network, "Awa"))
    page.goto(origin + "/outbox")
    expect(page.get_by_text("Rien n’attend.")).to_be_visible(timeout=15_000)
    page.goto(origin + "/notes")
    expect(page.get_by_text("Avant la fin de la session")).to_have_count(2)


def test_another_account_neither_sees_nor_sends_what_waits(
    page: Page, phone: BrowserContext, origin: str, network: list[Network]
) -> None:
    phone.set_offline(True)
    write(page, origin, "À Awa seule")
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    phone.clear_cookies()
    phone.set_offline(False)
    sign_in(page, origin, link_for(network, "Denys"))
    page.goto(origin + "/outbox")
    expect(page.get_by_text("Des éléments d’un autre carnet attendent")).to_be_visible()
    expect(page.get_by_text("À Awa seule")).to_have_count(0)
    page.goto(origin + "/notes")
    expect(page.get_by_text("À Awa seule")).to_have_count(0)
    phone.clear_cookies()
    sign_in(page, origin, link_for(network, "Awa"))
    page.goto(origin + "/notes")
    expect(page.get_by_text("À Awa seule").first).to_be_visible(timeout=15_000)


def test_two_tabs_send_each_entry_once(page: Page, phone: BrowserContext, origin: str) -> None:
    other = phone.new_page()
    other.goto(origin + "/journey")
    phone.set_offline(True)
    for number in range(3):
        write(page, origin, f"Onglet {number}")
        expect(page.get_by_text(f"Onglet {number}").first).to_be_visible()
    phone.set_offline(False)
    expect(page.get_by_role("link", name="À envoyer")).to_be_hidden(timeout=15_000)
    expect(other.get_by_role("link", name="À envoyer")).to_be_hidden(timeout=15_000)
    page.goto(origin + "/notes")
    texts = page.locator(".card > p:first-child").all_inner_texts()
    assert texts == ["Onglet 2", "Onglet 1", "Onglet 0"]


def test_closing_with_something_unsent_asks_first(page: Page, phone: BrowserContext, origin: str) -> None:
    phone.set_offline(True)
    write(page, origin, "Pas encore parti")
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    page.goto(origin + "/help")
    page.get_by_role("button", name="Fermer mon carnet").click()
    expect(page.get_by_text("Fermer maintenant les efface.")).to_be_visible()
    page.get_by_text("Fermer quand même").click()
    page.get_by_role("button", name="Effacer et fermer mon carnet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre carnet est fermé")


def test_closing_works_without_network_and_the_session_ends_when_it_is_back(
    page: Page, phone: BrowserContext, origin: str
) -> None:
    phone.set_offline(True)
    page.goto(origin + "/help")
    page.get_by_role("button", name="Fermer mon carnet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre carnet est fermé")
    page.goto(origin + "/journey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre carnet est fermé")
    phone.set_offline(False)
    page.goto(origin + "/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre carnet est à vous")
    page.goto(origin + "/journey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre carnet est fermé")
    assert phone.cookies() == []


def test_what_waits_is_not_readable_on_the_disk(page: Page, phone: BrowserContext, origin: str) -> None:
    phone.set_offline(True)
    write(page, origin, "Un secret bien gardé")
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    kept = page.evaluate(
        """() => new Promise((resolve) => { indexedDB.open("carnet").onsuccess = (event) => {
          event.target.result.transaction("outbox").objectStore("outbox").getAll().onsuccess = (found) => {
            resolve(found.target.result.map((one) => Object.keys(one).filter((key) => typeof one[key] === "string")
              .map((key) => one[key]).join(" ") + new TextDecoder().decode(one.ct))); }; }; })"""
    )
    assert len(kept) == 1
    assert "secret" not in kept[0]


def test_a_full_device_keeps_her_words_in_the_form_and_sends_them_by_itself(page: Page, origin: str) -> None:
    page.goto(origin + "/notes")
    page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    page.get_by_label("Écrire une note").fill("Le téléphone est plein")
    page.get_by_role("button", name="Garder cette note").first.click()
    expect(page.get_by_text("Ce téléphone n’a plus de place.")).to_be_visible()
    expect(page.get_by_label("Écrire une note")).to_have_value("Le téléphone est plein")
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect(page.get_by_text("Le téléphone est plein").first).to_be_visible()


def test_a_clock_that_is_two_days_wrong_changes_nothing(page: Page, phone: BrowserContext, origin: str) -> None:
    page.clock.install(time=clock.now().timestamp() - 2 * 24 * 3600)
    page.clock.resume()
    phone.set_offline(True)
    write(page, origin, "L’heure est fausse")
    expect(page.get_by_text("L’heure est fausse").first).to_be_visible()
    phone.set_offline(False)
    expect(page.get_by_text("Reçu le")).to_be_visible(timeout=15_000)
    page.goto(origin + "/notes")
    expect(page.get_by_text("L’heure est fausse")).to_have_count(2)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_axe_finds_nothing_where_something_waits(page: Page, phone: BrowserContext, origin: str, language: str) -> None:
    phone.add_cookies([{"name": "language", "value": language, "url": origin}])
    page.goto(origin + "/notes", wait_until="networkidle")
    phone.set_offline(True)
    page.goto(origin + "/notes")
    page.locator("textarea").first.fill("Une note qui attend")
    page.locator("main form button").first.click()
    expect(page.locator("main [data-carnet-entry]")).to_be_visible()
    for path in ("/notes", "/outbox"):
        page.goto(origin + path)
        expect(page.locator("main [data-carnet-entry]")).to_be_visible()
        is_sound(page)
