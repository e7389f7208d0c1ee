"""``python -m prove.engines``: her carnet without network in Firefox and in WebKitGTK, from Debian.

The server is stopped for « no network »: neither browser is told anything by its driver. What is said is what was seen.
"""

import argparse
import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import Session, select

from beneficiary_app import clock
from beneficiary_app.database import Database
from beneficiary_app.documents.models import PaperVersion, VersionState
from beneficiary_app.identity import service as identity
from beneficiary_app.notes.models import NoteVersion
from beneficiary_app.seed.service import seed
from beneficiary_app.vault.service import Vault
from prove.bidi import Firefox, Trouble
from prove.killable import Server
from prove.lines import say
from prove.places import BENCH, Place
from prove.walks import Tab, leaves_nothing, reads, signs_in, writes

# A script that a page leaves behind is never answered by this one: it is asked again.
PATIENCE = 10.0


class Gtk:
    """WebKitGTK’s MiniBrowser under its own driver and a screen that nobody sees."""

    def __init__(self, folder: Path) -> None:
        # Only where this engine is driven: no test of ours needs Selenium.
        webdriver: Any = importlib.import_module("selenium.webdriver")
        options = webdriver.WebKitGTKOptions()
        browser = next(Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser"))
        options.binary_location = str(browser)
        options.add_argument("--automation")
        os.environ["HOME"] = str(folder)
        service = webdriver.WebKitGTKService(shutil.which("WebKitWebDriver"))
        self._driver = webdriver.WebKitGTK(options=options, service=service)
        self._driver.set_script_timeout(PATIENCE)
        self.about = dict(self._driver.capabilities)

    def goto(self, url: str) -> None:
        """Open an address."""
        self._driver.get(url)

    def run(self, script: str) -> Any:
        """What a function body gives; it may wait."""
        whole = f"const end = arguments[0]; (async () => {{ {script} }})().then(end, (e) => end('' + e));"
        return self._driver.execute_async_script(whole)

    def close(self) -> None:
        """End it."""
        self._driver.quit()


@contextmanager
def firefox(folder: Path) -> Iterator[tuple[Tab, str]]:
    """One tab of Firefox, and what it says it is."""
    path = shutil.which("firefox-esr")
    if path is None:
        raise Trouble("firefox-esr is not here")
    opened = Firefox(path, folder / "profile")
    try:
        yield opened.tab(), f"Firefox {opened.about['browserVersion']}"
    finally:
        opened.close()


@contextmanager
def webkit(folder: Path) -> Iterator[tuple[Tab, str]]:
    """One window of WebKitGTK, and what it says it is."""
    opened = Gtk(folder)
    try:
        yield opened, f"{opened.about['browserName']} {opened.about['browserVersion']}"
    finally:
        opened.close()


ENGINES = {"firefox": firefox, "webkit": webkit}


def arrived(database: Database) -> bool:
    """Whether the note and the photo are in the database, whole."""
    with database.reading(BENCH) as session:
        texts = list(session.exec(select(NoteVersion.text)))
        states = list(session.exec(select(PaperVersion.state)))
    return texts.count("Écrite sans réseau") == 1 and states == [VersionState.CHECKING]


def drive(engine: str, folder: Path) -> Iterator[str]:
    """Each journey, as it ended."""
    config = Place("SQLite", folder).new()
    with ExitStack() as stack:
        database = Database(config.url, BENCH, Vault(config))
        stack.callback(database.close)

        def link(session: Session) -> str:
            return identity.invite(session, seed(session, now=clock.now()), now=clock.now())

        with database.transaction(BENCH) as session:
            hers = link(session)
        server = Server(config)
        stack.callback(server.kill)
        tab, name = stack.enter_context(ENGINES[engine](folder))
        origin = f"http://localhost:{server.port}"
        signs_in(tab, origin, hers)
        for what, walk in (
            ("reads without network", lambda: reads(tab, origin, server)),
            (
                "writes without network, and it arrives once",
                lambda: writes(tab, origin, server, lambda: arrived(database)),
            ),
        ):
            yield _told(name, what, walk)
        with database.transaction(BENCH) as session:
            again = link(session)
        with ENGINES[engine](folder / "kiosk") as (kiosk, _):
            yield _told(name, "leaves nothing on a shared device", lambda: leaves_nothing(kiosk, origin, again))


def _told(name: str, what: str, walk: Callable[[], None]) -> str:
    try:
        walk()
    except Exception as problem:  # noqa: BLE001 - what could not be is said, whatever the driver calls it
        return f"{name}: NOT DRIVEN, {what}: {str(problem)[:300]}"
    return f"{name}: {what}"


def main() -> int:
    """Print what each engine did; 1 when one did not do everything."""
    parser = argparse.ArgumentParser(prog="python -m prove.engines")
    parser.add_argument("engines", nargs="*", default=list(ENGINES), choices=list(ENGINES))
    failed = False
    for engine in parser.parse_args().engines:
        if engine == "webkit" and "DISPLAY" not in os.environ and shutil.which("xvfb-run"):
            again = ["xvfb-run", "-a", sys.executable, "-m", "prove.engines", "webkit"]
            failed = subprocess.run(again, check=False).returncode != 0 or failed  # noqa: S603 - our own words
            continue
        with TemporaryDirectory(prefix="carnet-prove-", ignore_cleanup_errors=True) as folder:
            try:
                for line in drive(engine, Path(folder)):
                    say(line)
                    failed = failed or "NOT DRIVEN" in line
            except Exception as problem:  # noqa: BLE001 - an engine that does not start is said, too
                say(f"{engine}: NOT DRIVEN: {str(problem)[:300]}")
                failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
