"""``carnet invite-professional`` and ``carnet accredit``: for the first of a structure, whom no lead can."""

import argparse
from contextlib import closing
from typing import Any

from sqlmodel import select

from beneficiary_app import clock
from beneficiary_app.actor import system
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.desk import service
from beneficiary_app.people.models import Professional
from beneficiary_app.terminal import REFUSED, Answer
from beneficiary_app.vault.service import Vault

UNKNOWN = (
    "Aucun professionnel ne porte cette adresse. Importez d’abord le fichier des professionnels ou des structures."
)
SUSPENDED = "Ce professionnel est suspendu. Sa responsable peut lever la suspension depuis son bureau."


def add(commands: Any) -> None:
    """Add ``invite-professional`` and ``accredit`` to the operator’s commands."""
    about = "imprimer un lien avec lequel un professionnel fait sa première clé, une fois, pendant sept jours"
    command = commands.add_parser("invite-professional", help=about, description=about)
    command.add_argument("email", metavar="ADRESSE", help="l’adresse e-mail du professionnel")
    command.add_argument("--json", action="store_true", help="la réponse en JSON sur la sortie standard")
    command.set_defaults(run=invite)
    about = "accréditer un professionnel : il peut être la deuxième personne quand quelqu’un a tout perdu"
    command = commands.add_parser("accredit", help=about, description=about)
    command.add_argument("email", metavar="ADRESSE", help="l’adresse e-mail du professionnel")
    command.add_argument("--end", action="store_true", help="retirer l’accréditation")
    command.add_argument("--json", action="store_true", help="la réponse en JSON sur la sortie standard")
    command.set_defaults(run=accredit)


def invite(given: argparse.Namespace, config: Config) -> Answer:
    """Make the link."""
    with closing(Database(config.url, system("invite"), Vault(config))) as database, database.transaction() as session:
        found = session.exec(select(Professional).where(Professional.email == given.email.strip().lower())).first()
        if found is None or found.suspended_at:
            problem = SUSPENDED if found else UNKNOWN
            return Answer(problem, {"problem": problem}, REFUSED)
        token = service.invite(session, found.id, now=clock.now())
    link = f"{config.origin.rstrip('/')}/desk/join/{token}"
    return Answer(link, {"link": link, "days": service.INVITATION_LASTS.days})


def accredit(given: argparse.Namespace, config: Config) -> Answer:
    """Accredit somebody, or end it."""
    with (
        closing(Database(config.url, system("accredit"))) as database,
        database.transaction() as session,
    ):
        found = session.exec(select(Professional).where(Professional.email == given.email.strip().lower())).first()
        if found is None or (found.suspended_at and not given.end):
            problem = SUSPENDED if found else UNKNOWN
            return Answer(problem, {"problem": problem}, REFUSED)
        found.accredited_at = None if given.end else found.accredited_at or clock.now()
        session.add(found)
        since = found.accredited_at
    sentence = "Accréditation retirée." if since is None else "Ce professionnel est accrédité."
    return Answer(sentence, {"accredited": since.isoformat() if since else None})
