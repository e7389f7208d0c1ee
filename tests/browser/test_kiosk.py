"""A computer that everybody uses, in real Chromium with its cache of whole pages on: nothing stays after her."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, expect

from prove.going import WAYS
from prove.library import PIN, Library, serving
from prove.public_chromium import in_chromium
from tests.browser.conftest import launched
from tests.browser.looks import is_sound

pytestmark = pytest.mark.browser
WIDE = ViewportSize(width=1280, height=800)


@pytest.fixture(scope="module")
def keeping(driver: Playwright) -> Iterator[Browser]:
    """A browser that keeps whole pages, as real ones do."""
    browser = launched(driver, whole=True, ignore_default_args=["--disable-back-forward-cache"])
    yield browser
    browser.close()


@pytest.fixture
def library(migrated_file: Path, tmp_path: Path) -> Iterator[Library]:
    """The application, with a kiosk’s code, Awa’s card and one paper of hers."""
    with serving(migrated_file, tmp_path) as served:
        yield served


@pytest.fixture
def computer(keeping: Browser, library: Library, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """An enrolled computer."""
    context = keeping.new_context(**{"viewport": WIDE, "locale": "fr-FR", **getattr(request, "param", {})})
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{library.origin}/kiosk/enrol/{library.code}")
    page.get_by_role("button", name="Inscrire cet ordinateur").click()
    expect(page.get_by_text("Poste 2")).to_be_visible()
    page.close()
    yield context
    context.close()


def come_in(context: BrowserContext, library: Library, language: str = "Français") -> Page:
    """She chooses her language, then her card and her six digits."""
    page = context.new_page()
    page.goto(f"{library.origin}/welcome")
    page.get_by_role("button", name=language).click()
    page.locator('main a[href="/enter/card"]').click()
    page.locator("#code").fill(library.card)
    page.locator("#pin").fill(PIN)
    page.locator("main form button").click()
    page.wait_for_url(f"{library.origin}/")
    return page


def test_she_comes_in_with_her_card_and_leaves_by_one_button(computer: BrowserContext, library: Library) -> None:
    page = come_in(computer, library)
    page.goto(f"{library.origin}/information")
    expect(page.get_by_text("Lens", exact=True)).to_be_visible()
    page.get_by_role("banner").get_by_role("button", name="Terminer et effacer").click()
    expect(page.get_by_role("main")).to_contain_text("Tout est effacé de cet écran.")
    page.wait_for_url("**/welcome?over=")
    assert [cookie["name"] for cookie in computer.cookies()] == ["kiosk"]
    for move in (page.go_back, page.go_back, page.go_back, page.go_forward):
        move()
        expect(page.get_by_text("Lens", exact=True)).to_have_count(0)
        expect(page.get_by_text("Awa")).to_have_count(0)


@pytest.mark.parametrize("way", ["button", "shift"])
def test_the_quick_way_out_forgets_her_too(computer: BrowserContext, library: Library, way: str) -> None:
    page = come_in(computer, library)
    if way == "button":
        page.get_by_role("button", name="Quitter vite").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url("**/welcome?over=")
    page.goto(f"{library.origin}/information")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre carnet est fermé")


def test_after_three_minutes_it_asks_and_a_minute_later_it_forgets(computer: BrowserContext, library: Library) -> None:
    page = come_in(computer, library)
    page.clock.install()
    page.reload()
    dialog = page.get_by_role("alertdialog")
    for _ in range(10):
        page.clock.run_for(179_000)
        expect(dialog).to_be_hidden()
        page.clock.run_for(2_000)
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("button", name="Je suis là")).to_be_focused()
        with page.expect_response("**/kiosk/here"):
            page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
    page.clock.run_for(181_000)
    expect(dialog).to_contain_text("Dans 60 secondes, nous effaçons tout sur cet écran.")
    page.clock.run_for(30_000)
    expect(dialog.get_by_role("status")).to_have_text(re.compile("Encore (30|29) secondes."))
    page.clock.run_for(31_000)
    expect(page.get_by_text("Awa")).to_have_count(0)
    page.clock.resume()
    page.wait_for_url("**/welcome?over=")


def test_focus_stays_in_the_question_and_escape_is_a_yes(computer: BrowserContext, library: Library) -> None:
    page = come_in(computer, library, "العربية")
    page.clock.install()
    page.reload()
    page.clock.run_for(181_000)
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_be_visible()
    for _ in range(6):
        page.keyboard.press("Tab")
        # Past the last button the browser’s own bar comes, and then the first again: never the page behind.
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("main")).to_be_visible()


def test_the_network_is_cut_during_the_wipe_and_nothing_shows_when_it_is_back(
    computer: BrowserContext, library: Library
) -> None:
    page = come_in(computer, library)
    computer.set_offline(True)
    page.get_by_role("banner").get_by_role("button", name="Terminer et effacer").click()
    expect(page.get_by_role("alert")).to_contain_text("Internet ne répond pas.")
    expect(page.get_by_text("Awa")).to_have_count(0)
    computer.set_offline(False)
    page.wait_for_url("**/welcome?over=")
    page.go_back()
    expect(page.get_by_text("Awa")).to_have_count(0)


def test_what_she_was_writing_is_offered_at_her_next_sign_in(computer: BrowserContext, library: Library) -> None:
    page = come_in(computer, library)
    page.goto(f"{library.origin}/steps/new")
    with page.expect_response("**/drafts"):
        page.get_by_label("Que voulez-vous faire ?").press_sequentially("Passer mon permis")
    page.get_by_label("Pourquoi ?").fill("Pour travailler la nuit")
    with page.expect_request("**/drafts"):
        page.get_by_role("banner").get_by_role("button", name="Terminer et effacer").click()
    page.wait_for_url("**/welcome?over=")
    page = come_in(computer, library)
    page.get_by_role("link", name="Voir ce qui est gardé").click()
    page.get_by_role("link", name="Continuer à écrire").click()
    expect(page.get_by_label("Que voulez-vous faire ?")).to_have_value("Passer mon permis")
    expect(page.get_by_label("Pourquoi ?")).to_have_value("Pour travailler la nuit")
    page.get_by_role("button", name="Ajouter cette étape").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Ajouter une étape")
    page.goto(library.origin)
    expect(page.get_by_text("Vous aviez commencé à écrire")).to_have_count(0)


@pytest.mark.parametrize("how", WAYS)
def test_no_residue_is_left_in_chromium(keeping: Browser, library: Library, how: str) -> None:
    residue = in_chromium(keeping, library, how, moves=6)
    assert residue.found() == {}, residue


@pytest.mark.parametrize("language", ["Français", "العربية"])
def test_axe_finds_nothing_and_nothing_overflows(computer: BrowserContext, library: Library, language: str) -> None:
    page = computer.new_page()

    def looked(path: str) -> None:
        page.goto(library.origin + path)
        is_sound(page)
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        page.set_viewport_size({"width": 1280, "height": 800})

    looked("/welcome")
    page.get_by_role("button", name=language).click()
    for path in ("/enter", "/enter/card", "/enter/phone", "/kiosk/enrol", "/nowhere"):
        looked(path)
    page.close()
    page = come_in(computer, library, language)
    for path in ("/", "/papers", "/papers?pictures=yes", library.paper, library.paper.replace("/papers/", "/sent/"),
                 "/drafts", "/keys", "/keys/card", "/welcome?over="):  # fmt: skip
        looked(path)
    page.clock.install()
    page.goto(f"{library.origin}/journey")
    page.clock.run_for(181_000)
    expect(page.get_by_role("alertdialog")).to_be_visible()
    is_sound(page)
