"""``make prove-kiosk``: what is left on a public computer after somebody, in Chromium and in Firefox."""

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from playwright.sync_api import sync_playwright

from beneficiary_app import schema
from prove import mandated
from prove.browsers import launched
from prove.going import WAYS
from prove.library import Library, serving
from prove.lines import say
from prove.meeting import AIM, meet
from prove.public_chromium import in_chromium
from prove.public_firefox import in_firefox
from prove.residue import Residue


def _line(browser: str, how: str, residue: Residue) -> str:
    return (
        f"{browser}, {WAYS[how]}: {residue.databases} databases, {residue.caches} caches, "
        f"{residue.registrations} registrations, {residue.keys} keys, {residue.cookies} cookies but its own, "
        f"{residue.requests} kept requests, {residue.pages} private pages in {residue.moves} moves "
        f"({residue.given_back} given back by the cache of whole pages), {residue.downloads} downloads"
    )


def main() -> int:
    """Print one line a figure; 1 when something is left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=36)
    parser.add_argument("--orders", type=int, default=200)
    given = parser.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    wrong = 0
    with TemporaryDirectory(prefix="carnet-kiosk-") as name:
        folder = Path(name)
        wrong += _help(folder, given.orders)
        schema.migrate(f"sqlite:///{folder / 'empty.sqlite3'}")
        for browser, run in _browsers(folder, given.moves):
            for how in WAYS:
                (here := folder / f"{browser.split()[0]}-{how}").mkdir()
                with serving(folder / "empty.sqlite3", here, secure=True) as library:
                    residue = run(library, how)
                say(_line(browser, how, residue))
                wrong += bool(residue.found())
    say(f"lines that are not what they must be: {wrong}")
    return 1 if wrong else 0


def _help(folder: Path, orders: int) -> int:
    """The lines of somebody who helps her; how many are not what they must be."""
    squares, differ = mandated.matrix()
    say(f"helper × session × mandate × part × action: {squares} squares, {differ} differ from the oracle")
    sessions, acts = mandated.machine(folder, orders)
    say(f"{orders} orders of {mandated.STEPS} steps: {sessions} sessions, {acts} acts, none outside person and mandate")
    path = shutil.which("chromium")
    if path is None:
        return int(differ > 0)
    (here := folder / "meeting").mkdir()
    with sync_playwright() as playwright:
        browser = launched(playwright, path)
        met = meet(browser, here)
        browser.close()
    say(met.line())
    return (differ > 0) + (met.lasts >= AIM) + (not met.checks)


def _browsers(folder: Path, moves: int) -> list[tuple[str, Callable[[Library, str], Residue]]]:
    found: list[tuple[str, Callable[[Library, str], Residue]]] = []
    chromium, firefox = shutil.which("chromium"), shutil.which("firefox-esr") or shutil.which("firefox")
    if chromium:
        found.append(("Chromium", lambda library, how: _with_chromium(chromium, library, how, moves)))
    else:
        say("Chromium: not driven, it is not installed")
    if firefox:
        found.append(
            ("Firefox", lambda library, how: in_firefox(firefox, folder / f"profile-{how}" / "p", library, how, moves))
        )
    else:
        say("Firefox: not driven, it is not installed (Debian: firefox-esr)")
    return found


def _with_chromium(path: str, library: Library, how: str, moves: int) -> Residue:
    with sync_playwright() as playwright:
        kept = ["--disable-back-forward-cache"]
        browser = launched(playwright, path, ignore_default_args=kept)
        try:
            return in_chromium(browser, library, how, moves)
        finally:
            browser.close()


if __name__ == "__main__":
    sys.exit(main())
