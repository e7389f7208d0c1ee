"""The third table: bytes of a first visit."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import brotli

from bench.measure import Caller
from beneficiary_app import clock, create_app
from beneficiary_app.database import Database
from beneficiary_app.headers import BROTLI
from beneficiary_app.identity.models import SessionKind, Way
from beneficiary_app.identity.service import Device, open_session
from beneficiary_app.paths import STATIC
from beneficiary_app.seed.service import seed
from beneficiary_app.vault.service import Vault
from prove.places import BENCH, Place

KB = 1_000
LINKED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
OTHER_HOST = re.compile(r'(?:src|srcset|href|action)="(https?://[^"]+)"')
COMPRESSED = {".css", ".js", ".svg", ".webmanifest"}
Row = tuple[str, float, str]


def home(place: Place) -> str:
    """The home page of the demonstration carnet."""
    config = place.new()
    database = Database(config.url, BENCH, Vault(config))
    now = clock.now()
    with database.transaction() as session:
        carnet_id = seed(session, now=now)
        opened = open_session(session, carnet_id, Way.LINK, Device(SessionKind.PERSONAL), now=now)
    return Caller(create_app(config).wsgi_app, "/", HTTP_COOKIE=f"carnet={opened.token}")().decode()


def best(content: bytes) -> int:
    """Bytes at brotli 11."""
    return len(brotli.compress(content, quality=11))


def zipped(contents: Iterator[bytes]) -> int:
    """Bytes at gzip 9, each file on its own."""
    return sum(len(gzip.compress(content, 9)) for content in contents)


def _linked(page: str) -> list[Path]:
    found = {address.removeprefix("/static/").partition("?")[0] for address in LINKED.findall(page)}
    return [STATIC / name for name in sorted(found)]


def _files(pattern: str) -> Iterator[bytes]:
    return (path.read_bytes() for path in sorted(STATIC.glob(pattern)))


def table(place: Place) -> tuple[list[Row], list[Row]]:
    """What weighs what, in kB with the aim beside; and each file of a first visit."""
    page = home(place)
    content = page.encode()
    files = [
        (path.relative_to(STATIC).as_posix(), best(raw) if path.suffix in COMPRESSED else len(raw), "")
        for path in _linked(page)
        for raw in [path.read_bytes()]
    ]
    whole = best(content) + sum(size for _, size, _ in files)
    rows: list[Row] = [
        (f"home HTML, raw (brotli {BROTLI} to who accepts it)", len(content) / KB, ""),
        ("home HTML, brotli 11", best(content) / KB, "≤ 14"),
        (f"home HTML, brotli {BROTLI}", len(brotli.compress(content, quality=BROTLI)) / KB, ""),
        ("home HTML, gzip 9", zipped(iter([content])) / KB, ""),
        ("CSS, all three files, gzip 9", zipped(_files("css/*.css")) / KB, "≤ 15"),
        ("JavaScript of ours, gzip 9", zipped(_files("js/*.js")) / KB, ""),
        ("htmx, gzip 9", zipped(_files("vendor/**/*.js")) / KB, ""),
        ("first visit in all, compressed", whole / KB, "≤ 60"),
        ("addresses on another host", float(len(OTHER_HOST.findall(page))), ""),
    ]
    return rows, [(name, size / KB, "") for name, size, _ in files]
