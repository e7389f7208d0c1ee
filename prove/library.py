"""A library for the proof: the application over TLS or not, a computer to enrol, somebody with a card and a paper."""

import shutil
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from beneficiary_app import clock, create_app
from beneficiary_app.config import Config
from beneficiary_app.identity import kiosks, living
from beneficiary_app.identity import service as identity
from beneficiary_app.identity.models import SessionKind
from beneficiary_app.seed.service import seed
from prove.sockets import Listener
from tests.conftest import OPERATOR, SECRET, signed_in
from tests.documents.papers import a_paper
from tests.kiosk.kiosks import PIN, a_card, a_code

__all__ = ["PIN", "Library", "serving", "short_times"]


@dataclass(frozen=True, slots=True)
class Library:
    """What a browser needs: the address, her card, where her paper is; and each time a code that enrols."""

    app: Flask
    origin: str
    card: str
    paper: str

    @property
    def code(self) -> str:
        """A new code."""
        return a_code(self.app)


@contextmanager
def serving(empty: Path, folder: Path, *, secure: bool = False) -> Iterator[Library]:
    """The invented territory on a free port; ``empty`` is a database of today’s shape."""
    shutil.copyfile(empty, folder / "carnet.sqlite3")
    context = _certificate(folder) if secure else None
    listener = Listener(tls=context)
    scheme = "https" if secure else "http"
    card, paper = _filled(_app(folder, "http://localhost"))
    app = _app(folder, f"{scheme}://localhost:{listener.port}")
    with closing(app.extensions["carnet_database"]), listener.answering(app):
        yield Library(app, f"{scheme}://localhost:{listener.port}", card, paper)


def _app(folder: Path, origin: str) -> Flask:
    url = f"sqlite:///{folder / 'carnet.sqlite3'}"
    return create_app(
        Config(environment="development", origin=origin, secret=SECRET, data_dir=folder, database_url=url)
    )


def _filled(app: Flask) -> tuple[str, str]:
    database = app.extensions["carnet_database"]
    with database.transaction(OPERATOR) as session:
        carnet_id = seed(session, now=clock.now())
    card = a_card(app, carnet_id)
    hers = signed_in(app, carnet_id)
    hers.post("/terms")
    paper = a_paper(app, hers, title="Bulletin de paie secret")
    database.close()
    return card, f"/papers/{paper}"


def _certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=7))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "tls.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@contextmanager
def short_times(seconds: int) -> Iterator[None]:
    """Three minutes and one minute become so many seconds, in the page and on the server."""
    kept = kiosks.QUIET, kiosks.WARNED, identity.IDLE[SessionKind.KIOSK], living.TOLD_AFTER[SessionKind.KIOSK]
    kiosks.QUIET = kiosks.WARNED = timedelta(seconds=seconds)
    identity.IDLE[SessionKind.KIOSK] = timedelta(seconds=3 * seconds)
    living.TOLD_AFTER[SessionKind.KIOSK] = timedelta()
    try:
        yield
    finally:
        kiosks.QUIET, kiosks.WARNED, identity.IDLE[SessionKind.KIOSK], living.TOLD_AFTER[SessionKind.KIOSK] = kept
