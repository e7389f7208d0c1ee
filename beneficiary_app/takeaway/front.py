"""The page that opens a copy without network: it leads to every paper, in her language."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from beneficiary_app import i18n
from beneficiary_app.clock import local
from beneficiary_app.documents.models import KINDS
from beneficiary_app.paths import STATIC, TEMPLATES

PAGE, STYLE = "index.html", "index.css"


def page(person: dict[str, Any], papers: list[dict[str, Any]], language: str, *, now: datetime) -> str:
    """The page as HTML, with relative addresses only and no program; ``papers`` as ``carnet.json`` says them."""
    with i18n.speaking(language if i18n.known(language) else i18n.SOURCE):
        kinds = [(i18n.gettext(label), [one for one in papers if one["kind"] == kind]) for kind, label in KINDS.items()]
        return (
            _environment()
            .get_template("takeaway/copy.html")
            .render(
                language=i18n.current(),
                name=person["first_name"],
                made_on=i18n.dates.day(now),
                kinds=[(label, found) for label, found in kinds if found],
                style=STYLE,
                day=lambda value: i18n.dates.short_day(local(datetime.fromisoformat(value))),
                date=lambda value: i18n.dates.short_day(datetime.fromisoformat(value).date()),
            )
        )


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
    return made


def style() -> str:
    """How it looks."""
    return (STATIC / "css" / "copy.css").read_text(encoding="utf-8")
