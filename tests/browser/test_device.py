"""What a device of hers does by itself: it has no room left, or could have her carnet on its screen."""

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from tests.browser.test_lane import photo
from tests.browser.test_outbox import network, origin, served, write  # noqa: F401 - fixtures

pytestmark = pytest.mark.browser
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"
ANDROID = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/150.0.0.0 Mobile Safari/537.36"


@pytest.fixture
def full(phone: BrowserContext, served: tuple[str, str]) -> Page:  # noqa: F811
    """Her notes, on a device whose browser gives this origin no room at all."""
    where, link = served
    page = phone.new_page()
    phone.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", {"origin": where, "quotaSize": 1})
    page.goto(f"{where}/open/{link}")
    page.get_by_role("button").last.click()
    page.wait_for_url(f"{where}/")
    return page


def test_a_device_that_is_really_full_keeps_her_words_and_sends_them_at_once(full: Page) -> None:
    write(full, full.url.rstrip("/"), "Plus rien n’entre")
    expect(full.get_by_text("Ce téléphone n’a plus de place.")).to_be_visible()
    expect(full.get_by_label("Écrire une note")).to_have_value("Plus rien n’entre")
    full.get_by_role("button", name="Envoyer maintenant").click()
    expect(full.get_by_text("Plus rien n’entre")).to_have_count(2)


def test_a_photo_that_does_not_fit_stays_in_the_form_and_is_sent_at_once(full: Page) -> None:
    full.goto(full.url + "papers/new/sante", wait_until="networkidle")
    taken: FilePayload = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo(900)}
    full.locator("#files").set_input_files([taken])
    expect(full.locator("[data-carnet-pages] .page")).to_have_count(1)
    full.get_by_role("button", name="Envoyer ce papier").click()
    expect(full.get_by_text("Ce téléphone n’a plus de place.")).to_be_visible()
    expect(full.locator("[data-carnet-pages] .page")).to_have_count(1)
    full.get_by_role("button", name="Envoyer maintenant").click()
    expect(full.get_by_text("Nous vérifions le fichier")).to_be_visible()


@pytest.mark.parametrize(
    ("phone", "gesture"),
    [({"user_agent": IPHONE}, "Touchez le carré avec une flèche, en bas."),
     ({"user_agent": ANDROID}, "Touchez les trois points, en haut.")],
    indirect=["phone"],
)  # fmt: skip
def test_after_two_things_received_her_screen_is_proposed_with_its_gesture(
    page: Page,
    phone: BrowserContext,
    origin: str,  # noqa: F811
    gesture: str,
) -> None:
    assert phone
    card = page.locator("[data-carnet-install]")
    for text in ("Une première chose", "Une deuxième chose"):
        page.goto(origin + "/", wait_until="networkidle")
        expect(card).to_have_count(0)
        write(page, origin, text)
        expect(page.get_by_text(text)).to_have_count(2)
    page.goto(origin + "/")
    expect(card.get_by_text(gesture)).to_be_visible()
    expect(card.locator("svg:visible").nth(1)).to_be_visible()
    card.get_by_role("button", name="Non merci").click()
    expect(card).to_have_count(0)
    page.goto(origin + "/", wait_until="networkidle")
    expect(card).to_have_count(0)
