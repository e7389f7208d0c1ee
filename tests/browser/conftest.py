"""The real application in the system's Chromium."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from sqlmodel import Session
from werkzeug import Response

from beneficiary_app import clock, create_app
from beneficiary_app.config import Config
from beneficiary_app.identity import service as identity
from beneficiary_app.seed.service import seed
from prove import browsers
from prove.sockets import Listener
from tests.conftest import OPERATOR

PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """The one driver of this process."""
    with sync_playwright() as playwright:
        yield playwright


def launched(driver: Playwright, *, whole: bool = False, **options: Any) -> Browser:
    """The system's Chromium, without a screen: its build for that alone where it is there, for it is quicker.

    That build has no back/forward cache: who looks at it asks for the ``whole`` browser.
    """
    quick = None if whole else shutil.which("chromium-headless-shell")
    path = quick or shutil.which("chromium")
    assert path, "install Debian's chromium package: sh tests/browser/install.sh"
    return browsers.launched(driver, path, **options)


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    """The browser of most tests."""
    browser = launched(driver)
    yield browser
    browser.close()


class Network:
    """What stands between her and the application: nothing, until ``instead`` answers in its place."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.instead: Callable[[str], Response | None] = lambda _path: None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer in its place, or pass the request on."""
        answer = self.instead(environ["PATH_INFO"])
        return (answer or self.app)(environ, start_response)


@contextmanager
def serving(
    empty: Path,
    folder: Path,
    fill: Callable[[Session], UUID],
    between: Callable[[Flask], Any] = lambda app: app,
    **settings: Any,
) -> Iterator[tuple[str, str]]:
    """The application on a free port with what ``fill`` puts in it, and a one-time link into the carnet it names.

    ``settings`` are more of its ``Config``.
    """
    copy = folder / "carnet.sqlite3"
    shutil.copyfile(empty, copy)
    # The port first: the public address is what passkeys are bound to.
    listener = Listener()
    origin = f"http://localhost:{listener.port}"
    app = create_app(
        Config(environment="development", origin=origin, data_dir=folder, database_url=f"sqlite:///{copy}", **settings)
    )
    answers = between(app)
    with closing(app.extensions["carnet_database"]) as database:
        with database.transaction(OPERATOR) as session:
            link = identity.invite(session, fill(session), now=clock.now())
        with listener.answering(answers):
            yield origin, link


@pytest.fixture
def served(migrated_file: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The invented territory, served, and a one-time link into its first carnet."""
    with serving(migrated_file, tmp_path, lambda session: seed(session, now=clock.now())) as opened:
        yield opened


@pytest.fixture
def phone(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A small phone; ``pytest.mark.parametrize("phone", [{…}], indirect=True)`` changes it."""
    context = chromium.new_context(**{"viewport": PHONE, "locale": "fr-FR", **getattr(request, "param", {})})
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext, served: tuple[str, str]) -> Page:
    """Her home page, opened with the link as she would."""
    origin, link = served
    page = phone.new_page()
    page.goto(f"{origin}/open/{link}")
    page.get_by_role("button").last.click()
    page.wait_for_url(f"{origin}/")
    return page
