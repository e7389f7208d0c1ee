"""The pages that open a copy without network: every word of the notebook and every paper, in her language."""

from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from beneficiary_app import i18n
from beneficiary_app.clock import local
from beneficiary_app.components import Components
from beneficiary_app.documents.models import KINDS, Kind
from beneficiary_app.paths import STATIC, TEMPLATES
from beneficiary_app.trail.rules import SOURCES

PAGE, NOTEBOOK, STYLE = "index.html", "mon-carnet.html", "index.css"


class Words(Components):
    """Our components without their signs, which are in a file of the application."""

    def icon(self, *_: Any, **__: Any) -> str:
        """No sign."""
        return ""


def page(person: dict[str, Any], papers: list[dict[str, Any]], *, now: datetime) -> str:
    """The page to open first, with relative addresses only and no program; ``papers`` as ``carnet.json`` says them."""
    kinds = [(i18n.gettext(label), [one for one in papers if one["kind"] == kind]) for kind, label in KINDS.items()]
    return _rendered(
        "copy",
        name=person["first_name"],
        made_on=i18n.dates.day(now),
        kinds=[(label, found) for label, found in kinds if found],
        notebook=NOTEBOOK,
    )


def notebook(said: dict[str, Any], papers: list[dict[str, Any]]) -> str:
    """The page to read: what the booklet is made from, and the list of papers."""
    return _rendered("notebook", **said, papers=papers, front=PAGE, kind=lambda code: i18n.gettext(KINDS[Kind(code)]))


def _rendered(template: str, **values: Any) -> str:
    return (
        _environment()
        .get_template(f"takeaway/{template}.html")
        .render(
            language=i18n.current(),
            style=STYLE,
            day=lambda value: i18n.dates.short_day(local(datetime.fromisoformat(value))),
            date=lambda value: i18n.dates.short_day(datetime.fromisoformat(value).date()),
            **values,
        )
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # A name may hold a sign that an address reads otherwise.
    made.filters["address"] = quote
    made.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    labels = SimpleNamespace(source=lambda code: i18n.gettext(dict(SOURCES)[code]))
    made.globals.update(ui=Words(made), dates=i18n.dates, labels=labels)
    return made


def style() -> str:
    """How they look."""
    return (STATIC / "css" / "copy.css").read_text(encoding="utf-8")
