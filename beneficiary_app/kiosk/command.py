"""``carnet kiosk``: enrol a structure’s computer, list those that are, revoke one."""

import argparse
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, or_, select

from beneficiary_app import clock
from beneficiary_app.actor import system
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.errors import NotHere
from beneficiary_app.i18n import dates
from beneficiary_app.identity import codes
from beneficiary_app.kiosk import service
from beneficiary_app.people.models import Structure
from beneficiary_app.people.values import bare
from beneficiary_app.terminal import REFUSED, UNUSABLE, Answer

UNKNOWN = "Aucune structure ne porte cet identifiant, ce SIRET ou ce nom. Vérifiez-le, puis recommencez."
SEVERAL = "Plusieurs structures portent ce nom. Donnez plutôt son SIRET ou son identifiant."
NO_NAME = 'Donnez un nom que les personnes reconnaissent, de 40 signes au plus, par exemple --name "Poste 2".'
NO_KIOSK = "Aucune borne en service ne porte cet identifiant. La liste : carnet kiosk list"
UNKEYED = "Il manque le secret qui protège les codes. Mettez dans CARNET_SECRET celui de cette installation."
NONE = "Aucune borne."
LONGEST = 40


def add(commands: Any, secret_of: Callable[[Config], str]) -> None:
    """Add ``kiosk`` to the operator’s commands; ``secret_of`` finds the key of the codes."""
    about = "les ordinateurs que tout le monde utilise : en inscrire un, les lister, en arrêter un"
    these = commands.add_parser("kiosk", help=about, description=about).add_subparsers(required=True, metavar="ACTION")
    enrolling = _action(these, "enrol", "imprimer un code qui inscrit un ordinateur, une fois, pendant une heure")
    enrolling.add_argument("structure", metavar="STRUCTURE", help="son identifiant, son SIRET ou son nom")
    enrolling.add_argument("--name", required=True, metavar="NOM", help="comment les personnes l’appellent")
    enrolling.set_defaults(run=lambda given, config: enrol(given, config, secret_of(config)))
    listing = _action(these, "list", "les bornes en service, et quand chacune a été vue")
    listing.set_defaults(run=lambda _given, config: listed(config))
    revoking = _action(these, "revoke", "arrêter une borne : ce qui y est ouvert se ferme")
    revoking.add_argument("kiosk", metavar="BORNE", help="son identifiant, donné par « carnet kiosk list »")
    revoking.set_defaults(run=revoke)


def _action(these: Any, name: str, about: str) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = these.add_parser(name, help=about, description=about)
    action.add_argument("--json", action="store_true", help="la réponse en JSON sur la sortie standard")
    return action


def enrol(given: argparse.Namespace, config: Config, secret: str) -> Answer:
    """Make the code."""
    name = " ".join(given.name.split())
    if not secret:
        return Answer(UNKEYED, {"problem": UNKEYED}, UNUSABLE)
    if not 0 < len(name) <= LONGEST:
        return Answer(NO_NAME, {"problem": NO_NAME}, REFUSED)
    with closing(Database(config.url, system("kiosk"))) as database, database.transaction() as session:
        structure = _find(session, given.structure)
        if isinstance(structure, str):
            return Answer(structure, {"problem": structure}, REFUSED)
        code = service.enrol(session, codes.Secret(secret.encode()), structure.id, name, now=clock.now())
    code, origin = codes.shown(code), config.origin.rstrip("/")
    link = f"{origin}/kiosk/enrol/{code}"
    sentence = (
        f"Sur l’ordinateur, ouvrez {link}\nou ouvrez {origin}/kiosk/enrol et tapez {code}\nCe code sert une fois."
    )
    return Answer(sentence, {"link": link, "code": code, "minutes": service.CODE_LASTS // timedelta(minutes=1)})


def _find(session: Session, given: str) -> Structure | str:
    try:
        return session.get(Structure, UUID(given)) or UNKNOWN
    except ValueError:
        pass
    digits = "".join(given.split())
    found = [
        one
        for one in session.exec(select(Structure).where(or_(Structure.siret == digits, Structure.name != "")))
        if one.siret == digits or bare(one.name) == bare(given)
    ]
    if len(found) > 1:
        return SEVERAL
    return found[0] if found else UNKNOWN


def listed(config: Config) -> Answer:
    """Those that are in service."""
    with closing(Database(config.url, system("kiosk"))) as database, database.reading() as session:
        found = service.listed(session)
    values = [
        {
            "id": str(one.id),
            "structure": one.structure,
            "name": one.name,
            "browser": one.browser,
            "enrolled_at": one.enrolled_at and one.enrolled_at.isoformat(),
            "seen_at": one.seen_at and one.seen_at.isoformat(),
            "odd_at": one.odd_at and one.odd_at.isoformat(),
            "odd": one.odd,
        }
        for one in found
    ]
    return Answer("\n".join(map(_line, found)) or NONE, {"kiosks": values})


def _line(one: Any) -> str:
    seen = f"vue le {dates.moment(one.seen_at)} ({one.browser})" if one.seen_at else "pas encore inscrite"
    odd = f" · SA CLÉ A SERVI AILLEURS le {dates.moment(one.odd_at)} ({one.odd})" if one.odd_at else ""
    return f"{one.id}  {one.structure}, {one.name} : {seen}{odd}"


def revoke(given: argparse.Namespace, config: Config) -> Answer:
    """Stop one."""
    try:
        kiosk_id = UUID(given.kiosk)
        with closing(Database(config.url, system("kiosk"))) as database, database.transaction() as session:
            closed = service.revoke(session, kiosk_id, now=clock.now())
    except (ValueError, NotHere):
        return Answer(NO_KIOSK, {"problem": NO_KIOSK}, REFUSED)
    return Answer(f"Cette borne est arrêtée. Carnets fermés : {closed}", {"id": str(kiosk_id), "closed": closed})
