"""A WSGI application on a free port of this machine, for as long as a block lasts."""

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

Application = Callable[[Any, Any], Iterable[bytes]]
# How often a server looks whether it must stop, and how long it waits then for what it is answering. Seconds.
LOOKS, PATIENCE = 0.02, 10


class _UnderWay:
    """How many requests are being answered."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    def __enter__(self) -> None:
        self._more(1)

    def __exit__(self, *_: object) -> None:
        self._more(-1)

    def _more(self, count: int) -> None:
        with self._changed:
            self._count += count
            self._changed.notify_all()

    def settle(self) -> None:
        """Wait until none is."""
        with self._changed:
            self._changed.wait_for(lambda: not self._count, PATIENCE)


class _Handler(WSGIRequestHandler):
    """It says nothing, and is counted."""

    under_way: _UnderWay

    def run_wsgi(self) -> None:
        """Answer one request."""
        with self.under_way:
            super().run_wsgi()

    def log(self, *_: Any) -> None:
        """Say nothing."""


def _nothing(_environ: Any, _start_response: Any) -> list[bytes]:
    return []


class Listener:
    """A free port that is taken; who must know its number first gives the ``app`` later."""

    def __init__(
        self, app: Application = _nothing, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
    ) -> None:
        self._under_way = _UnderWay()
        handler = type("Handler", (_Handler,), {"under_way": self._under_way})
        self._server = make_server(host, 0, app, threaded=True, request_handler=handler, ssl_context=tls)
        self.port: int = self._server.port

    @contextmanager
    def answering(self, app: Application | None = None) -> Iterator[None]:
        """Until the block ends; what is being answered then is answered, and the port is free again."""
        self._server.app = app or self._server.app
        thread = threading.Thread(target=self._server.serve_forever, args=(LOOKS,))
        thread.start()
        try:
            yield
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()
            self._under_way.settle()
