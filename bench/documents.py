"""The eighth table: papers. An upload beside the same bytes to a bare WSGI sink, the cipher beside openssl's."""

import hashlib
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlmodel import Session

from bench import uploads
from bench.pages import queries
from beneficiary_app import clock, create_app
from beneficiary_app.actor import person
from beneficiary_app.config import Config
from beneficiary_app.documents import arriving, checking
from beneficiary_app.documents.arriving import PaperForm
from beneficiary_app.documents.models import Kind, PaperVersion, VersionState
from beneficiary_app.identity import service as identity
from beneficiary_app.identity.models import SessionKind, Way
from beneficiary_app.identity.service import Device
from beneficiary_app.identity.sessions import cookie_name
from beneficiary_app.seed.service import seed
from beneficiary_app.vault import cipher
from beneficiary_app.web import KeptPages
from prove.places import BENCH, Place

MEGABYTE = 1_000_000
PAPERS = 300
QUALITY = 70
TUS = {"Tus-Resumable": "1.0.0", "Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Paper:
    """One line: a figure in its unit, and beside what."""

    name: str
    figure: float
    unit: str
    beside: str = ""


def measure(place: Place, times: int) -> list[Paper]:
    """Every line, on one database."""
    config = place.new()
    app = create_app(config)
    database = app.extensions["carnet_database"]
    with database.transaction(BENCH) as session:
        carnet_id = seed(session, now=clock.now())
        opened = identity.open_session(session, carnet_id, Way.LINK, Device(SessionKind.PERSONAL), now=clock.now())
    client = app.test_client()
    client.set_cookie(cookie_name(app), opened.token)
    found = _uploads(config, f"{cookie_name(app)}={opened.token}", times)
    found += [_visible(app, client, name, content, times) for name, content in _papers()]
    with database.transaction(person(carnet_id, "")) as session:
        _fill(session, app, carnet_id)
    found += [_page(app, client, path, times) for path in ("/papers", "/papers?kind=logement")]
    database.close()
    return found


def _uploads(config: Config, cookie: str, times: int) -> list[Paper]:
    found = []
    for name, size, (wall, cpu), (bare, spent) in uploads.measure(config, cookie, times):
        found += [
            Paper(name, size / wall, "MB/s", f"{bare / wall:.0%} of the sink’s"),
            Paper(f"{name}, CPU", cpu * 1000 / size, "ms a MB", f"sink {spent * 1000 / size:.2f}"),
        ]
    return found


def _spent(work: Callable[[], object], times: int) -> tuple[float, float]:
    took = []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        took.append((time.perf_counter() - wall, time.process_time() - cpu))
    return median(wall for wall, _ in took), median(cpu for _, cpu in took)


def _papers() -> list[tuple[str, bytes]]:
    # Twelve million pixels, as a phone takes them: it is sent whole by whoever has no script to make it lighter.
    noise = Image.frombytes("RGB", (800, 600), hashlib.shake_128(b"photo").digest(800 * 600 * 3)).resize((4000, 3000))
    photo, pages = BytesIO(), BytesIO()
    noise.save(photo, "JPEG", quality=QUALITY)
    sheets = [Image.new("RGB", (1240, 1754), "white") for _ in range(10)]
    for number, sheet in enumerate(sheets):
        sheet.paste("black", (100, 100 + number * 10, 900, 130 + number * 10))
    sheets[0].save(pages, "PDF", save_all=True, append_images=sheets[1:])
    size = f"{len(photo.getvalue()) / MEGABYTE:.1f}"
    return [(f"a photo of {size} MB", photo.getvalue()), ("a PDF of 10 pages", pages.getvalue())]


def _visible(app: Flask, client: FlaskClient, name: str, content: bytes, times: int) -> Paper:
    database, vault = app.extensions["carnet_database"], app.extensions["carnet_vault"]

    def work() -> None:
        made = client.post("/uploads", headers={**TUS, "Upload-Length": str(len(content))}).headers["Location"]
        headers = {**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        client.patch(made, data=content, headers=headers)
        checking.check_next(database, vault, "", clock.now)
        if client.get(made.split("/files")[0] + "/pages/1.jpg").status_code != 200:  # noqa: PLR2004 - the status
            raise RuntimeError("not to be seen")

    return Paper(f"{name}, from « sent » to « seen »", _spent(work, min(times, 5))[0], "s")


def _fill(session: Session, app: Flask, carnet_id: UUID) -> None:
    owner, vault, now = person(carnet_id, ""), app.extensions["carnet_vault"], clock.now()
    had, _ = arriving.used(session, carnet_id)
    for number in range(had, PAPERS):
        form = PaperForm(Kind.HOUSING, f"Quittance {number}")
        made = arriving.begin(session, vault, owner, carnet_id, form, [1], now=now)
        version = session.get_one(PaperVersion, (carnet_id, made.id, 1))
        version.state, version.shape = VersionState.READY, {"pages": [], "pdf": 0, "thumbnail": [0, 0], "text": [0, 0]}
        session.add(version)


def _page(app: Flask, client: FlaskClient, path: str, times: int) -> Paper:
    def work() -> bytes:
        app.extensions["carnet_pages"] = KeptPages(0)
        return client.get(path).data

    cpu = _spent(work, times)[1] * 1000
    return Paper(f"{path} with {PAPERS} papers, made anew, CPU", cpu, "ms", f"{queries(app, work)} SQL")


def encryption() -> list[Paper]:
    """Our cipher on 16 MiB, and what openssl says of AES-256-GCM on chunks of 16 KiB."""
    data, key = bytes(16 * 1024 * 1024), bytes(32)
    wall, _ = _spent(lambda: len(cipher.seal(key, data, b"bench")), 9)
    ours = len(data) / MEGABYTE / wall
    command = ["openssl", "speed", "-mr", "-elapsed", "-seconds", "1", "-bytes", "16384", "-evp", "aes-256-gcm"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - our own words
    said = re.search(r"^\+F:.*:([\d.]+)$", told, re.MULTILINE)
    openssl = float(said[1]) / MEGABYTE if said else 0.0
    beside = f"openssl {openssl:.0f} MB/s: {ours / openssl:.0%}" if openssl else "openssl is not here"
    return [Paper("encryption of 16 MiB", ours, "MB/s", beside)]
