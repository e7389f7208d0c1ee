"""She photographs a paper with her phone: pages in order, made light, sent piece by piece, seen once checked."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import FilePayload, Page, Route, expect

from beneficiary_app import clock
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.documents import checking
from beneficiary_app.vault.service import Vault
from tests.conftest import OPERATOR

pytestmark = pytest.mark.browser


def _sheet(words: str, *, blurred: bool = False, light: int = 255, size: tuple[int, int] = (2400, 3200)) -> bytes:
    picture = Image.new("L", size, light)
    draw = ImageDraw.Draw(picture)
    for line in range(60, size[1] - 100, 60):
        draw.text((80, line), f"{words} " * 12, fill=0, font_size=44)
    if blurred:
        picture = picture.filter(ImageFilter.GaussianBlur(24))
    held = BytesIO()
    picture.save(held, "JPEG", quality=95)
    return held.getvalue()


def _file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


@contextmanager
def at_work(folder: Path) -> Iterator[None]:
    """The job apart, at work on the application of that folder."""
    config = Config(environment="development", data_dir=folder, database_url=f"sqlite:///{folder}/carnet.sqlite3")
    stopped, vault = threading.Event(), Vault(config)
    with closing(Database(config.url, OPERATOR, Vault(config))) as database:

        def work() -> None:
            while not stopped.wait(0.2):
                checking.check_next(database, vault, "", clock.now)

        thread = threading.Thread(target=work)
        thread.start()
        yield
        stopped.set()
        thread.join()


@pytest.fixture
def job(served: tuple[str, str], tmp_path: Path) -> Iterator[None]:
    """The job apart, at work."""
    assert served
    with at_work(tmp_path):
        yield


def test_two_photos_become_one_paper_of_two_pages(page: Page, job: None) -> None:
    page.get_by_role("link", name="Papiers").click()
    page.get_by_role("link", name="Ajouter un papier").click()
    page.get_by_role("link", name="Logement").click()
    picker = page.locator("#files")
    picker.set_input_files([_file("b.jpg", _sheet("seconde")), _file("a.jpg", _sheet("premiere"))])
    expect(page.locator("[data-carnet-pages] .page")).to_have_count(2)
    expect(page.get_by_text("On lit bien ?")).to_be_visible()
    expect(page.get_by_text("La photo est floue").first).to_be_hidden()
    page.get_by_role("button", name="Mettre avant").last.click()
    page.get_by_label("Comment l’appelez-vous").fill("Bail de la rue")
    page.get_by_role("button", name="Envoyer ce papier").click()
    expect(page.get_by_role("heading", name="Bail de la rue")).to_be_visible(timeout=30_000)
    expect(page.get_by_alt_text("Page 2 sur 2")).to_be_visible(timeout=20_000)
    shown = page.get_by_alt_text("Page 1 sur 2").evaluate("(img) => img.decode().then(() => img.naturalHeight)")
    assert shown == 2000, "made lighter on the device"
    assert "job" not in page.url
    assert job is None


@pytest.mark.parametrize(
    ("changes", "sentence"), [({"blurred": True}, "La photo est floue"), ({"light": 40}, "La photo est sombre")]
)
def test_a_bad_photo_is_said_and_never_blocks(page: Page, changes: dict[str, Any], sentence: str) -> None:
    page.goto(page.url + "papers/new/sante")
    page.locator("#files").set_input_files([_file("a.jpg", _sheet("mots", **changes))])
    expect(page.get_by_text(sentence)).to_be_visible()
    page.get_by_role("button", name="Envoyer ce papier").click()
    expect(page.get_by_text("Nous vérifions le fichier")).to_be_visible(timeout=30_000)


def test_a_page_can_be_removed(page: Page) -> None:
    page.goto(page.url + "papers/new/sante")
    page.locator("#files").set_input_files([_file("a.jpg", _sheet("une")), _file("b.jpg", _sheet("deux"))])
    expect(page.locator("[data-carnet-pages] .page")).to_have_count(2, timeout=20_000)
    page.get_by_role("button", name="Retirer cette page").first.click()
    expect(page.locator("[data-carnet-pages] .page")).to_have_count(1)


@pytest.mark.parametrize("phone", [{"service_workers": "block"}], indirect=True)
def test_a_line_that_is_cut_loses_nothing_and_tells_only_what_arrived(page: Page, job: None) -> None:
    seen = {"patches": 0}

    def cut(route: Route) -> None:
        # Every third piece is lost before the server, and the answer of every fifth after it.
        if route.request.method != "PATCH":
            route.continue_()
            return
        seen["patches"] += 1
        if seen["patches"] % 3 == 0:
            route.abort()
        elif seen["patches"] % 5 == 0:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/files/*", cut)
    page.goto(page.url + "papers/new/emploi")
    page.locator("#files").set_input_files([_file("a.jpg", _sheet("mots " * 3)) for _ in range(3)])
    page.get_by_role("button", name="Envoyer ce papier").click()
    expect(page.get_by_alt_text("Page 3 sur 3")).to_be_visible(timeout=60_000)
    assert seen["patches"] >= 5
    assert job is None


def test_without_script_the_plain_form_does_the_same(page: Page, job: None, served: tuple[str, str]) -> None:
    origin, _ = served
    browser = page.context.browser
    assert browser
    context = browser.new_context(java_script_enabled=False, locale="fr-FR", storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(f"{origin}/papers/new/autre")
    plain.locator("#files").set_input_files([_file("a.jpg", _sheet("mots", size=(600, 800)))])
    plain.get_by_role("button", name="Envoyer ce papier").click()
    expect(plain.get_by_text("Nous vérifions le fichier")).to_be_visible()
    for _ in range(60):
        if plain.get_by_alt_text("Page 1 sur 1").count():
            break
        plain.wait_for_timeout(500)
        plain.reload()
    expect(plain.get_by_alt_text("Page 1 sur 1")).to_be_visible()
    context.close()
    assert job is None
