"""Floors: a bare WSGI function and a bare Flask that send the same bytes and do nothing else."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response

Application = Callable[..., Any]


def wsgi(body: bytes, status: str = "200 OK") -> Application:
    """One function."""
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]

    def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response(status, headers)
        return [body]

    return application


def flask(body: bytes, status: int = 200) -> Application:
    """One Flask application with one route, no session and no hook."""
    application = Flask("bench")

    @application.get("/")
    @application.get("/journey")
    def page() -> Response:
        return Response(body, status=status, mimetype="text/html")

    return application.wsgi_app
