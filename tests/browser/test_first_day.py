"""A newcomer's first day, on a small phone: an imported journey, and a carnet that holds nothing yet."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from beneficiary_app import clock
from tests.browser.conftest import serving
from tests.browser.looks import is_sound
from tests.conftest import a_carnet
from tests.partners import examples

pytestmark = pytest.mark.browser


def sophie(session: Session) -> UUID:
    """The worked example: a former carnet, and what the CAF says of her rights."""
    for kind, name in (
        ("former-carnet", examples.DIRECTORY),
        ("former-carnet", examples.EXPORT),
        ("former-carnet", examples.SEED),
        ("rights", examples.RIGHTS),
    ):
        examples.take(session, kind, examples.example(name), clock.now())
    found = examples.owner(session).carnet_id
    assert found is not None
    return found


@pytest.fixture
def served(request: pytest.FixtureRequest, migrated_file: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The application with what the test asks for."""
    with serving(migrated_file, tmp_path, request.param) as opened:
        yield opened


@pytest.mark.parametrize("served", [sophie], indirect=True)
def test_she_reads_her_imported_journey_and_makes_it_hers(page: Page) -> None:
    origin = page.url.rstrip("/")
    page.goto(origin + "/journey")
    for year in ("2019", "2020"):
        expect(page.get_by_text(re.compile(rf"\b{year}\b")).first).to_be_attached()
    page.get_by_role("link", name=re.compile("Orientation vers une SIAE")).first.click()
    page.get_by_role("button", name="C’est fait").click()
    expect(page.get_by_role("button", name="Ce n’est pas fini")).to_be_visible()
    page.goto(origin + "/information")
    expect(page.get_by_text("Source : la CAF ou la MSA").first).to_be_visible()
    page.get_by_role("link", name=re.compile("Donner mon avis : .*(RSA|Droit|droit)")).first.click()
    page.get_by_role("link", name="Je ne suis pas d’accord").click()
    page.get_by_role("textbox").fill("Mon droit n’est pas clos.")
    page.get_by_role("button", name="Noter mon avis").click()
    expect(page.get_by_role("main").get_by_text("Mon droit n’est pas clos.").first).to_be_visible()
    # Sent, she goes on to where it was written: that walk is not cut short.
    page.wait_for_load_state("networkidle")
    page.goto(origin + "/print")
    expect(page.get_by_role("main").get_by_text("Mon droit n’est pas clos.").first).to_be_visible()
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
    page.get_by_role("banner").get_by_role("link").first.click()
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


@pytest.mark.parametrize("served", [a_carnet], indirect=True)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_axe_finds_nothing_where_nothing_is_yet_nor_where_something_is_refused(page: Page, language: str) -> None:
    origin = page.url.rstrip("/")
    page.context.add_cookies([{"name": "language", "value": language, "url": origin}])
    for path in ("/", "/journey", "/goals", "/situation", "/contracts", "/support", "/appointments", "/information",
                 "/notes", "/history", "/print"):  # fmt: skip
        page.goto(origin + path)
        is_sound(page)
    for path in ("/steps/new", "/goals/new", "/keys/card"):
        page.goto(origin + path)
        page.locator("main form button[type=submit]").first.click()
        expect(page.get_by_role("alert").first).to_be_visible()
        is_sound(page)
    page.goto(origin + "/enter/letter")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    is_sound(page)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "language", "value": language, "url": origin}])
    for path in ("/journey", "/nowhere", "/welcome"):
        page.goto(origin + path)
        is_sound(page)
