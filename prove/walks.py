"""What somebody does without network, in any browser: she reads, she writes, and leaves nothing where others come."""

import time
from collections.abc import Callable
from typing import Any, Protocol

from prove.bidi import Trouble
from prove.killable import Server

SECONDS = 120.0
PRESS = "[...document.querySelectorAll('main button')].find((one) => one.textContent.includes({words!r})).click()"
KEPT = "document.body?.dataset.carnetAccount && self.carnet && await carnet.read(Date.now())"
HEADING = "document.querySelector('h1')?.textContent.includes({words!r})"
OFFLINE = "Boolean(document.querySelector('[data-carnet-offline]'))"
WAITING = "self.carnet && (await carnet.entriesOf(document.body.dataset.carnetAccount)).length"
WRITE = """const form = [...document.forms].find((one) => one.action.endsWith("/notes"));
form.elements.text.value = {text!r}; form.requestSubmit();"""
# A photo drawn here, put where a finger would put it.
PHOTO = """const canvas = Object.assign(document.createElement("canvas"), { width: 900, height: 900 });
const held = canvas.getContext("2d"); for (let n = 0; n < 4000; n += 1) {
  held.fillStyle = `hsl(${n * 7 % 360} 60% 60%)`; held.fillRect(n * 37 % 900, n * 91 % 900, 40, 40); }
const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
const bag = new DataTransfer(); bag.items.add(new File([blob], "a.jpg", { type: "image/jpeg" }));
const input = document.querySelector("#files"); input.files = bag.files; input.dispatchEvent(new Event("change"));"""
CHOSEN = "document.querySelectorAll('[data-carnet-pages] .page').length === 1"
RESIDUE = """return [indexedDB.databases ? (await indexedDB.databases()).length : 0, (await caches.keys()).length,
  (await navigator.serviceWorker.getRegistrations()).length, localStorage.length + sessionStorage.length].join();"""


class Tab(Protocol):
    """What a driver must do here."""

    def goto(self, url: str) -> None:
        """Open an address."""

    def run(self, script: str) -> Any:
        """What a function body gives; it may wait."""


def until(tab: Tab, condition: str, seconds: float = SECONDS) -> None:
    """Wait for an expression to be true, across navigations. Raises ``Trouble``."""
    end, last = time.monotonic() + seconds, ""
    while time.monotonic() < end:
        try:
            if tab.run(f"return Boolean({condition});"):
                return
        except Exception as said:  # noqa: BLE001 - each driver has its own, between two pages
            last = str(said)
        time.sleep(0.2)
    raise Trouble(f"never true: {condition} {last}")


def signs_in(tab: Tab, origin: str, link: str, *, shared: bool = False) -> None:
    """Open the carnet with a link, on a device of hers or on one that others use."""
    tab.goto(f"{origin}/welcome")
    tab.run("document.cookie = 'language=fr; path=/; SameSite=Lax';")
    tab.goto(f"{origin}/open/{link}")
    if shared:
        tab.run("document.querySelector('input[value=shared]').checked = true;")
    tab.run(PRESS.format(words="Ouvrir mon carnet"))
    until(tab, HEADING.format(words="Bonjour"))


def reads(tab: Tab, origin: str, server: Server) -> None:
    """Every kind of page, with the server stopped."""
    until(tab, KEPT)
    tab.run("await navigator.serviceWorker.ready;")
    server.kill()
    for path, words in (("/journey", "Mon parcours"), ("/appointments", "rendez-vous"), ("/papers", "Mes papiers"),
                        ("/access", "Qui voit quoi"), ("/", "Bonjour")):  # fmt: skip
        tab.goto(origin + path)
        until(tab, f"{HEADING.format(words=words)} && {OFFLINE}")


def _write(tab: Tab, origin: str) -> None:
    tab.goto(f"{origin}/notes")
    until(tab, "self.carnet && document.forms.length")
    tab.run(WRITE.format(text="Écrite sans réseau"))
    until(tab, f"({WAITING}) === 1")
    tab.goto(f"{origin}/papers/new/logement")
    until(tab, "document.querySelector('form')?.carnetPages")
    tab.run(PHOTO)
    until(tab, CHOSEN)
    tab.run(PRESS.format(words="Envoyer ce papier"))
    until(tab, f"({WAITING}) === 2")


def writes(tab: Tab, origin: str, server: Server, arrived: Callable[[], bool]) -> None:
    """A note and a photo with the server stopped; both arrive when it is back."""
    try:
        _write(tab, origin)
    finally:
        server.start()
    tab.goto(f"{origin}/outbox")
    until(tab, "document.querySelector('[data-carnet-send-now]')")
    tab.run("document.querySelector('[data-carnet-send-now]').click();")
    until(tab, f"({WAITING}) === 0")
    if not arrived():
        raise Trouble("not in the database")


def leaves_nothing(tab: Tab, origin: str, link: str) -> None:
    """On a device that others use: nothing while it is open, nothing after."""
    signs_in(tab, origin, link, shared=True)
    for path in ("/journey", "/notes", "/papers"):
        tab.goto(origin + path)
        if (left := tab.run(RESIDUE)) != "0,0,0,0":
            raise Trouble(f"left on {path}: {left}")
    tab.goto(f"{origin}/help")
    tab.run(PRESS.format(words="Fermer mon carnet"))
    until(tab, HEADING.format(words="Votre carnet est à vous"))
    if (left := tab.run(RESIDUE)) != "0,0,0,0":
        raise Trouble(f"left after closing: {left}")
