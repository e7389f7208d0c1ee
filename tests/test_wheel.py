"""The wheel holds everything and starts outside the checkout."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from socket import socket

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from this checkout and installed in a folder of its own."""
    made = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    build = ["wheel", "--no-deps", "--no-build-isolation", "-w", str(made), str(ROOT)]
    subprocess.run([*pip, *build], check=True)
    wheel = next(made.glob("*.whl"))
    target = made / "installed"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True)
    return target


def free_port() -> int:
    with socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def wait_for(address: str) -> str:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
                return str(answer.read().decode())
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError(f"no answer from {address}")


def test_the_wheel_serves_pages_styles_and_languages(installed: Path, tmp_path: Path) -> None:
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(installed), "CARNET_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "beneficiary_app.cli", "demo", "--port", str(port)]
    with (tmp_path / "said").open("w") as said:
        server = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=said)
        try:
            page = wait_for(f"http://localhost:{port}/language")
            assert "العربية" in page
            style = re.search(r"/static/css/app\.css\?v=\w+", page)
            assert style
            assert "--" in wait_for(f"http://localhost:{port}{style.group()}")
            assert wait_for(f"http://localhost:{port}/readyz")
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=20)
    assert (tmp_path / "said").read_text().startswith(f"Open: http://localhost:{port}/open/")
