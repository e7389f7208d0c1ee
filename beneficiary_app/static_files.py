"""Static files from memory; one asked for under its content’s hash can be kept for a year."""

from collections.abc import Iterable
from typing import Any

from whitenoise import WhiteNoise

A_YEAR = "max-age=31536000, public, immutable"


class KeptFiles(WhiteNoise):  # type: ignore[misc]
    """WhiteNoise, with a long life for addresses that change with their content (``?v=``)."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Serve a file, or pass the request on."""
        if not environ.get("PATH_INFO", "").startswith("/static/"):
            return self.application(environ, start_response)  # type: ignore[no-any-return]
        versioned = environ.get("QUERY_STRING", "").startswith("v=")

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if versioned and status.startswith("200"):
                headers = [pair for pair in headers if pair[0].lower() != "cache-control"]
                headers.append(("Cache-Control", A_YEAR))
            headers.append(("X-Content-Type-Options", "nosniff"))
            return start_response(status, headers, *more)

        return super().__call__(environ, start)  # type: ignore[no-any-return]
