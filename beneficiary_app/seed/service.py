"""An invented territory: three people, two structures, a journey of some months around today."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, select

from beneficiary_app.access import asking
from beneficiary_app.access import service as access
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import professional, system
from beneficiary_app.documents import asking as papers
from beneficiary_app.documents.asking import PaperAsk
from beneficiary_app.documents.models import Kind
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Person, Professional
from beneficiary_app.seed import around
from beneficiary_app.seed.journey import journey
from beneficiary_app.trail.kinds import Source

TWO_WEEKS = timedelta(days=14)


def seed(session: Session, *, now: datetime) -> UUID:
    """Fill an empty database; does nothing when a person exists. Returns the carnet to show."""
    first = session.exec(select(Person).order_by(Person.created_at)).first()  # type: ignore[arg-type]
    if first is not None:
        return first.carnet_id
    mariam = around.directory(session)
    awa = people.open_carnet(session, system(Source.CARNET), "Awa", "Exemple", date(1991, 4, 12), now=now)
    people.open_carnet(session, system(Source.CARNET), "Denys", "Exemple", date(1985, 9, 3), now=now)
    people.open_carnet(session, system(Source.CARNET), "Salma", "Exemple", date(2001, 1, 28), now=now)
    journey(session, awa.carnet_id, now)
    around.details(session, awa.carnet_id, mariam, now)
    around.support(session, awa.carnet_id, now)
    return awa.carnet_id


def ask(session: Session, carnet_id: UUID, *, now: datetime) -> None:
    """Two requests of her referent, so that there is something to answer; none when one was ever made."""
    mariam = session.exec(select(Professional).where(Professional.email == around.MARIAM)).first()
    if mariam is None or access.given(session, carnet_id):
        return
    actor = professional(mariam.id, mariam.full_name, around.SOCIAL, mariam.structure_id)
    parts = [Part.HOUSING, Part.APPOINTMENTS]
    asking.ask(session, actor, carnet_id, parts, "Pour votre dossier de logement", days=30, adds=True, now=now)
    wanted = PaperAsk(
        Kind.RESOURCES,
        "RIB",
        "Pour votre aide au transport",
        "Une attestation de votre banque",
        (now + TWO_WEEKS).date(),
    )
    papers.ask(session, actor, carnet_id, wanted, now=now)
