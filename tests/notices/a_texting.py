"""A provider of text messages for tests, over real HTTP."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Provider(ThreadingHTTPServer):
    """A provider of text messages on this machine: what it was sent, and what it answers next."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.taken: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[int] = []

    @property
    def url(self) -> str:
        """Where messages are posted."""
        return f"http://127.0.0.1:{self.server_port}/v1/messages?account=7"


class Taking(BaseHTTPRequestHandler):
    """One request; 0 is an answer that never comes."""

    server: Provider
    wake = threading.Event()

    def do_POST(self) -> None:
        """Take a message, or answer what was asked for."""
        self.server.headers.append({"path": self.path, **self.headers})
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.server.answers.pop(0) if self.server.answers else 202
        if not answer:
            self.wake.wait(2)
            return
        if 200 <= answer < 300:
            self.server.taken.append(body)
        self.send_response(answer)
        if answer == 302:
            self.send_header("Location", self.server.url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def listening() -> Iterator[Provider]:
    """The provider on a free port of this machine."""
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
