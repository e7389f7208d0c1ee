"""A WSGI application on a free port of this machine, for as long as a block lasts."""

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

Application = Callable[[Any, Any], Iterable[bytes]]
# How often a server looks whether it must stop: what each test waits for at its end.
LOOKS = 0.02
A_REQUEST = 10


class _Quiet(WSGIRequestHandler):
    """A server that says nothing."""

    def log(self, *_: Any) -> None:
        """Say nothing."""


class _Counted:
    """An application, and how many answers it is at."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._count = 0
        self._changed = threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        self._more(1)
        try:
            answer = self._app(environ, start_response)
        except BaseException:
            self._more(-1)
            raise
        return ClosingIterator(answer, [lambda: self._more(-1)])

    def _more(self, count: int) -> None:
        with self._changed:
            self._count += count
            self._changed.notify_all()

    def settle(self) -> None:
        """Wait until every answer is given, and no longer than a request takes."""
        with self._changed:
            self._changed.wait_for(lambda: not self._count, A_REQUEST)


def _nothing(_environ: Any, _start_response: Any) -> list[bytes]:
    return []


def listening(
    app: Application = _nothing, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> BaseWSGIServer:
    """A server on a free port; what must know the port first becomes its ``app`` afterwards."""
    return make_server(host, 0, app, threaded=True, request_handler=_Quiet, ssl_context=tls)


@contextmanager
def running(server: BaseWSGIServer) -> Iterator[None]:
    """That server answers until the block ends; what it was answering then is answered, and its port is free again."""
    server.app = counted = _Counted(server.app)
    thread = threading.Thread(target=server.serve_forever, args=(LOOKS,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        counted.settle()
