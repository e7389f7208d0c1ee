"""What Django’s settings name: which database a read goes to, and the headers that ours send too."""
# mypy: disable-error-code="import-untyped, misc"

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from beneficiary_app.headers import HEADERS as OURS

HEADERS = {**OURS, "Cache-Control": "private, no-cache", "Vary": "Cookie, HX-Request-Type"}


class Router:
    """Every read goes to the database of the table that is being made."""

    alias = "default"

    def db_for_read(self, _model: Any, **_hints: Any) -> str:
        """The alias in use."""
        return Router.alias


def headers(following: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware that sends the same headers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = following(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return middleware
