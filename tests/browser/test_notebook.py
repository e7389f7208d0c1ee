"""Her notebook on a small phone, in real Chromium."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.looks import is_sound

pytestmark = pytest.mark.browser
PATHS = [
    "/",
    "/journey",
    "/journey?theme=emploi",
    "/steps/new",
    "/steps/ideas",
    "/steps/ideas?theme=mobilite",
    "/goals/new",
    "/appointments",
    "/papers",
    "/papers/new",
    "/papers/new/logement",
    "/papers?kind=sante",
    "/papers/bin",
    "/information",
    "/information/phone/correct",
    "/goals",
    "/situation",
    "/contracts",
    "/support",
    "/history",
    "/access",
    "/access/give",
    "/takeaway",
    "/access/picture",
    "/access/show",
    "/access/stop-code",
    "/keys",
    "/keys/news",
    "/keys/approve",
    "/keys/notices",
    "/keys/recovery",
    "/enter/recovery",
    "/enter/phone",
    "/keys/card",
    "/keys/sheet",
    "/keys/prove/sheet",
    "/terms",
    "/enter",
    "/enter/letter",
    "/enter/card",
    "/help",
    "/notes",
    "/outbox",
    "/print",
    "/language",
    "/welcome",
    "/assisted",
    "/assisted/new",
    "/receipts/check",
    "/stop",
    "/sync/nothing",
    "/sync/closed",
    "/sync/locked",
    "/nowhere",
    "/dev/gallery",
]
SMALL = """[...document.querySelectorAll('a.button, button, nav a, a.row, summary, textarea, select, .field input')]
  .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44)
  .map((one) => one.outerHTML.slice(0, 90))"""


def step_link(page: Page, title: str) -> str:
    page.goto(page.url.split("/", 3)[0] + "//" + urlsplit(page.url).netloc + "/journey")
    return page.get_by_role("link", name=re.compile(title)).first.get_attribute("href") or ""


def test_in_ten_seconds_she_sees_what_comes_next(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Awa")
    first = page.get_by_role("link", name="Voir cette étape")
    expect(first).to_be_in_viewport()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Préparer votre RIB")


def test_she_marks_a_step_done_and_the_page_says_so(page: Page) -> None:
    page.get_by_role("link", name="Voir cette étape").click()
    page.get_by_role("button", name="C’est fait").click()
    expect(page.get_by_role("button", name="Ce n’est pas fini")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Ce n’est pas fini")).to_be_visible()


def test_a_refused_form_keeps_her_words_and_takes_her_to_the_point(page: Page) -> None:
    page.goto(page.url + "steps/new")
    page.get_by_label("Que voulez-vous faire ?").fill(" ")
    page.get_by_label("Pourquoi ?").fill("Pour ma fille")
    page.get_by_role("button", name="Ajouter cette étape").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Pourquoi ?")).to_have_value("Pour ma fille")


LINES = "Demander :\n\n- le RIB\n- l’heure du bus"


def test_what_she_wrote_on_several_lines_stays_on_them(page: Page) -> None:
    origin = page.url.rstrip("/")
    page.goto(origin + "/notes")
    page.get_by_label("Écrire une note").fill(LINES)
    with page.expect_navigation():
        page.get_by_role("button", name="Garder cette note").click()
    note = page.locator("main p", has_text="le RIB")
    expect(note).to_be_visible()
    assert note.inner_text() == LINES
    step = step_link(page, "Atelier CV")
    page.goto(origin + step.replace("/steps/", "/answers/step/") + "/cannot")
    page.locator("textarea").fill(LINES)
    with page.expect_navigation():
        page.locator("main form button").last.click()
    reply = page.locator(".notice", has_text="le RIB")
    expect(reply).to_be_visible()
    assert LINES in reply.inner_text()
    page.goto(origin + "/print")
    assert page.locator("main").inner_text().count(LINES) == 2


@pytest.mark.parametrize("phone", [{"java_script_enabled": False}], indirect=True)
def test_everything_works_without_script(page: Page) -> None:
    page.get_by_role("link", name="Voir cette étape").click()
    page.get_by_role("button", name="C’est fait").click()
    expect(page.get_by_role("button", name="Ce n’est pas fini")).to_be_visible()
    page.get_by_role("link", name="Accueil").click()
    page.get_by_role("link", name="Tous mes rendez-vous").click()
    page.locator("a.row").first.click()
    page.get_by_role("button", name="Je viens").click()
    expect(page.get_by_text("Vous avez répondu : je viens.")).to_be_visible()


@pytest.mark.parametrize("phone", [{"viewport": {"width": 320, "height": 640}}], indirect=True)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_page_is_sound_asks_no_other_host_and_has_big_targets(
    page: Page, phone: BrowserContext, language: str
) -> None:
    origin = page.url.rstrip("/")
    phone.add_cookies([{"name": "language", "value": language, "url": origin}])
    step = step_link(page, "Atelier CV")
    page.goto(origin + "/appointments")
    appointment = page.locator("a.row").first.get_attribute("href") or ""
    page.goto(origin + "/information")
    fact = page.locator('a.more[href*="/facts/fact/"]').first.get_attribute("href") or ""
    answers = [
        fact.replace("/facts/", "/answers/") + "/disagree",
        step.replace("/steps/", "/answers/step/") + "/cannot",
    ]
    asked: list[str] = []
    complaints: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for path in [*PATHS, step, appointment, fact, *answers]:
        page.goto(origin + path)
        is_sound(page)
        assert page.evaluate(SMALL) == [], path
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(origin).netloc}
    assert [told for told in complaints if "404" not in told] == []


def test_the_calendar_file_is_downloaded(page: Page) -> None:
    page.get_by_role("link", name="Voir ce rendez-vous").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Ajouter au calendrier").click()
    assert download.value.suggested_filename.endswith(".ics")


def test_arabic_is_mirrored_and_translated(page: Page) -> None:
    page.get_by_role("banner").get_by_role("link").first.click()
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Bonjour")


def test_choosing_a_theme_asks_for_that_part_alone_and_back_undoes_it(page: Page, phone: BrowserContext) -> None:
    page.goto(page.url + "journey")
    asked: list[str | None] = []
    phone.on("request", lambda request: asked.append(request.headers.get("hx-request-type") or request.url))
    page.locator("summary").first.click()
    page.get_by_role("link", name="Mobilité").click()
    expect(page.get_by_text("Préparer votre RIB")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"theme=mobilite$"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert [one for one in asked if not re.search("/static/|/sync/|/service-worker.js", str(one))] == ["partial"]
    page.go_back()
    expect(page.get_by_text("Préparer votre RIB").first).to_be_visible()


def test_a_part_that_is_refused_is_a_whole_page_that_says_why(page: Page, phone: BrowserContext) -> None:
    page.goto(page.url + "journey")
    phone.clear_cookies()
    page.locator("summary").first.click()
    page.get_by_role("link", name="Mobilité").click()
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_text("Préparer votre RIB")).to_have_count(0)
