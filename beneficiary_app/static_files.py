"""Static files: compressed once in memory, kept for a year when asked for under their content’s hash."""

from collections.abc import Iterable
from functools import cache
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import brotli
from rjsmin import jsmin
from whitenoise import WhiteNoise

A_YEAR = "max-age=31536000, public, immutable"
COMPRESSED = {".css", ".js", ".svg"}
PREFIX = "/static/"
OK = "200 OK"


@cache
def compressed(path: Path) -> bytes:
    """A file at brotli’s best level: slow, so once."""
    return bytes(brotli.compress(source(path), quality=11))


def source(path: Path) -> bytes:
    """What is sent of a file: a script of ours without its comments and margins, which are for who reads it here."""
    content = path.read_bytes()
    return bytes(jsmin(content)) if path.suffix == ".js" and "vendor" not in path.parts else content


class KeptFiles(WhiteNoise):  # type: ignore[misc]
    """WhiteNoise, with brotli in memory and a long life for addresses that change with their content (``?v=``)."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Serve a file, or pass the request on."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX) or path not in self.files:
            return self.application(environ, start_response)  # type: ignore[no-any-return]
        versioned = environ.get("QUERY_STRING", "").startswith("v=")
        file = Path(self._root) / path.removeprefix(PREFIX)
        if versioned and file.suffix in COMPRESSED and "br" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            return self._send_compressed(file, environ["REQUEST_METHOD"], start_response)

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if versioned and status == OK:
                headers = [pair for pair in headers if pair[0].lower() != "cache-control"]
                headers.append(("Cache-Control", A_YEAR))
            headers.append(("X-Content-Type-Options", "nosniff"))
            return start_response(status, headers, *more)

        return super().__call__(environ, start)  # type: ignore[no-any-return]

    def __init__(self, application: Any, root: Path, **options: Any) -> None:
        super().__init__(application, root=root, prefix=PREFIX, **options)
        self._root = root

    @staticmethod
    def _send_compressed(file: Path, method: str, start_response: Any) -> Iterable[bytes]:
        content = compressed(file)
        start_response(
            OK,
            [
                ("Content-Type", guess_type(file.name)[0] or "application/octet-stream"),
                ("Content-Encoding", "br"),
                ("Content-Length", str(len(content))),
                ("Vary", "Accept-Encoding"),
                ("Cache-Control", A_YEAR),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
        return [content] if method == "GET" else []
