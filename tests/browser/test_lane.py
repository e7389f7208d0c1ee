"""Papers without network, in real Chromium: kept sealed, sent piece by piece in their own lane, never in the way."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Page, expect
from werkzeug import Response

from tests.browser.conftest import Network
from tests.browser.test_offline import until
from tests.browser.test_outbox import link_for, network, origin, served, sign_in  # noqa: F401 - fixtures
from tests.browser.test_papers import at_work

pytestmark = pytest.mark.browser
PAPER = re.compile(r"/papers/[0-9a-f-]{36}$")
SENT = "carnet.entriesOf(document.body.dataset.carnetAccount).then((found) => found.length === 0)"
ARRIVED = "carnet.entriesOf(document.body.dataset.carnetAccount).then((found) => found[0]?.arrived > 0)"
ROWS = """(name) => new Promise((resolve) => { indexedDB.open("carnet").onsuccess = (event) => {
  event.target.result.transaction(name).objectStore(name).getAll().onsuccess = (found) => {
    resolve(found.target.result.map((one) => new TextDecoder("latin1").decode(one.ct))); }; }; })"""
# The system’s « share » sheet, as a browser makes its request: a form that navigates.
SHARE = """(bytes) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: "/papers/shared", enctype: "multipart/form-data" });
  const input = Object.assign(document.createElement("input"), { type: "file", name: "files" });
  const bag = new DataTransfer();
  bag.items.add(new File([new Uint8Array(bytes)], "IMG_2041.jpg", { type: "image/jpeg" }));
  input.files = bag.files;
  form.append(input);
  document.body.append(form);
  form.submit();
}"""


def photo(width: int = 900) -> bytes:
    """A photo that no browser makes lighter: noise, already small enough."""
    held = BytesIO()
    Image.effect_noise((width, width), 80).save(held, "JPEG", quality=60)
    return held.getvalue()


def _file(content: bytes) -> FilePayload:
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": content}


def add(page: Page, origin: str, title: str, content: bytes) -> None:  # noqa: F811
    """Choose a photo, name it, press the button."""
    page.goto(origin + "/papers/new/logement")
    page.locator("#files").set_input_files([_file(content)])
    expect(page.locator("[data-carnet-pages] .page")).to_have_count(1)
    page.get_by_label("Comment l’appelez-vous").fill(title)
    page.get_by_role("button", name="Envoyer ce papier").click()


def test_a_paper_added_without_network_is_kept_sealed_shown_in_place_and_arrives(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
) -> None:
    phone.set_offline(True)
    add(page, origin, "Bail du 12", photo())
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    expect(page.get_by_text("0 Mo sur")).to_be_visible()
    expect(page.locator("[data-carnet-pages] .page")).to_have_count(0)
    kept = page.evaluate(ROWS, "files")
    assert kept
    assert not any("JFIF" in piece or "Bail" in piece for piece in kept)
    page.goto(origin + "/papers")
    expect(page.get_by_text("Bail du 12")).to_be_visible()
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    phone.set_offline(False)
    expect(page.get_by_text("Reçu le")).to_be_visible(timeout=30_000)
    assert page.evaluate(ROWS, "files") == []
    page.goto(origin + "/papers")
    page.get_by_role("link", name="Bail du 12").click()
    expect(page.get_by_text("Nous vérifions le fichier")).to_be_visible()


def test_without_network_a_form_without_a_photo_stays_where_it_is(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
) -> None:
    phone.set_offline(True)
    page.goto(origin + "/papers/new/logement")
    page.get_by_label("Comment l’appelez-vous").fill("Sans photo")
    page.get_by_role("button", name="Envoyer ce papier").click()
    expect(page.locator("#files")).to_be_focused()
    expect(page.get_by_label("Comment l’appelez-vous")).to_have_value("Sans photo")


def test_a_big_paper_resumes_where_it_was_and_a_note_does_not_wait_for_it(
    page: Page,
    origin: str,  # noqa: F811
    network: list[Network],  # noqa: F811
) -> None:
    seen: list[str] = []

    def failing(path: str) -> Response | None:
        pieces = sum("/files/" in one for one in seen)
        seen.append(path)
        # The line dies after the third piece, until the note is in.
        dead = "/files/" in path and pieces >= 3 and "/notes" not in seen
        return Response("", status=503) if dead else None

    network[0].instead = failing
    page.on("request", lambda one: seen.append(f"{one.method} {one.headers.get('upload-offset', '')}"))
    add(page, origin, "Gros dossier", photo(2000))
    until(page, ARRIVED)
    page.goto(origin + "/notes")
    page.get_by_label("Écrire une note").fill("Pendant ce temps")
    page.evaluate("document.title = 'Avant la réponse'")
    page.get_by_role("button", name="Garder cette note").first.click()
    # Received, and gone on to where the answer leads.
    expect(page).not_to_have_title("Avant la réponse")
    page.goto(origin + "/outbox")
    page.evaluate("document.querySelector('[data-carnet-send-now]').click()")
    until(page, SENT)
    offsets = [one for one in seen if one.startswith("PATCH ")]
    assert offsets.count("PATCH 0") == 1, "what had arrived is not sent again"
    page.goto(origin + "/papers")
    expect(page.get_by_role("link", name="Gros dossier")).to_be_visible()
    page.goto(origin + "/notes")
    expect(page.get_by_text("Pendant ce temps").first).to_be_visible()


def test_a_paper_given_up_on_another_device_is_hers_to_send_again(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
    network: list[Network],  # noqa: F811
) -> None:
    network[0].instead = lambda path: Response("", status=503) if "/files/" in path else None
    add(page, origin, "Abandonné", photo())
    until(page, "carnet.entriesOf(document.body.dataset.carnetAccount).then((found) => Boolean(found[0]?.begun))")
    browser = phone.browser
    assert browser
    other = browser.new_context(locale="fr-FR")
    elsewhere = other.new_page()
    sign_in(elsewhere, origin, link_for(network, "Awa"))
    elsewhere.goto(origin + "/papers")
    elsewhere.get_by_role("link", name="Abandonné").click()
    expect(elsewhere.get_by_text("Ce papier n’a pas fini d’arriver.")).to_be_visible()
    elsewhere.get_by_role("button", name="Abandonner cet envoi").click()
    elsewhere.wait_for_url(origin + "/papers")
    other.close()
    network[0].instead = lambda _path: None
    page.goto(origin + "/outbox")
    page.evaluate("document.querySelector('[data-carnet-send-now]').click()")
    expect(page.get_by_text("Cet envoi a été abandonné")).to_be_visible(timeout=15_000)
    page.get_by_role("button", name="Renvoyer tel quel").click()
    until(page, SENT)
    page.goto(origin + "/papers")
    expect(page.get_by_role("link", name="Abandonné")).to_be_visible()


def test_a_photo_that_is_shared_is_kept_first_then_told_what_it_is_about(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
) -> None:
    phone.set_offline(True)
    page.evaluate(SHARE, list(photo(300)))
    page.wait_for_url(origin + "/papers/new")
    expect(page.get_by_text("Une photo à ranger")).to_be_visible()
    expect(page.get_by_text("IMG_2041.jpg")).to_be_visible()
    assert len(page.evaluate(ROWS, "files")) == 1
    page.get_by_role("link", name="Santé").click()
    expect(page.locator("[data-carnet-pages] .page")).to_have_count(1)
    page.get_by_label("Comment l’appelez-vous").fill("Ordonnance partagée")
    page.get_by_role("button", name="Envoyer ce papier").click()
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    expect(page.get_by_role("link", name="À envoyer 1")).to_be_visible()
    phone.set_offline(False)
    page.wait_for_url(PAPER)
    page.goto(origin + "/papers")
    expect(page.get_by_role("link", name="Ordonnance partagée")).to_be_visible()


def test_a_device_too_full_for_a_photo_sends_it_at_once(page: Page, origin: str) -> None:  # noqa: F811
    page.goto(origin + "/papers/new/sante", wait_until="networkidle")
    page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    page.locator("#files").set_input_files([_file(photo(300))])
    expect(page.locator("[data-carnet-pages] .page")).to_have_count(1)
    page.get_by_role("button", name="Envoyer ce papier").click()
    expect(page.get_by_text("Ce téléphone n’a plus de place.")).to_be_visible()
    expect(page.locator("[data-carnet-pages] .page")).to_have_count(1)
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect(page.get_by_text("Nous vérifions le fichier")).to_be_visible()


@pytest.fixture
def job(served: tuple[str, str], tmp_path: Path) -> Iterator[None]:  # noqa: F811
    """The job apart, at work."""
    assert served
    with at_work(tmp_path):
        yield


def held(page: Page) -> int:
    """How many sealed pictures this device keeps, and none of them in clear."""
    rows = page.evaluate(ROWS, "papers")
    assert not any("JFIF" in row for row in rows)
    return len(rows)


def test_a_paper_that_she_keeps_opens_without_network_and_another_says_why_not(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
    job: None,
) -> None:
    assert job is None
    addresses = []
    for title in ("Gardé", "Pas gardé"):
        add(page, origin, title, photo(300))
        page.wait_for_url(PAPER)
        expect(page.get_by_alt_text("Page 1 sur 1")).to_be_visible(timeout=30_000)
        addresses.append(page.url)
    page.goto(addresses[0])
    page.get_by_role("button", name="Garder sur ce téléphone").click()
    expect(page.get_by_text("Gardé sur ce téléphone")).to_be_visible()
    assert held(page) == 3, "what tells of it, its thumbnail, its page"
    for address in addresses:
        path = urlsplit(address).path
        until(page, f"carnet.read(Date.now()).then(({{ pack }}) => pack.pages['{path}']?.includes('/pages/1.jpg'))")
    phone.set_offline(True)
    page.goto(addresses[0])
    picture = page.get_by_alt_text("Page 1 sur 1")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("(img) => img.decode().then(() => img.naturalWidth)") == 300
    page.goto(addresses[1])
    expect(page.get_by_text("Les pages de ce papier s’ouvrent avec le réseau.")).to_be_visible()
    page.goto(origin + "/outbox")
    expect(page.get_by_role("link", name="Gardé")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Place prise par mes papiers gardés\s: \d.*\s/\s50\sMo"))).to_be_visible()
    page.get_by_role("button", name="Ne plus le garder ici").click()
    expect(page.get_by_role("link", name="Gardé")).to_be_hidden()
    assert held(page) == 0


def test_a_paper_beyond_the_budget_takes_the_place_of_none_and_the_bin_lets_go(
    page: Page,
    origin: str,  # noqa: F811
    job: None,
) -> None:
    assert job is None
    add(page, origin, "Le petit", photo(300))
    page.wait_for_url(PAPER)
    page.get_by_role("button", name="Garder sur ce téléphone").click(timeout=30_000)
    expect(page.get_by_text("Gardé sur ce téléphone")).to_be_visible()
    small = page.url
    page.evaluate(
        """() => new Promise((done) => { indexedDB.open("carnet").onsuccess = (event) => {
          const papers = event.target.result.transaction("papers", "readwrite").objectStore("papers");
          papers.getAll().onsuccess = (found) => {
            papers.put({ ...found.target.result.find((row) => row.n < 0), size: 49.99e6 }).onsuccess = done; }; }; })"""
    )
    add(page, origin, "De trop", photo(900))
    page.wait_for_url(PAPER)
    page.get_by_role("button", name="Garder sur ce téléphone").click(timeout=30_000)
    expect(page.get_by_text("Il n’y a plus assez de place pour ce papier.")).to_be_visible()
    assert held(page) == 3
    page.goto(small)
    page.get_by_role("button", name="Mettre à la corbeille").click()
    expect(page.get_by_text("À la corbeille depuis").first).to_be_visible()
    page.goto(origin + "/papers")
    until(page, f"({ROWS})('papers').then((rows) => rows.length === 0)")
