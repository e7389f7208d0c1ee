"""A professional's desk in real Chromium: at a computer and on a phone, in French and in Arabic."""

from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pikepdf
import pytest
from playwright.sync_api import Browser, ViewportSize, expect
from sqlmodel import Session, select

from beneficiary_app import clock
from beneficiary_app.desk import service
from beneficiary_app.people.models import Professional
from beneficiary_app.seed.service import seed
from tests.browser.conftest import serving
from tests.browser.looks import is_sound

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "language"), [(1280, "fr"), (360, "ar")])
def test_a_lead_joins_works_and_leaves(
    chromium: Browser, migrated_file: Path, tmp_path: Path, width: int, language: str
) -> None:
    joining: list[str] = []

    def fill(session: Session) -> UUID:
        awa = seed(session, now=clock.now())
        mariam = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
        joining.append(service.invite(session, mariam.id, now=clock.now()))
        return awa

    with serving(migrated_file, tmp_path, fill) as (origin, _):
        context = chromium.new_context(
            viewport=ViewportSize(width=width, height=740),
            locale=language,
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        tools = context.new_cdp_session(page)
        tools.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                   "isUserVerified": True}  # fmt: skip
        tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        page.goto(f"{origin}/desk/join/{joining[0]}")
        is_sound(page)
        page.locator("form[data-carnet-ask] button").click()
        page.wait_for_url(f"{origin}/desk")
        expect(page.get_by_text("Awa E.")).to_be_visible()
        is_sound(page)
        page.locator("a.row").first.click()
        is_sound(page)
        with page.expect_download() as download:
            page.locator("main form button[type=submit]").click()
        assert download.value.suggested_filename == "lettres.html"
        for path in ("/desk/help", "/desk/help/guide"):
            page.goto(origin + path)
            is_sound(page)
        with pikepdf.open(BytesIO(page.pdf(format="A4"))) as printed:
            assert len(printed.pages) == 1, "the guide is one page"
        page.goto(f"{origin}/desk/team")
        is_sound(page)
        page.locator('form[action$="/invite"] button').first.click()
        expect(page.get_by_text("/desk/join/")).to_be_visible()
        is_sound(page)
        page.goto(f"{origin}/desk")
        page.locator('form[action="/desk/close"] button').click()
        assert urlsplit(page.url).path == "/desk/enter"
        is_sound(page)
        page.go_back()
        expect(page.get_by_text("Awa E.")).to_have_count(0)
        context.close()
