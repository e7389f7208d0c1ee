"""What the « back » button shows, with the browser's cache of whole pages switched on."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, expect

from tests.browser.conftest import launched

pytestmark = pytest.mark.browser
# The name of a window outlives a reload: it says that the browser did give the page back from its cache.
WITNESS = 'addEventListener("pageshow", (event) => { if (event.persisted) window.name = "given back"; });'


@pytest.fixture(scope="module")
def keeping(driver: Playwright) -> Iterator[Browser]:
    """A browser that keeps whole pages, as real ones do and driven ones do not."""
    browser = launched(driver, whole=True, ignore_default_args=["--disable-back-forward-cache"])
    yield browser
    browser.close()


@pytest.fixture
def phone(keeping: Browser) -> Iterator[BrowserContext]:
    """A small phone that keeps whole pages."""
    context = keeping.new_context(viewport=ViewportSize(width=360, height=740), locale="fr-FR")
    context.set_default_timeout(15_000)
    context.add_init_script(WITNESS)
    yield context
    context.close()


@pytest.mark.parametrize("whose", ["Oui, à moi", "Non, d’autres l’utilisent"])
def test_after_she_left_back_shows_nothing_of_hers(phone: BrowserContext, served: tuple[str, str], whose: str) -> None:
    origin, link = served
    page = phone.new_page()
    page.goto(f"{origin}/open/{link}")
    page.get_by_label(whose).check()
    page.get_by_role("button", name="Ouvrir mon carnet").click()
    page.wait_for_url(f"{origin}/")
    page.goto(f"{origin}/information")
    expect(page.get_by_text("Lens", exact=True)).to_be_visible()
    page.goto(f"{origin}/help")
    page.get_by_role("button", name="Fermer mon carnet").click()
    page.wait_for_url("**/welcome")
    for _ in range(3):
        page.go_back()
        expect(page.get_by_text("Lens")).to_have_count(0)
        expect(page.get_by_text("Awa")).to_have_count(0)


def test_while_she_is_in_back_shows_her_page_as_it_is_now(page: Page) -> None:
    home = page.url
    # A page that holds a lock is not kept: what a device of hers does at first is over soon.
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Voir cette étape").click()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Awa")
    expect(page.locator("body")).to_be_visible()
    assert page.url == home
    assert page.evaluate("window.name") == "given back"


def test_after_a_quick_way_out_back_leads_out_again(page: Page, phone: BrowserContext) -> None:
    phone.route("https://www.meteofrance.com/**", lambda route: route.fulfill(body="<h1>Il fait beau</h1>"))
    origin = page.url
    phone.add_cookies([{"name": "quick_exit", "value": "1", "url": origin}])
    page.goto(origin + "journey")
    page.goto(origin + "information")
    page.get_by_role("link", name="Quitter vite").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Il fait beau")
    page.go_back(wait_until="commit")
    expect(page.get_by_role("heading", level=1)).to_have_text("Il fait beau")
    page.goto(origin)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Awa")


def test_three_times_shift_leads_out_too(page: Page, phone: BrowserContext) -> None:
    phone.route("https://www.meteofrance.com/**", lambda route: route.fulfill(body="<h1>Il fait beau</h1>"))
    phone.add_cookies([{"name": "quick_exit", "value": "1", "url": page.url}])
    page.reload()
    for _ in range(3):
        page.keyboard.press("Shift")
    expect(page.get_by_role("heading", level=1)).to_have_text("Il fait beau")
