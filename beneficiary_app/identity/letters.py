"""The letter of a first visit: a page to print, in French and in her language."""

from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from sqlmodel import Session

from beneficiary_app import i18n
from beneficiary_app.actor import Actor
from beneficiary_app.identity import codes, qr
from beneficiary_app.identity.models import CodeKind
from beneficiary_app.paths import TEMPLATES
from beneficiary_app.people.models import Person

ADDRESS = "/enter/letter"


def printed(sheets: list[dict[str, Any]]) -> str:
    """One file with those letters, each on its own page."""
    return _template().render(sheets=sheets)


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("letters/first_visit.html")


def sheet(
    session: Session,
    secret: codes.Secret,
    person: Person,
    origin: str,
    language: str,
    *,
    now: datetime,
    by: Actor | None = None,
) -> dict[str, Any]:
    """Make a letter’s code, and what its page says; the code is kept nowhere else."""
    proof = codes.who(codes.initials_of(person), person.birth_date)
    code = codes.make(session, secret, person.carnet_id, CodeKind.LETTER, proof, now=now, by=by)
    address = origin.rstrip("/") + ADDRESS
    spoken = list(dict.fromkeys([language, i18n.SOURCE]))
    return {
        "languages": [one for code_ in spoken for one in i18n.languages() if one.code == code_],
        "texts": [_text(one, person, now + codes.LASTS[CodeKind.LETTER]) for one in spoken],
        "code": codes.shown(code),
        "address": address,
        "square": qr.svg(f"{address}#{code}"),
    }


def _text(language: str, person: Person, until: datetime) -> dict[str, Any]:
    with i18n.speaking(language):
        return {
            "title": i18n.gettext("Votre carnet est prêt"),
            "greeting": i18n.say("Bonjour %(name)s, ce carnet est à vous.", name=person.first_name),
            "scan": i18n.gettext("Avec l’appareil photo de votre téléphone, visez le carré."),
            "type": i18n.gettext("Ou bien allez à cette adresse, et écrivez le code :"),
            "confirm": i18n.gettext("Donnez vos initiales et votre date de naissance."),
            "until": i18n.say("Cette lettre sert une fois, jusqu’au %(day)s.", day=i18n.dates.day(until)),
            "nobody": i18n.gettext(
                "Ne la donnez à personne. Perdue ? Demandez-en une autre : celle-ci ne marchera plus."
            ),
        }
