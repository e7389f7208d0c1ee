"""``carnet invite``: a link for somebody who is there, a letter for somebody who is not; ``carnet devices``."""

import argparse
import os
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from beneficiary_app import clock, i18n
from beneficiary_app.actor import system
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.identity import codes, connections, health, letters, pivot, service
from beneficiary_app.identity.models import CodeKind
from beneficiary_app.people.models import Person
from beneficiary_app.people.values import ValueProblem, bare, day
from beneficiary_app.terminal import REFUSED, UNUSABLE, Answer
from beneficiary_app.vault.service import Vault

PERSON_UNKNOWN = "Aucun carnet ne porte cet identifiant ou ce nom. Vérifiez-le, puis recommencez."
SEVERAL = "Plusieurs carnets portent ce nom. Ajoutez la date de naissance avec --born, par exemple --born 12/04/1991."
NO_DATE = "Cette date de naissance ne se lit pas. Écrivez le jour, le mois et l’année, par exemple 12/04/1991."
ANOTHER = "Cet état civil ouvre déjà un autre carnet. Vérifiez lequel est le sien ; rien n’a été écrit."
UNKEYED = (
    "Il manque le secret qui protège les codes. Mettez dans CARNET_SECRET celui de cette installation, puis "
    "recommencez ; rien n’a été écrit."
)


def add(commands: Any, secret_of: Callable[[Config], str]) -> None:
    """Add ``invite`` and ``devices`` to the operator’s commands; ``secret_of`` finds the key of the codes."""
    _add_devices(commands)
    about = "imprimer un lien qui ouvre un carnet une fois, pendant dix minutes, ou une lettre bonne trente jours"
    command = commands.add_parser("invite", help=about, description=about)
    command.add_argument("person", metavar="PERSONNE", help="l’identifiant du carnet, ou « Prénom Nom »")
    command.add_argument("--born", default="", metavar="DATE", help="sa date de naissance, quand le nom ne suffit pas")
    command.add_argument("--letter", type=Path, metavar="FICHIER", help="plutôt une lettre à imprimer")
    command.add_argument("--gender", choices=pivot.GENDERS, help="pour FranceConnect, ses papiers en main : son sexe")
    command.add_argument(
        "--birth-place", default="", metavar="INSEE", help="sa commune de naissance ; rien à l’étranger"
    )
    command.add_argument("--birth-country", default=pivot.FRANCE, metavar="INSEE", help="son pays de naissance")
    languages = [language.code for language in i18n.languages()]
    command.add_argument("--language", choices=languages, default=i18n.SOURCE, help="sa langue, à côté du français")
    command.add_argument("--json", action="store_true", help="la réponse en JSON sur la sortie standard")
    command.set_defaults(run=lambda given, config: invite(given, config, secret_of(config)))


def _add_devices(commands: Any) -> None:
    about = "comment vont les appareils d’une personne : dernier contact, ce qui attend, version ; aucun contenu"
    command = commands.add_parser("devices", help=about, description=about)
    command.add_argument("person", metavar="PERSONNE", help="l’identifiant du carnet, ou « Prénom Nom »")
    command.add_argument("--born", default="", metavar="DATE", help="sa date de naissance, quand le nom ne suffit pas")
    command.add_argument("--json", action="store_true", help="la réponse en JSON sur la sortie standard")
    command.set_defaults(run=devices)


def devices(given: argparse.Namespace, config: Config) -> Answer:
    """How each open device of hers is doing."""
    with closing(Database(config.url, system("devices"))) as database, database.reading() as session:
        person = _find(session, given.person, given.born)
        if isinstance(person, str):
            return Answer(person, {"problem": person}, REFUSED)
        found = [_device(row, one) for row, one in health.living(session, person.carnet_id, now=clock.now())]
    lines = [
        f"{one['device'] or 'Appareil'} : contact {one['contact']}, {one['waiting']} en attente depuis "
        f"{one['oldest'] or '—'}, {one['refused']} à corriger, version {one['version'] or '—'}"
        + (f", vidé {one['emptied']} ({one['lost']} perdu)" if one["emptied"] else "")
        for one in found
    ]
    return Answer("\n".join(lines) or "Aucun appareil ouvert.", {"devices": found})


def _device(row: Any, one: health.DeviceHealth | None) -> dict[str, Any]:
    def when(moment: Any) -> str:
        return moment.isoformat(timespec="minutes") if moment else ""

    return {
        "device": row.device,
        "kind": row.kind,
        "contact": when(one.at if one else row.used_at),
        "waiting": one.waiting if one else 0,
        "refused": one.refused if one else 0,
        "oldest": when(one and one.oldest_at),
        "version": one.version if one else "",
        "emptied": when(one and one.emptied_at),
        "lost": one.lost if one else 0,
    }


def invite(given: argparse.Namespace, config: Config, secret: str) -> Answer:
    """Make what opens her carnet."""
    if (given.letter or given.gender) and not secret:
        return Answer(UNKEYED, {"problem": UNKEYED}, UNUSABLE)
    with closing(Database(config.url, system("invite"), Vault(config))) as database, database.transaction() as session:
        person = _find(session, given.person, given.born)
        if isinstance(person, str):
            return Answer(person, {"problem": person}, REFUSED)
        if given.gender and not _expected(given, session, person, codes.Secret(secret.encode())):
            return Answer(ANOTHER, {"problem": ANOTHER}, REFUSED)
        if given.letter:
            return _letter(given, config, session, person, codes.Secret(secret.encode()))
        token = service.invite(session, person.carnet_id, now=clock.now())
    link = f"{config.origin.rstrip('/')}/open/{token}"
    return Answer(link, {"link": link, "minutes": service.LINK_LASTS // timedelta(minutes=1)})


def _find(session: Session, given: str, born: str) -> Person | str:
    """The person, or the sentence that says why it cannot be said which."""
    try:
        return session.get(Person, UUID(given)) or PERSON_UNKNOWN
    except ValueError:
        pass
    try:
        birth_date = day(born) if born else None
    except ValueProblem:
        return NO_DATE
    wanted = bare(given)
    # Names are compared without case and accents, which no index knows: an operator's command can read them all.
    found = [
        one
        for one in session.exec(select(Person))
        if bare(f"{one.first_name} {one.last_name}") == wanted and birth_date in {None, one.birth_date}
    ]
    if len(found) > 1:
        return SEVERAL
    return found[0] if found else PERSON_UNKNOWN


def _expected(given: argparse.Namespace, session: Session, person: Person, secret: codes.Secret) -> bool:
    """Whether her whole civil status, written down, opens her carnet from now on and no other."""
    names = ((person.first_name,), person.last_name, "")
    who = pivot.Pivot(*names, given.gender, person.birth_date, given.birth_place, given.birth_country)
    return connections.expect(session, secret, system("carnet"), person.carnet_id, who, now=clock.now())


def _letter(
    given: argparse.Namespace, config: Config, session: Session, person: Person, secret: codes.Secret
) -> Answer:
    sheet = letters.sheet(session, secret, person, config.origin, given.language, now=clock.now())
    page = letters.printed([sheet])
    # For the eyes of whoever prints it, and nobody else on this machine.
    with os.fdopen(os.open(given.letter, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(page)
    days = codes.LASTS[CodeKind.LETTER] // timedelta(days=1)
    return Answer(
        f"Lettre à imprimer : {given.letter}. Effacez ce fichier ensuite.", {"letter": str(given.letter), "days": days}
    )
