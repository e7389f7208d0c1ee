"""One person at a public computer in Chromium, and the next."""

import time
from contextlib import suppress

from playwright.sync_api import Browser, Error, Page

from prove.going import SECONDS, lasts, steps
from prove.library import PIN, Library, short_times
from prove.residue import HERS, ITS_OWN, PAGES, SHOWS, WITNESS, Residue, left


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
    with short_times(lasts(how)):
        page.goto(f"{library.origin}/help")
        page = _gone(page, how)
    for step in steps(moves):
        with suppress(Error):
            (page.go_back if step < 0 else page.go_forward)(wait_until="load", timeout=5_000)
        residue.saw(*_shown(page))
    page = context.new_page()
    page.goto(f"{library.origin}/welcome")
    residue.notes(page.evaluate(f"(async () => {{ {left(library.paper)} }})()"))
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
