"""A script, never imported: a line of JSON with HTML and its style comes in, a PDF goes out.

No other file knows WeasyPrint. Nothing is fetched and nothing is written: the page holds all that is drawn.
"""

import json
import resource
import signal
import sys
from typing import Any

SECONDS, MEMORY = 80, 2 << 30


def _shut() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _fetch(_address: str, *_: Any, **__: Any) -> Any:
    raise ValueError("nothing is fetched")


def main() -> None:
    """Draw one page."""
    told = json.loads(sys.stdin.buffer.readline())
    _shut()
    from weasyprint import CSS, HTML  # noqa: PLC0415 - after the limits

    page = HTML(string=told["html"], url_fetcher=_fetch)
    sys.stdout.buffer.write(page.write_pdf(stylesheets=[CSS(string=told["css"])], pdf_variant="pdf/ua-1"))


if __name__ == "__main__":
    main()
