"""Standard tus clients against the real server, over a line that is cut every 300 kB: it arrives once, and whole."""

import hashlib
import shutil
import subprocess
import time
from contextlib import closing
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from beneficiary_app.database import Database
from beneficiary_app.documents.models import PaperFile, PaperVersion, VersionState
from tests.conftest import OPERATOR
from tests.documents.lines import cut_line, ready, served

# The largest paper for one client; the other has shown enough when it has begun again some twenty times.
SIZE, SMALLER = 20_000_000, 8_000_000
CUT = 300_000
BYTES = b"%PDF-1.7 of nothing" + hashlib.shake_128(b"noise").digest(SIZE - 19)


def _arrived(url: str) -> tuple[int, int]:
    # What is no paper is refused by the check and waits: its pieces are all there to be counted.
    with closing(Database(url, OPERATOR)) as database:
        for _ in range(300):
            with database.reading() as session:
                versions = list(session.execute(select(PaperVersion)).scalars())
                files = list(session.execute(select(PaperFile)).scalars())
            if versions and versions[0].state == VersionState.REFUSED:
                return len(versions), sum(size for _, size in files[0].pieces)
            time.sleep(0.1)
    raise AssertionError([version.state for version in versions])


def test_the_python_client_brings_20_mb_over_a_line_that_is_cut_every_300_kb(tmp_path: Path) -> None:
    config = ready(tmp_path)
    with served(config) as (origin, cookie), cut_line(urlsplit(origin).port or 0, CUT) as port:
        client = TusClient(
            f"http://localhost:{port}/uploads", headers={"Cookie": cookie, "Origin": f"http://localhost:{port}"}
        )
        uploader = client.uploader(file_stream=BytesIO(BYTES), metadata={"title": "Gros papier", "kind": "autre"})
        cuts = 0
        while uploader.offset < SIZE:
            try:
                uploader.upload_chunk()  # type: ignore[no-untyped-call]
            except TusCommunicationError:
                cuts += 1
                assert cuts < 300, uploader.offset
                uploader.offset = uploader.get_offset()
        assert _arrived(config.url) == (1, SIZE)
    assert cuts > SIZE // CUT // 2


SCRIPT = """
const tus = require("tus-js-client");
const fs = require("fs");
const [, , endpoint, cookie, file] = process.argv;
const upload = new tus.Upload(fs.createReadStream(file), {
  endpoint, uploadSize: fs.statSync(file).size, chunkSize: 5000000, retryDelays: Array(300).fill(20),
  headers: { Cookie: cookie, Origin: new URL(endpoint).origin }, metadata: { title: "Gros papier", kind: "autre" },
  onShouldRetry: () => true,
  onError: (problem) => { console.error(String(problem)); process.exit(1); },
  onSuccess: () => process.exit(0),
});
upload.start();
"""


@pytest.fixture(scope="module")
def tus_js(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client from npm, in a folder of its own."""
    folder = tmp_path_factory.mktemp("npm")
    if not shutil.which("npm") or not shutil.which("node"):
        pytest.skip("node and npm are not installed: Debian's packages nodejs and npm have them")
    (folder / "package.json").write_text('{"private": true}')
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "tus-js-client@4"]
    if subprocess.run(command, cwd=folder, check=False, capture_output=True).returncode:
        pytest.skip("tus-js-client cannot be fetched from npm here")
    (folder / "send.js").write_text(SCRIPT)
    (folder / "file").write_bytes(BYTES[:SMALLER])
    return folder


def test_the_client_from_npm_brings_a_big_file_over_a_line_that_is_cut(tmp_path: Path, tus_js: Path) -> None:
    config = ready(tmp_path)
    with served(config) as (origin, cookie), cut_line(urlsplit(origin).port or 0, CUT) as port:
        command = ["node", "send.js", f"http://localhost:{port}/uploads", cookie, "file"]
        sent = subprocess.run(command, cwd=tus_js, check=False, capture_output=True, text=True, timeout=120)
        assert sent.returncode == 0, sent.stderr
        assert _arrived(config.url) == (1, SMALLER)
