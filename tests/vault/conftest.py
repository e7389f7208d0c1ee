"""The two places where papers can be kept: a folder, and a real S3 server."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from beneficiary_app.vault.store import Store

ACCESS, SECRET = "invented-access", "invented-secret-of-tests"


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a bucket of a real server, which checks signatures."""
    folder, port = tmp_path_factory.mktemp("s3"), _port()
    (folder / "papers").mkdir()
    program = str(Path(sys.executable).with_name("rclone"))
    command = [program, "serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key", f"{ACCESS},{SECRET}", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"s3://papers?endpoint=http://127.0.0.1:{port}"
    server.terminate()
    server.wait()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An empty place of each kind."""
    if request.param == "folder":
        return Store.at("", tmp_path / "papers")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    opened = Store.at(request.getfixturevalue("s3"), tmp_path)
    opened.drop(*[kept.name for kept in opened.all()])
    return opened


def break_folder(folder: Path) -> None:
    """Nothing can be written there any more, even by root: a file stands where it was."""
    shutil.rmtree(folder)
    folder.write_bytes(b"")
