"""oidc-provider-mock in a process of its own: a provider that is not ours, with words in plain JSON."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).parents[2]


@contextmanager
def serving_mock(person: dict[str, Any], host: str = "localhost") -> Iterator[str]:
    """The address of a provider where that person identifies herself with one press."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--user-claims", json.dumps(person)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield f"http://{host}:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(300):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the provider did not start")


def answered(address: str, **form: str) -> str:
    """Press a button over there; where it sends the browser back to, as a path of ours."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"{parts.path}?{parts.query}", urlencode(form), headers)
    location = connection.getresponse().headers["Location"]
    connection.close()
    back = urlsplit(location)
    return f"{back.path}?{back.query}"


def documented() -> dict[str, Any]:
    """Who identifies herself in the recipe of ``docs/operating.md``."""
    found = re.search(r"--user-claims '(.*)'", (ROOT / "docs" / "operating.md").read_text(encoding="utf-8"))
    assert found is not None
    person: dict[str, Any] = json.loads(found[1])
    return person
