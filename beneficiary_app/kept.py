"""Pages that were made, kept in memory by their full version."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock


class KeptPages:
    """The last rendered pages, each under its full version; the least used go first. In memory only."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pages: OrderedDict[str, str] = OrderedDict()
        self._making: dict[str, Lock] = {}
        self._lock = Lock()

    def get(self, key: str) -> str | None:
        """The page of that very version."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: str, page: str) -> None:
        """Keep a page."""
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)

    def made(self, key: str, make: Callable[[], str]) -> str:
        """The page of that very version, made once: who asks meanwhile waits for it."""
        with self._lock:
            making = self._making.setdefault(key, Lock())
        try:
            with making:
                page = self.get(key)
                if page is None:
                    page = make()
                    self.keep(key, page)
                return page
        finally:
            with self._lock:
                self._making.pop(key, None)
