"""What is left in a browser after somebody: counted by the page that comes next, and on every move back and forward."""

from dataclasses import dataclass, fields

# Hers, and on the pages that are opened: none of them may be seen, nor be in the name of a tab.
HERS = ("Awa", "awa.", "Bulletin de paie", "Préparer votre RIB")
PAGES = ("/information", "/papers?pictures=yes", "/journey", "/print")
ITS_OWN = {"kiosk", "__Host-kiosk"}

# What a page can find of what was kept, and whether one of hers is still in the cache of requests.
LEFT = """
const kept = async (path) => {
  try { return (await fetch(path, { cache: "only-if-cached", mode: "same-origin" })).ok; } catch { return false; }
};
const pages = await Promise.all(PAGES.map(kept));
return {
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  registrations: (await navigator.serviceWorker.getRegistrations()).length,
  keys: localStorage.length + sessionStorage.length,
  requests: pages.filter(Boolean).length,
};
"""
# A page that was given back says so in the name of its window, which outlives its reload.
WITNESS = 'addEventListener("pageshow", (event) => { if (event.persisted) window.name += "·"; });'
SHOWS = "return [document.title + ' ' + (document.body?.innerText ?? ''), window.name.length];"


@dataclass(slots=True)
class Residue:
    """How much of each; ``given_back`` is not one: it says that the browser did keep whole pages."""

    databases: int = 0
    caches: int = 0
    registrations: int = 0
    keys: int = 0
    requests: int = 0
    cookies: int = 0
    pages: int = 0
    downloads: int = 0
    moves: int = 0
    given_back: int = 0

    def found(self) -> dict[str, int]:
        """What is there and should not be."""
        counted = {field.name: int(getattr(self, field.name)) for field in fields(self)}
        return {name: count for name, count in counted.items() if count and name not in {"moves", "given_back"}}

    def notes(self, counted: dict[str, int]) -> None:
        """What was counted in the browser, by the names used here."""
        for name, number in counted.items():
            setattr(self, name, number)

    def saw(self, shown: str, given_back: int) -> None:
        """One more move, and what it showed."""
        self.moves += 1
        self.pages += any(word in shown for word in HERS)
        self.given_back = max(self.given_back, given_back)


def left(paper: str) -> str:
    """``LEFT``, about these pages and a picture of that paper."""
    asked = [*PAGES, "/", paper, f"{paper}/versions/1/pages/1.jpg"]
    return LEFT.replace("PAGES", repr(asked))
