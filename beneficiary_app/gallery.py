"""``/dev/gallery``: every component in every state, in development alone."""

from types import SimpleNamespace

from flask import Flask, Response

from beneficiary_app import clock, i18n, web
from beneficiary_app.journey.rules import Mark
from beneficiary_app.trail.kinds import Source


def init_app(app: Flask) -> None:
    """Serve it."""

    @app.get("/dev/gallery")
    def gallery() -> Response:
        return web.render("dev/gallery.html", sample_fact=_sample_fact(), sample_marks=_sample_marks())


def _sample_fact() -> SimpleNamespace:
    return SimpleNamespace(author_name="", structure_name="", source=Source.CAF, recorded_at=clock.now())


def _sample_marks() -> list[Mark]:
    today = clock.now().date()
    shown, day = i18n.dates.short_day(today), today.isoformat()
    return [Mark(kind, kind, "", shown, today, day=day, word=kind) for kind in ("done", "here", "coming")]
