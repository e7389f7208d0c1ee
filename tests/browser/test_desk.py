"""A professional's desk in real Chromium: at a computer and on a phone, in French and in Arabic."""

from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize, expect
from sqlmodel import Session, select

from beneficiary_app import clock
from beneficiary_app.desk import service
from beneficiary_app.people.models import Professional
from beneficiary_app.seed import seed
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "language", "scheme"), [(1280, "fr", "light"), (360, "ar", "dark")])
def test_a_lead_joins_works_and_leaves(
    chromium: Browser, migrated_file: Path, tmp_path: Path, width: int, language: str, scheme: str
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
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        tools = context.new_cdp_session(page)
        tools.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                   "isUserVerified": True}  # fmt: skip
        tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        axe = Axe()

        def check() -> None:
            found = axe.run(page)
            assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

        page.goto(f"{origin}/desk/join/{joining[0]}")
        check()
        page.locator("form[data-carnet-ask] button").click()
        page.wait_for_url(f"{origin}/desk")
        expect(page.get_by_text("Awa E.")).to_be_visible()
        check()
        page.locator("a.row").first.click()
        check()
        with page.expect_download() as download:
            page.locator("main form button[type=submit]").click()
        assert download.value.suggested_filename == "lettre.html"
        page.goto(f"{origin}/desk/team")
        check()
        page.locator('form[action$="/invite"] button').first.click()
        expect(page.get_by_text("/desk/join/")).to_be_visible()
        check()
        page.goto(f"{origin}/desk")
        page.locator('form[action="/desk/close"] button').click()
        assert urlsplit(page.url).path == "/desk/enter"
        check()
        page.go_back()
        expect(page.get_by_text("Awa E.")).to_have_count(0)
        context.close()
