"""``make prove-kiosk``: what is left on a public computer after somebody, in Chromium and in Firefox."""

import argparse
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from playwright.sync_api import Browser, Error, Page, sync_playwright

from beneficiary_app import schema
from prove import mandated
from prove.bidi import Firefox, Tab, Trouble
from prove.browsers import launched
from prove.library import PIN, Library, serving, short_times
from prove.meeting import AIM, meet
from prove.residue import HERS, ITS_OWN, PAGES, SHOWS, WITNESS, Residue, left

__all__ = ["PIN", "WAYS", "Library", "in_chromium", "in_firefox", "serving"]
Served = Library
# How she goes: by the button, by doing nothing, by the quick way out, or her tab is killed and the server waits.
WAYS = {"end": "sign-out", "idle": "timeout", "quick": "quick exit", "killed": "tab kill"}
SECONDS = 3


def say(line: str) -> None:
    """One figure."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def in_chromium(browser: Browser, library: Library, how: str, moves: int) -> Residue:
    """One person comes, looks, and goes that way; the next looks for what is left."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR", ignore_https_errors=True)
    context.set_default_timeout(20_000)
    context.add_init_script(WITNESS)
    residue = Residue()
    page = context.new_page()
    page.on("download", lambda _: setattr(residue, "downloads", residue.downloads + 1))
    page.goto(f"{library.origin}/kiosk/enrol/{library.code}")
    page.locator("main form button").click()
    page.wait_for_url("**/welcome")
    _visit(page, library)
    with short_times(SECONDS if how in {"idle", "killed"} else 60):
        page.goto(f"{library.origin}/help")
        page = _gone(page, how)
    for step in _steps(moves):
        with suppress(Error):
            (page.go_back if step < 0 else page.go_forward)(wait_until="load", timeout=5_000)
        residue.saw(*_shown(page))
    page = context.new_page()
    page.goto(f"{library.origin}/welcome")
    _count(residue, page.evaluate(f"(async () => {{ {left(library.paper)} }})()"))
    residue.cookies = sum(cookie.get("name") not in ITS_OWN for cookie in context.cookies())
    context.close()
    return residue


def _shown(page: Page) -> tuple[str, int]:
    # A page that was given back asks for itself again: what it shows at any moment of that counts.
    for _ in range(20):
        with suppress(Error):
            shown, given = page.evaluate(f"(() => {{ {SHOWS} }})()")
            return shown, given
        time.sleep(0.2)
    raise ValueError("a page that never settles")


def _steps(moves: int) -> list[int]:
    return [-1 if at % 6 < 4 else 1 for at in range(moves)]  # noqa: PLR2004 - four back, two forward


def _count(residue: Residue, found: dict[str, int]) -> None:
    for name, count in found.items():
        setattr(residue, name, count)


def _visit(page: Page, library: Library) -> None:
    page.goto(f"{library.origin}/enter/card")
    page.locator("#code").fill(library.card)
    page.locator("#pin").fill(PIN)
    page.locator("main form button").click()
    page.wait_for_url(f"{library.origin}/")
    for path in (*PAGES, library.paper):
        page.goto(library.origin + path)
    if not any(word in page.locator("body").inner_text() for word in HERS):
        raise ValueError("nothing private was opened: the proof would prove nothing")
    # A file is asked for, as somebody who knows its address would.
    with suppress(Error):
        page.goto(f"{library.origin}{library.paper}/versions/1/paper.pdf")


def _gone(page: Page, how: str) -> Page:
    if how == "killed":
        next_page, origin = page.context.new_page(), page.url.rsplit("/", 1)[0]
        with suppress(Error):
            page.goto("chrome://crash", timeout=5_000)
        time.sleep(3 * SECONDS + 1)
        next_page.goto(f"{origin}/information")
        return next_page
    if how == "end":
        page.locator("header .kiosk-end button").click()
    elif how == "quick":
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url("**/welcome?over=", timeout=30_000)
    return page


def in_firefox(path: str, profile: Path, library: Library, how: str, moves: int) -> Residue:
    """The same there."""
    downloads = profile.parent / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    preferences = (
        f'user_pref("browser.download.dir", "{downloads}");\nuser_pref("browser.download.folderList", 2);\n'
        'user_pref("browser.sessionstore.resume_from_crash", false);\nuser_pref("intl.accept_languages", "fr");\n'
    )
    firefox = Firefox(path, profile, preferences)
    try:
        return _there(firefox, library, how, moves, downloads)
    finally:
        firefox.close()


def _there(firefox: Firefox, library: Library, how: str, moves: int, downloads: Path) -> Residue:
    firefox.ask("script.addPreloadScript", functionDeclaration=f"() => {{ {WITNESS} }}")
    residue, tab = Residue(), firefox.tab()
    tab.goto(f"{library.origin}/kiosk/enrol/{library.code}")
    tab.run("document.querySelector('main form button').click();")
    tab.until("location.pathname === '/welcome'")
    _visit_there(tab, library)
    with short_times(SECONDS if how in {"idle", "killed"} else 60):
        tab.goto(f"{library.origin}/help")
        tab = _gone_there(firefox, tab, library, how)
    for step in _steps(moves):
        tab.go(step)
        time.sleep(0.3)
        tab.until("document.readyState === 'complete'")
        shown, given = tab.run(SHOWS)
        residue.saw(shown, given)
    tab = firefox.tab()
    tab.goto(f"{library.origin}/welcome")
    _count(residue, tab.run(left(library.paper)))
    residue.cookies = sum(cookie["name"] not in ITS_OWN for cookie in firefox.cookies())
    residue.downloads = len(list(downloads.iterdir()))
    return residue


def _visit_there(tab: Tab, library: Library) -> None:
    tab.goto(f"{library.origin}/enter/card")
    fill = "document.getElementById('{}').value = '{}';"
    tab.run(fill.format("code", library.card) + fill.format("pin", PIN))
    tab.run("document.querySelector('main form button').click();")
    tab.until("location.pathname === '/'")
    for path in (*PAGES, library.paper):
        tab.goto(library.origin + path)
    if not any(word in tab.run("return document.body.innerText;") for word in HERS):
        raise ValueError("nothing private was opened: the proof would prove nothing")
    with suppress(Trouble):
        tab.goto(f"{library.origin}{library.paper}/versions/1/paper.pdf")


def _gone_there(firefox: Firefox, tab: Tab, library: Library, how: str) -> Tab:
    if how == "killed":
        following = firefox.tab()
        tab.close()
        time.sleep(3 * SECONDS + 1)
        following.goto(f"{library.origin}/information")
        return following
    if how == "end":
        tab.run("document.querySelector('header .kiosk-end button').click();")
    elif how == "quick":
        tab.press("\ue008", "\ue008", "\ue008")
    tab.until("location.search === '?over='", 30)
    return tab


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
