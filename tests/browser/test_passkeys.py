"""Passkeys in real Chromium, with its virtual authenticator in the place of the phone's own."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def authenticator(page: Page, phone: BrowserContext) -> Iterator[tuple[CDPSession, str]]:
    """A phone that verifies its owner, keeps passkeys, and would give secrets of extensions away."""
    tools = phone.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
               "hasUserVerification": True, "isUserVerified": True, "hasPrf": True}  # fmt: skip
    made: dict[str, Any] = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield tools, made["authenticatorId"]
    tools.send("WebAuthn.disable")


def origin(page: Page) -> str:
    return "/".join(page.url.split("/", 3)[:3])


def add_this_phone(page: Page) -> None:
    page.goto(origin(page) + "/keys")
    page.get_by_role("textbox").fill("Téléphone bleu")
    page.get_by_role("button", name="Ajouter cet appareil").click()
    expect(page.get_by_role("heading", name="Téléphone bleu")).to_be_visible()


def test_she_adds_her_phone_closes_and_comes_back_with_one_button(
    page: Page, authenticator: tuple[CDPSession, str]
) -> None:
    add_this_phone(page)
    page.get_by_role("button", name="Fermer mon carnet").click()
    page.wait_for_url("**/welcome")
    page.get_by_role("link", name="Ouvrir mon carnet").click()
    page.get_by_role("button", name="Ouvrir avec cet appareil").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Awa")
    tools, identifier = authenticator
    (kept,) = tools.send("WebAuthn.getCredentials", {"authenticatorId": identifier})["credentials"]
    assert kept["isResidentCredential"]


@pytest.mark.parametrize("bits", [{"isBogusSignature": True}, {"isBadUV": True}, {"isBadUP": True}])
def test_a_phone_that_lies_opens_nothing(
    page: Page, authenticator: tuple[CDPSession, str], bits: dict[str, bool]
) -> None:
    add_this_phone(page)
    page.get_by_role("button", name="Fermer mon carnet").click()
    page.wait_for_url("**/welcome")
    tools, identifier = authenticator
    tools.send("WebAuthn.setResponseOverrideBits", {"authenticatorId": identifier, **bits})
    page.goto(origin(page) + "/enter")
    page.get_by_role("button", name="Ouvrir avec cet appareil").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette clé n’a pas ouvert le carnet")
    page.goto(origin(page) + "/journey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre carnet est fermé")


def test_a_phone_that_does_not_know_its_owner_says_so_and_the_other_ways_stay(
    page: Page, authenticator: tuple[CDPSession, str]
) -> None:
    tools, identifier = authenticator
    add_this_phone(page)
    page.get_by_role("button", name="Fermer mon carnet").click()
    page.wait_for_url("**/welcome")
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": identifier, "isUserVerified": False})
    page.goto(origin(page) + "/enter")
    page.get_by_role("button", name="Ouvrir avec cet appareil").click()
    expect(page.get_by_role("alert")).to_contain_text("Votre appareil n’a pas donné de clé.")
    expect(page.get_by_role("link", name="J’ai une carte et un code")).to_be_visible()


@pytest.mark.parametrize("phone", [{"java_script_enabled": False}], indirect=True)
def test_without_script_the_passkey_is_not_offered_and_a_sheet_is_made(page: Page) -> None:
    page.goto(origin(page) + "/keys")
    expect(page.get_by_role("button", name="Ajouter cet appareil")).to_be_hidden()
    page.get_by_role("link", name="Ma feuille de secours").click()
    page.get_by_role("button", name="Faire ma feuille de secours").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre feuille de secours")


def test_a_scanned_code_fills_its_field_and_leaves_the_address(page: Page) -> None:
    page.goto(origin(page) + "/enter/sheet#ABCD1234EFGH5678")
    expect(page.get_by_label("Le code imprimé")).to_have_value("ABCD1234EFGH5678")
    assert "#" not in page.url


@pytest.mark.usefixtures("authenticator")
def test_a_computer_opens_by_itself_when_she_says_yes_on_her_phone(page: Page, chromium: Browser) -> None:
    add_this_phone(page)
    library = chromium.new_context(viewport=ViewportSize(width=1280, height=800), locale="fr-FR")
    computer = library.new_page()
    computer.goto(origin(page) + "/enter")
    computer.get_by_role("link", name="Ouvrir depuis mon téléphone").click()
    computer.get_by_role("button", name="Montrer un numéro").click()
    number = computer.locator(".printed .number").inner_text()
    picture = computer.locator(".printed .picture").inner_text().strip()
    page.get_by_role("link", name="Ouvrir un ordinateur").click()
    page.get_by_label("Les six chiffres").fill(number)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name=picture).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("L’ordinateur est ouvert")
    expect(computer.get_by_role("heading", level=1)).to_have_text("Bonjour Awa", timeout=10_000)
    page.get_by_role("link", name="Mes appareils et mes clés").last.click()
    page.get_by_role("button", name="Fermer sur cet appareil-là").click()
    expect(page.get_by_role("button", name="Fermer sur cet appareil-là")).to_have_count(0)
    computer.reload()
    expect(computer.get_by_text("Bonjour Awa")).to_have_count(0)
    library.close()


@pytest.mark.usefixtures("authenticator")
def test_the_keyboard_itself_offers_the_passkey_where_a_code_is_typed(page: Page) -> None:
    add_this_phone(page)
    page.get_by_role("button", name="Fermer mon carnet").click()
    page.wait_for_url("**/welcome")
    assert page.evaluate("PublicKeyCredential.isConditionalMediationAvailable()")
    page.goto(origin(page) + "/enter/letter", wait_until="commit")
    # The virtual authenticator answers at once, as a thumb on its own suggestion would.
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Awa", timeout=10_000)


# A phone that was not there when the key was removed, and what it is told later.
TOLD = """
PublicKeyCredential.signalAllAcceptedCredentials = async () => {};
PublicKeyCredential.signalUnknownCredential = async (of) => { document.title = JSON.stringify(of); };
"""


def test_a_phone_is_told_to_forget_a_key_that_opens_nothing_any_more(
    page: Page, authenticator: tuple[CDPSession, str]
) -> None:
    tools, identifier = authenticator
    page.add_init_script(TOLD)
    add_this_phone(page)
    (kept,) = tools.send("WebAuthn.getCredentials", {"authenticatorId": identifier})["credentials"]
    page.goto(origin(page) + "/keys/sheet")
    page.locator("main form button[type=submit]").click()
    page.goto(origin(page) + "/keys")
    page.locator('form[action$="/remove"] button').click()
    expect(page.get_by_role("heading", name="Téléphone bleu")).to_have_count(0)
    page.get_by_role("button", name="Fermer mon carnet").click()
    page.wait_for_url("**/welcome")
    page.goto(origin(page) + "/enter")
    page.get_by_role("button", name="Ouvrir avec cet appareil").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette clé n’a pas ouvert le carnet")
    told = kept["credentialId"].replace("+", "-").replace("/", "_").rstrip("=")
    expect(page).to_have_title(f'{{"rpId":"localhost","credentialId":"{told}"}}')
