"""What a device of hers runs: the page’s script and the worker, each its modules put end to end, without a bundler.

One address for all of a script’s modules means that a browser never runs modules of two versions together. A worker
that is a module itself would leave out the browsers that have only classic ones.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from beneficiary_app import i18n
from beneficiary_app.paths import STATIC, WORKER
from beneficiary_app.version import build
from beneficiary_app.web import CONTENT_SECURITY_POLICY, OURS, static_url

PAGE = STATIC / "js" / "offline" / "page.js"
EVENTS = WORKER / "service-worker.js"
PRECACHED = ("css/*.css", "js/*.js", "icons/*.svg", "vendor/**/*.js")
NOTHING = "/sync/nothing"
# A browser that was given the worker once must be able to lose it: this one takes itself and its files away.
TAKEN_AWAY = """
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
})()));
"""
_IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)";\n', re.MULTILINE)
_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_MARGIN = re.compile(r"^[ \t]+", re.MULTILINE)


def _modules(path: Path, known: list[Path]) -> Iterator[Path]:
    """A module after those that it needs, each once."""
    if path in known:
        return
    known.append(path)
    for needed in _IMPORT.findall(path.read_text(encoding="utf-8")):
        yield from _modules((path.parent / needed).resolve(), known)
    yield path


def joined(entry: Path) -> str:
    """A script and the modules that it needs, end to end; names at their top are unique among them."""
    whole = "".join(path.read_text(encoding="utf-8") for path in _modules(entry.resolve(), []))
    bare = _IMPORT.sub("", whole)
    return _MARGIN.sub("", _COMMENT.sub("", re.sub(r"^export ", "", bare, flags=re.MULTILINE)))


@cache
def page_script() -> str:
    """What a page of hers runs on a device of hers."""
    return joined(PAGE)


@cache
def page_script_url() -> str:
    """Its address, which changes with its content."""
    return f"/sync/page.js?v={hashlib.sha256(page_script().encode()).hexdigest()[:10]}"


def shell_url(language: str) -> str:
    """The page without its words, in one language."""
    return f"/sync/shell/{language}?v={build()}"


@cache
def precached() -> list[str]:
    """What the worker keeps of us; nothing of anybody."""
    found = sorted(path for pattern in PRECACHED for path in STATIC.glob(pattern))
    files = [static_url(path.relative_to(STATIC).as_posix()) for path in found]
    return [*files, page_script_url(), f"{NOTHING}?v={build()}", *(shell_url(one.code) for one in i18n.languages())]


@cache
def worker() -> str:
    """The worker: its version is a hash of all that it keeps and of every template."""
    known = {"VERSION": build(), "FILES": precached(), "POLICY": CONTENT_SECURITY_POLICY, "OURS": OURS}
    said = "".join(f"const {name}={json.dumps(value)};\n" for name, value in known.items())
    return f'"use strict";\n{said}{joined(EVENTS)}'
