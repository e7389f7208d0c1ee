"""What a device of hers runs: one script for its pages and its worker, modules put end to end, without a bundler.

One address for all modules means that a browser never runs modules of two versions together. A worker that is a module
itself would leave out the browsers that have only classic ones.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from rjsmin import jsmin

from beneficiary_app import i18n
from beneficiary_app.components import static_url
from beneficiary_app.headers import CONTENT_SECURITY_POLICY, OURS
from beneficiary_app.paths import STATIC, WORKER
from beneficiary_app.version import build

SHARED = WORKER / "device.js"
PAGE = STATIC / "js" / "offline" / "page.js"
EVENTS = WORKER / "service-worker.js"
PRECACHED = ("css/*.css", "js/*.js", "icons/*.svg", "vendor/**/*.js")
OF_NOBODY = ("nothing", "closed", "locked")
# A browser that was given the worker once must be able to lose it: this one takes itself and its files away.
TAKEN_AWAY = """
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
})()));
"""
_IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)";\n', re.MULTILINE)
_NAMES = re.compile(r"\w+(?=[^{}]*\} from)")


def _modules(path: Path, known: list[Path]) -> Iterator[Path]:
    """A module after those that it needs, each once, without those that are known."""
    if path in known:
        return
    known.append(path)
    for needed in _IMPORT.findall(path.read_text(encoding="utf-8")):
        yield from _modules((path.parent / needed).resolve(), known)
    yield path


def joined(entry: Path, *, without: Iterable[Path] = ()) -> str:
    """A script and the modules that it needs, end to end; names at their top are unique among them."""
    whole = "".join(path.read_text(encoding="utf-8") for path in _modules(entry.resolve(), list(without)))
    return re.sub(r"^export ", "", _IMPORT.sub("", whole), flags=re.MULTILINE)


@cache
def device_script() -> str:
    """What a page of hers and the worker both run, then what each does alone: sent once, and unread by who looks."""
    shared = list(_modules(SHARED.resolve(), []))
    page, worker = joined(PAGE, without=shared), joined(EVENTS, without=shared)
    names = ",".join(sorted(set(_NAMES.findall(SHARED.read_text(encoding="utf-8")))))
    given = f"self.carnet={{{names}}};"
    whole = f"{joined(SHARED)}{given}if(self.document){{{page}}}else{{{worker}}}"
    return str(jsmin(f'(()=>{{"use strict";{whole}}})();'))


@cache
def device_script_url() -> str:
    """Its address, which changes with its content."""
    return f"/sync/device.js?v={hashlib.sha256(device_script().encode()).hexdigest()[:10]}"


def shell_url(language: str) -> str:
    """The page without its words, in one language."""
    return f"/sync/shell/{language}?v={build()}"


@cache
def precached() -> list[str]:
    """What the worker keeps of us; nothing of anybody."""
    found = sorted(path for pattern in PRECACHED for path in STATIC.glob(pattern))
    files = [static_url(path.relative_to(STATIC).as_posix()) for path in found]
    pages = [f"/sync/{name}?v={build()}" for name in OF_NOBODY]
    shells = [shell_url(one.code) for one in i18n.languages()]
    return [*files, device_script_url(), *pages, *shells]


@cache
def worker() -> str:
    """The worker: its version is a hash of all that it keeps and of every template."""
    known = {"VERSION": build(), "FILES": precached(), "POLICY": CONTENT_SECURITY_POLICY, "OURS": OURS}
    said = "".join(f"const {name}={json.dumps(value)};\n" for name, value in known.items())
    return f'"use strict";\n{said}importScripts("{device_script_url()}");\n'
