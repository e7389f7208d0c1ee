"""What every template can call: the components, and the addresses of static files."""

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from jinja2 import Environment

from beneficiary_app.paths import STATIC, TEMPLATES


class Components:
    """Every macro of ``templates/components/``, reached from any template and any block as ``ui.name``."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._macros: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if not self._macros:
            self._macros = dict(self._load())
        try:
            return self._macros[name]
        except KeyError:
            raise AttributeError(name) from None

    def _load(self) -> Iterator[tuple[str, Any]]:
        for path in sorted((TEMPLATES / "components").glob("*.html")):
            module = self._environment.get_template(f"components/{path.name}").module
            for name in dir(module):
                if not name.startswith("_"):
                    yield name, getattr(module, name)

    def names(self) -> list[str]:
        """Every component’s name."""
        return sorted(self._macros or dict(self._load()))


@cache
def static_url(path: str) -> str:
    """The address of a static file, with its content’s hash: it can be kept for ever."""
    return f"/static/{path}?v={hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]}"
