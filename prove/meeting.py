"""A helper meets somebody whom she knows: from the greeting to the receipt, on two real screens, counted."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page
from sqlmodel import Session, select

from beneficiary_app import clock, create_app, schema
from beneficiary_app.access.mandate_models import GivenHow, Mandate, Posture
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import person
from beneficiary_app.assisted import beginning, helping, mandates
from beneficiary_app.assisted.forms import Wanted
from beneficiary_app.config import Config
from beneficiary_app.desk import service as desk
from beneficiary_app.identity import service as identity
from beneficiary_app.people.models import Professional
from beneficiary_app.seed.service import seed
from prove.sockets import Listener
from tests.conftest import OPERATOR, SECRET

# Seconds. A target pressed and a letter typed as in the keystroke-level model (Card, Moran and Newell, 1980); a page is
# read aloud and agreed on, which no model knows: ten seconds each.
A_TAP, A_LETTER, A_SCREEN = 1.1, 0.28, 10.0
AIM = 180.0


@dataclass(slots=True)
class Meeting:
    """What two people did, and how long the machines kept them waiting, in seconds."""

    screens: int = 0
    taps: int = 0
    letters: int = 0
    waited: float = 0.0
    checks: bool = False

    @property
    def lasts(self) -> float:
        """How long it takes two people who read, press and type at that pace."""
        return self.waited + self.screens * A_SCREEN + self.taps * A_TAP + self.letters * A_LETTER

    def line(self) -> str:
        """One line."""
        return (
            f"a known person, from the greeting to the receipt: {self.screens} screens, {self.taps} taps, "
            f"{self.letters} letters typed, {self.waited:.1f} s of machine; at {A_SCREEN:.0f} s a screen, "
            f"{A_TAP} s a tap and {A_LETTER} s a letter: {self.lasts:.0f} s (aim: less than {AIM:.0f}); "
            f"her receipt {'checks' if self.checks else 'does NOT check'} on its page"
        )


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The address; the link that opens her carnet; the helper’s open desk. They have met: a mandate is in force."""
    listener = Listener()
    origin = f"http://localhost:{listener.port}"
    url = f"sqlite:///{folder / 'meeting.sqlite3'}"
    config = Config(environment="development", origin=origin, secret=SECRET, data_dir=folder, database_url=url)
    schema.migrate(config.url)
    app = create_app(config)
    database = app.extensions["carnet_database"]
    with database.transaction(OPERATOR) as session:
        awa = seed(session, now=clock.now())
        mariam = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
        token, link = desk.open_session(session, mariam.id, "", now=clock.now()), ""
        link = identity.invite(session, awa, now=clock.now())
        professional_id = mariam.id
    with database.transaction(person(awa, "Awa")) as session:
        _met(session, awa, professional_id)
    with closing(database), listener.answering(app):
        yield origin, link, token


def _met(session: Session, carnet_id: UUID, professional_id: UUID) -> Mandate:
    hers, now = person(carnet_id, "Awa"), clock.now()
    wanted = Wanted(Posture.BESIDE, [Part.EMPLOYMENT], adds=True, changes=True, days=30, whole=False)
    made = mandates.prepare(session, hers, carnet_id, wanted, now=now)
    who = session.get_one(Professional, professional_id)
    made.words = mandates.text(session, made, now=now)
    beginning.begin(session, hers, made, who, helping.working(session, who), GivenHow.DEVICE, now=now)
    return made


class _Screen:
    """One device: each tap and each page is counted in the meeting."""

    def __init__(self, meeting: Meeting, context: BrowserContext) -> None:
        context.set_default_timeout(30_000)
        self.meeting, self.page = meeting, context.new_page()

    def tap(self, selector: str, then: str) -> None:
        """Press that, and wait for what is then on the screen."""
        begun = time.monotonic()
        self.page.locator(selector).first.click()
        self.page.locator(then).first.wait_for(state="attached")
        self.meeting.waited += time.monotonic() - begun
        self.meeting.taps += 1
        self.meeting.screens += 1

    def write(self, selector: str, letters: str) -> None:
        """Type that."""
        self.page.locator(selector).fill(letters)
        self.meeting.letters += len(letters)


def meet(browser: Browser, folder: Path) -> Meeting:
    """She shows a code, her helper types it, they do one thing together, the help ends, she reads her receipt."""
    meeting = Meeting()
    with _served(folder) as (origin, link, token):
        contexts: list[Any] = [browser.new_context(locale="fr-FR", viewport=size) for size in SIZES]
        hers, theirs = (_Screen(meeting, context) for context in contexts)
        contexts[1].add_cookies([{"name": "desk", "value": token, "url": origin}])
        _at_home(hers.page, origin, link)
        theirs.page.goto(f"{origin}/desk")
        # Both have their first page before them when they greet each other.
        meeting.screens += 2
        hers.tap("nav a[href='/access']", "main a[href='/assisted']")
        hers.tap("main a[href='/assisted']", "form[action$='/presence']")
        hers.tap("form[action$='/presence'] button", "p.code")
        theirs.tap("main a[href='/desk/help']", "#code")
        theirs.write("#code", hers.page.locator("p.code").inner_text())
        theirs.tap("form[action='/desk/help'] button", ".banner-help")
        theirs.tap("main a[href^='/steps/']", "form[action$='/done']")
        theirs.tap("form[action$='/done'] button", "form[action$='/reopen']")
        theirs.tap(".banner-help button", "main a[href='/desk/help']")
        hers.tap("main a[href='/assisted']", "main a[href^='/receipts/']")
        hers.tap("main a[href^='/receipts/']", "form[action$='/agree']")
        meeting.checks = _checks(hers.page, browser, origin)
        for context in contexts:
            context.close()
    return meeting


SIZES: list[Any] = [{"width": 360, "height": 740}, {"width": 1280, "height": 800}]


def _at_home(page: Page, origin: str, link: str) -> None:
    page.goto(f"{origin}/open/{link}")
    page.locator("input[name=device][value=personal]").check()
    page.locator("main form button").last.click()
    page.wait_for_url(f"{origin}/")


def _checks(page: Page, browser: Browser, origin: str) -> bool:
    """Whether somebody who holds the paper alone finds on the check page the letters that are printed on it."""
    page.goto(page.url + "/print")
    code = page.locator(".printed .code").inner_text()
    paper = page.locator("body").inner_text()
    context = browser.new_context()
    stranger = context.new_page()
    stranger.goto(f"{origin}/receipts/check")
    stranger.locator("#code").fill(code)
    stranger.locator("main form button").click()
    letters = stranger.locator("main p.code").inner_text()
    context.close()
    return bool(letters) and letters in paper
