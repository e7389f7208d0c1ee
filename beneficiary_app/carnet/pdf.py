"""The booklet as PDF, drawn in a process of its own: the server stays small, and no byte of it is written on a disk."""

import json
import re
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from unicodedata import bidirectional

from beneficiary_app.cleaning import child
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.paths import STATIC

SECONDS = 90
"""Three hundred marks take ten on a busy machine."""
STYLES = ("theme.css", "app.css", "print.css", "booklet.css")
SCRIPT = Path(__file__).with_name("drawing.py")
_LIBRARIES = ("gobject-2.0", "pango-1.0", "pangoft2-1.0", "harfbuzz", "fontconfig")
# WeasyPrint does not look for the direction of somebody’s words.
_UNSAID = re.compile(r'<bdi>([^<]*)|dir="auto">([^<]*)')
# One at a time: a second one waits for the first, and the server goes on.
_one = Lock()


class NoBooklet(Refusal):
    """It could not be drawn."""

    status = 503
    title = N_("Le livret n’a pas pu être fait")
    sentence = N_("Imprimez plutôt la page : elle dit la même chose. Ou réessayez dans quelques minutes.")
    next_href = "/print"
    next_label = N_("Imprimer tout le carnet")


@cache
def missing() -> str:
    """What is not here of what draws it, in a sentence for the operator; empty when nothing is missing."""
    if find_spec("weasyprint") is None:
        return "Pas de livret en PDF : installez l’extra « pdf » (pip install 'carnet-de-bord[pdf]')."
    if not all(find_library(name) for name in _LIBRARIES):
        return (
            "Pas de livret en PDF : il manque Pango ; installez libpango-1.0-0, libpangoft2-1.0-0 et fonts-noto-core."
        )
    return ""


def directed(html: str) -> str:
    """The page with the direction of its words said where it was left to be found (the first letter that has one)."""
    return _UNSAID.sub(_said, html)


def _said(found: re.Match[str]) -> str:
    words = found[1] if found[1] is not None else found[2]
    turns = next((kind for sign in words if (kind := bidirectional(sign)) in {"L", "R", "AL"}), "")
    direction = {"": "auto", "L": "ltr"}.get(turns, "rtl")
    return f'<bdi dir="{direction}">{words}' if found[1] is not None else f'dir="{direction}">{words}'


def drawn(html: str) -> bytes:
    """The page as a PDF. Raises ``NoBooklet``."""
    css = "".join((STATIC / "css" / name).read_text(encoding="utf-8") for name in STYLES)
    told = json.dumps({"html": directed(html), "css": css}).encode() + b"\n"
    with _one:
        ended = child.run([told], seconds=SECONDS, script=SCRIPT)
    if ended.code or ended.late or not ended.answer.startswith(b"%PDF-"):
        raise NoBooklet(log=f"drawing ended with {ended.code}")
    return ended.answer
