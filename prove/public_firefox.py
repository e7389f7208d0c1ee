"""One person at a public computer in Firefox, and the next."""

import time
from contextlib import suppress
from pathlib import Path

from prove.bidi import Firefox, Tab, Trouble
from prove.going import SECONDS, lasts, steps
from prove.library import PIN, Library, short_times
from prove.residue import HERS, ITS_OWN, PAGES, SHOWS, WITNESS, Residue, left


def in_firefox(path: str, profile: Path, library: Library, how: str, moves: int) -> Residue:
    """One person comes, looks, and goes that way; the next looks for what is left."""
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
    with short_times(lasts(how)):
        tab.goto(f"{library.origin}/help")
        tab = _gone_there(firefox, tab, library, how)
    for step in steps(moves):
        tab.go(step)
        time.sleep(0.3)
        tab.until("document.readyState === 'complete'")
        shown, given = tab.run(SHOWS)
        residue.saw(shown, given)
    tab = firefox.tab()
    tab.goto(f"{library.origin}/welcome")
    residue.notes(tab.run(left(library.paper)))
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
