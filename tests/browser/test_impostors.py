"""``make prove-identity`` in short: one attack of each kind of promise P5, made by real Chromium."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

from prove import changes, lies, questions, stopped
from prove.browsers import launched
from prove.cases import ADD
from prove.impostors import World
from prove.served import serving, without_limits
from tests.conftest import SECRET

pytestmark = pytest.mark.browser
ALL = {**lies.lies(), **questions.questions(), **changes.changes(ADD)}
# One of each kind that the promise names; ``make prove-identity`` takes them all, at every door.
SHORT = (
    "entering: made at another port",
    "entering: made at another host, for that host",
    "entering: made in another site's frame",
    "entering: a question that the thief chose",
    "entering: replayed",
    "entering: five minutes late",
    "entering: nobody asked to be verified",
    "entering: nobody present",
    "entering: a bogus signature",
    "entering: a copy that counts behind",
    "entering: eligible and backed up, told to the authenticator",
    "entering: a professional's key",
    "proving: somebody else's key",
    "proving: a proof for another act",
    "proving: a question asked in another session",
    "entering a desk: a copy that counts level",
    "adding: made at another port",
    "adding: a question asked by somebody else",
    "joining a desk: made in another site's frame",
    "entering, signed again: another host",
    "entering, signed again: a frame's top",
    "adding: a credential that somebody has",
)


@pytest.fixture(scope="module")
def world(driver: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Everybody’s browser, and the two sites."""
    path = shutil.which("chromium")
    assert path
    folder: Path = tmp_path_factory.mktemp("impostors")
    with without_limits(), serving(folder, SECRET) as sites, closing(launched(driver, path)) as browser:
        yield _with_keys(browser, sites)


def _with_keys(browser: Browser, sites: object) -> World:
    world = World(browser, sites)  # type: ignore[arg-type]
    assert world.is_taken(), "a ceremony with nothing wrong opens at every door"
    return world


@pytest.mark.parametrize("name", SHORT)
def test_what_real_chromium_makes_with_one_thing_wrong_opens_nothing(world: World, name: str) -> None:
    assert world.refuses(ALL[name]), name


@pytest.mark.parametrize("name", stopped.STOPPED)
def test_the_browser_itself_stops_the_rest(world: World, name: str) -> None:
    assert stopped.STOPPED[name](world), name


def test_a_frame_is_shown_where_our_page_lets_itself_be_framed(world: World) -> None:
    world.framed()
    assert stopped.is_shown_framed(world)


def test_a_refusal_counts_only_beside_what_is_taken(world: World) -> None:
    assert changes.unchanged(world)
    assert world.is_taken()


def test_there_are_sixty_of_them_and_more() -> None:
    assert len(ALL) >= 60
