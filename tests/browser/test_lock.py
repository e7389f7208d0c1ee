"""What this device keeps, behind her passkey: it opens without network for her finger, and for nobody else’s."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from tests.browser.test_offline import ready, until
from tests.browser.test_outbox import link_for, network, origin, served, sign_in, write  # noqa: F401 - fixtures
from tests.browser.test_passkeys import add_this_phone, authenticator  # noqa: F401 - fixtures
from tests.browser.test_wrong import KEYS, WAITING

pytestmark = pytest.mark.browser
Authenticator = tuple[CDPSession, str]
LATER = """() => carnet.work(["keys"], "readwrite", async (keys) => {
  const [lock] = (await carnet.ask(keys.getAll())).filter((one) => one.id.endsWith(" lock"));
  await carnet.ask(keys.put({ ...lock, until: Date.now() - 1 })); })"""
# A row as « Garder sur ce téléphone » writes it, and what the worker makes of it.
PAPER = """async () => {
  const account = document.body.dataset.carnetAccount;
  const row = { paper: "01a2140a-94ae-707b-9717-0089c7e435e1", version: 1, n: 1, account };
  const [key, plain] = [await carnet.keyOf(account, "reading"), new TextEncoder().encode("bail")];
  const sealed = await carnet.sealBytes(key, carnet.boundPage(account, row), plain);
  await carnet.work(["papers"], "readwrite", (papers) => carnet.ask(papers.put({ ...row, ...sealed }))); }"""
SEEN = """async () => {
  const account = document.body.dataset.carnetAccount;
  const [row] = await carnet.work(["papers"], "readonly", (papers) => carnet.ask(papers.getAll()));
  const plain = await carnet.unsealBytes(await carnet.keyOf(account, "reading"), carnet.boundPage(account, row), row);
  return new TextDecoder().decode(plain); }"""
CAN_EXPORT = """async () => {
  const key = await carnet.keyOf(document.body.dataset.carnetAccount, "reading");
  return key.extractable; }"""
LOCKED = "Votre carnet est fermé à clé"


def lock(page: Page, origin: str) -> None:  # noqa: F811
    """Add this phone, then lock what it keeps."""
    add_this_phone(page)
    page.goto(origin + "/outbox")
    page.get_by_role("button", name="Fermer à clé").click()
    expect(page.get_by_text("C’est fermé à clé")).to_be_visible()


@pytest.mark.usefixtures("authenticator")
def test_locked_it_opens_with_her_passkey_without_network_and_with(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
) -> None:
    page.evaluate(PAPER)
    lock(page, origin)
    assert page.evaluate(SEEN) == "bail"
    assert not page.evaluate(CAN_EXPORT)
    page.goto(origin + "/journey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon parcours")
    for online in (True, False):
        page.evaluate(LATER)
        phone.set_offline(not online)
        page.goto(origin + "/journey")
        expect(page.get_by_role("heading", level=1)).to_have_text(LOCKED)
        assert "reading" not in page.evaluate(KEYS)
        page.get_by_role("button", name="Ouvrir mon carnet").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mon parcours")
    assert page.evaluate(SEEN) == "bail"


@pytest.mark.usefixtures("authenticator")
def test_what_she_writes_before_it_closes_is_sent_and_she_takes_the_lock_off(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
) -> None:
    lock(page, origin)
    phone.set_offline(True)
    write(page, origin, "Avant la serrure")
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    page.evaluate(LATER)
    phone.set_offline(False)
    page.goto(origin + "/outbox")
    page.get_by_role("button", name="Ouvrir mon carnet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("À envoyer")
    until(page, f"{WAITING}.then((left) => left === 0)")
    page.get_by_role("button", name="Ne plus fermer à clé").click()
    expect(page.get_by_role("button", name="Fermer à clé", exact=True)).to_be_visible()
    assert "lock" not in page.evaluate(KEYS)
    until(page, "carnet.read(Date.now()).then(({ pack }) => pack.pages['/notes']?.includes('Avant la serrure'))")
    phone.set_offline(True)
    page.goto(origin + "/notes")
    expect(page.get_by_text("Avant la serrure")).to_have_count(2)


@pytest.mark.usefixtures("authenticator")
def test_pages_that_went_come_back_behind_the_lock(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
) -> None:
    lock(page, origin)
    page.evaluate("carnet.forget(document.body.dataset.carnetAccount)")
    # No page of hers is kept while nobody has shown the passkey.
    page.goto(origin + "/journey", wait_until="networkidle")
    assert "reading" not in page.evaluate(KEYS)
    page.evaluate(LATER)
    page.goto(origin + "/journey")
    page.get_by_role("button", name="Ouvrir mon carnet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon parcours")
    ready(page)
    phone.set_offline(True)
    page.goto(origin + "/appointments")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes rendez-vous")


def test_without_its_passkey_it_stays_shut_and_what_waits_is_not_lost(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
    network: list[Any],  # noqa: F811
    authenticator: Authenticator,  # noqa: F811
) -> None:
    lock(page, origin)
    phone.set_offline(True)
    write(page, origin, "Toujours là")
    expect(page.get_by_text("Enregistré ici")).to_be_visible()
    page.evaluate(LATER)
    tools, identifier = authenticator
    tools.send("WebAuthn.clearCredentials", {"authenticatorId": identifier})
    page.goto(origin + "/journey")
    page.get_by_role("button", name="Ouvrir mon carnet").click()
    expect(page.get_by_text("Il ne s’est pas ouvert. Rien n’est perdu.")).to_be_visible()
    page.get_by_text("Je ne peux plus l’ouvrir comme cela").click()
    page.get_by_role("button", name="Fermer mon carnet ici").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre carnet est fermé")
    phone.set_offline(False)
    page.goto(origin + "/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre carnet est à vous")
    sign_in(page, origin, link_for(network, "Awa"))
    until(page, f"{WAITING}.then((left) => left === 0)")
    page.goto(origin + "/notes")
    expect(page.get_by_text("Toujours là")).to_have_count(2)


def test_a_passkey_that_cannot_says_so_and_changes_nothing(page: Page, phone: BrowserContext, origin: str) -> None:  # noqa: F811
    tools = phone.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True}  # fmt: skip
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(origin + "/outbox")
    expect(page.get_by_role("link", name="Ajouter d’abord cet appareil")).to_be_visible()
    add_this_phone(page)
    page.goto(origin + "/outbox")
    page.get_by_role("button", name="Fermer à clé").click()
    expect(page.get_by_text("Cela n’a pas marché : rien n’a changé.")).to_be_visible()
    page.get_by_role("button", name="Revenir").click()
    expect(page.get_by_role("button", name="Fermer à clé")).to_be_visible()
    assert "lock" not in page.evaluate(KEYS)
    phone.set_offline(True)
    page.goto(origin + "/journey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon parcours")
