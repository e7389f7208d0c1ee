"""A page’s version: the carnet’s ``seq`` and all else that its bytes depend on."""

import hashlib
import re
from functools import cache, lru_cache
from typing import Any, NamedTuple
from zlib import crc32

from werkzeug.http import parse_accept_header

from beneficiary_app import clock, i18n
from beneficiary_app.paths import STATIC, TEMPLATES, TRANSLATIONS, WORKER

LANGUAGE_COOKIE = "language"
QUICK_EXIT_COOKIE = "quick_exit"
_LANGUAGE = re.compile(rf"(?:^|;\s*){LANGUAGE_COOKIE}=([\w-]+)")
_QUICK_EXIT = re.compile(rf"(?:^|;\s*){QUICK_EXIT_COOKIE}=1(?:;|$)")


@cache
def build() -> str:
    """A hash of every template, catalogue, static file and module of the worker."""
    found = hashlib.sha256()
    sources = ((TEMPLATES, "*.html"), (TRANSLATIONS, "*.po"), (STATIC, "*.*"), (WORKER, "*.js"))
    for path in sorted(path for folder, pattern in sources for path in folder.rglob(pattern)):
        found.update(path.read_bytes())
    return found.hexdigest()[:10]


class Asked(NamedTuple):
    """What a request asks for besides the carnet: an address, a language, the quick way out, a part of the page."""

    path: str
    query: str
    language: str
    quick_exit: bool
    part: bool

    @classmethod
    def of(cls, environ: dict[str, Any]) -> "Asked":
        """Read it from a WSGI request."""
        cookies = environ.get("HTTP_COOKIE", "")
        chosen = _LANGUAGE.search(cookies)
        known = chosen is not None and i18n.known(chosen[1])
        return cls(
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
            chosen[1] if chosen is not None and known else _spoken(environ.get("HTTP_ACCEPT_LANGUAGE", "")),
            _QUICK_EXIT.search(cookies) is not None,
            environ.get("HTTP_HX_REQUEST_TYPE") == "partial",
        )

    def at(self, seq: int, *, alert: bool, keeps: bool, hides: bool) -> str:
        """The version of that answer today, with or without the alert, on a device that keeps it or not.

        ``hides`` says that what is most hers is left out. It is an entity tag without its quotes.
        """
        day = clock.local(clock.now()).toordinal()
        flags = "".join(["1" if said else "0" for said in (self.quick_exit, self.part, alert, keeps, hides)])
        return f"{seq}-{build()}-{self.language}-{day}-{flags}-{_address(self.path, self.query)}"


@lru_cache(maxsize=512)
def _address(path: str, query: str) -> str:
    return f"{crc32(f'{path}?{query}'.encode()):08x}"


@lru_cache(maxsize=512)
def _spoken(header: str) -> str:
    return i18n.best_of([tag for tag, _ in parse_accept_header(header)])
