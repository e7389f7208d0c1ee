"""An invented territory: three people, two structures, a journey of some months around today."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from beneficiary_app.access import asking
from beneficiary_app.access import service as access
from beneficiary_app.access.parts import Part, Theme
from beneficiary_app.actor import professional, system
from beneficiary_app.appointments.models import Appointment, AppointmentState
from beneficiary_app.carnet import service as carnet
from beneficiary_app.carnet.models import FactKind
from beneficiary_app.documents import asking as papers
from beneficiary_app.documents.asking import PaperAsk
from beneficiary_app.documents.models import Kind
from beneficiary_app.journey.models import (
    Contract,
    Event,
    Goal,
    GoalState,
    Orientation,
    Project,
    Situation,
    Step,
    StepState,
)
from beneficiary_app.journey.rules import ends_on
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Member, Person, Professional, Role, Structure
from beneficiary_app.support.models import OrientationRequest, RequestState
from beneficiary_app.trail.kinds import Source

MARIAM = "mariam.diallo@exemple.invalid"
SOCIAL, LOCAL = "Maison des Solidarités, Lens", "Mission emploi du Bassin"
BY: dict[str, Any] = {"source": Source.CARNET, "author_name": "Mariam Diallo", "structure_name": SOCIAL}
STEPS = (
    (Theme.EMPLOYMENT, "Premier rendez-vous", StepState.DONE, -70, None, ""),
    (Theme.HOUSING, "Demander un logement social", StepState.WAITING, -40, None, "La mairie répond en trois mois."),
    (Theme.PAPERWORK, "Préparer votre RIB", StepState.IN_PROGRESS, -3, 9, "Pour votre aide au transport."),
    (Theme.EMPLOYMENT, "Atelier CV", StepState.PLANNED, -3, 14, "Vous repartez avec un CV imprimé."),
    (Theme.MOBILITY, "Demander l’aide au transport", StepState.PLANNED, -3, 20, ""),
    (Theme.EMPLOYMENT, "Immersion en entreprise", StepState.PLANNED, -2, 55, "Dix jours dans une cuisine collective."),
    (Theme.TRAINING, "Emploi ou formation", StepState.PLANNED, -2, 110, ""),
)


WEEKS = timedelta(days=14)


def seed(session: Session, *, now: datetime) -> UUID:
    """Fill an empty database; does nothing when a person exists. Returns the carnet to show."""
    first = session.exec(select(Person).order_by(Person.created_at)).first()  # type: ignore[arg-type]
    if first is not None:
        return first.carnet_id
    mariam = _directory(session)
    awa = people.open_carnet(session, system(Source.CARNET), "Awa", "Exemple", date(1991, 4, 12), now=now)
    people.open_carnet(session, system(Source.CARNET), "Denys", "Exemple", date(1985, 9, 3), now=now)
    people.open_carnet(session, system(Source.CARNET), "Salma", "Exemple", date(2001, 1, 28), now=now)
    _journey(session, awa.carnet_id, now)
    _details(session, awa.carnet_id, mariam, now)
    _support(session, awa.carnet_id, now)
    return awa.carnet_id


def ask(session: Session, carnet_id: UUID, *, now: datetime) -> None:
    """Two requests of her referent, so that there is something to answer; none when one was ever made."""
    mariam = session.exec(select(Professional).where(Professional.email == MARIAM)).first()
    if mariam is None or access.given(session, carnet_id):
        return
    actor = professional(mariam.id, mariam.full_name, SOCIAL, mariam.structure_id)
    parts = [Part.HOUSING, Part.APPOINTMENTS]
    asking.ask(session, actor, carnet_id, parts, "Pour votre dossier de logement", days=30, adds=True, now=now)
    wanted = PaperAsk(
        Kind.RESOURCES, "RIB", "Pour votre aide au transport", "Une attestation de votre banque", (now + WEEKS).date()
    )
    papers.ask(session, actor, carnet_id, wanted, now=now)


def _directory(session: Session) -> UUID:
    """Two structures with who manages each; the first is Mariam Diallo."""
    made = []
    for name, first_name, last_name, email in (
        (SOCIAL, "Mariam", "Diallo", MARIAM),
        (LOCAL, "Luc", "Berger", "luc.berger@exemple.invalid"),
    ):
        structure = Structure(
            name=name,
            phone="03 21 00 00 00",
            email="accueil@exemple.invalid",
            address="12 rue de l’Exemple",
            city="Lens",
            postal_code="62300",
        )
        session.add(structure)
        session.flush()
        made.append(
            Professional(
                structure_id=structure.id, email=email, first_name=first_name, last_name=last_name, manages=True
            )
        )
    session.add_all(made)
    session.flush()
    return made[0].id


def _journey(session: Session, carnet_id: UUID, now: datetime) -> None:
    today = now.date()
    goal = Goal(
        carnet_id=carnet_id,
        theme=Theme.EMPLOYMENT,
        title="Travailler dans la cuisine",
        state=GoalState.IN_PROGRESS,
        starts_on=today - timedelta(days=60),
        recorded_at=now - timedelta(days=60),
        **BY,
    )
    session.add(goal)
    for theme, title, state, began, due, why in STEPS:
        moment = now + timedelta(days=began)
        session.add(
            Step(
                carnet_id=carnet_id,
                theme=theme,
                title=title,
                why=why,
                state=state,
                recorded_at=moment,
                **BY,
                goal_id=goal.id if theme is Theme.EMPLOYMENT else None,
                starts_on=moment.date(),
                due_on=today + timedelta(days=due) if due is not None else None,
                done_at=moment if state is StepState.DONE else None,
            )
        )
    signed = today - timedelta(days=58)
    session.add(
        Contract(
            carnet_id=carnet_id,
            kind="cer",
            signed_on=signed,
            starts_on=signed,
            months=12,
            ends_on=ends_on(signed, 12),
            recorded_at=now - timedelta(days=58),
            **BY,
        )
    )
    session.add(
        Situation(
            carnet_id=carnet_id,
            theme=Theme.MOBILITY,
            title="Vous avez le permis B",
            recorded_at=now,
            noted_on=today - timedelta(days=60),
            **BY,
        )
    )
    session.add(
        Situation(
            carnet_id=carnet_id,
            theme=Theme.HOUSING,
            title="Vous dormez chez des amis",
            recorded_at=now - timedelta(days=300),
            noted_on=today - timedelta(days=300),
            ended_on=today - timedelta(days=50),
            **BY,
        )
    )
    session.add(
        Project(carnet_id=carnet_id, title="Aide de cuisine", rome_code="G1602", radius_km=15, recorded_at=now, **BY)
    )
    session.add(
        Event(
            carnet_id=carnet_id,
            title="Inscription à France Travail",
            happened_on=today - timedelta(days=120),
            source=Source.FRANCE_TRAVAIL,
            recorded_at=now - timedelta(days=90),
        )
    )
    for days, outcome in ((-70, AppointmentState.SEEN), (7, AppointmentState.UNKNOWN)):
        session.add(
            Appointment(
                carnet_id=carnet_id,
                starts_at=(now + timedelta(days=days)).replace(hour=8, minute=30, second=0),
                title="Point sur votre parcours",
                with_name="Mme Diallo",
                structure=SOCIAL,
                minutes=45,
                state=outcome,
                place="12 rue de l’Exemple, 62300 Lens",
                phone="03 21 00 00 00",
                recorded_at=now,
                bring="Votre RIB" if outcome is AppointmentState.UNKNOWN else "",
                **BY,
            )
        )
    session.flush()


def _details(session: Session, carnet_id: UUID, mariam: UUID, now: datetime) -> None:
    since = now.date() - timedelta(days=70)
    people.add_member(
        session,
        Member(
            carnet_id=carnet_id,
            professional_id=mariam,
            name="Mariam Diallo",
            structure=SOCIAL,
            position="Conseillère en insertion",
            phone="03 21 00 00 00",
            role=Role.REFERENT,
            since=since,
            recorded_at=now,
            **BY,
        ),
    )
    for kind, value, source in (
        (FactKind.PHONE, "+33639980011", Source.CARNET),
        (FactKind.CITY, "Lens", Source.CARNET),
        (FactKind.RSA_RIGHT, "rsa_droit_ouvert_versable", Source.CARNET),
        (FactKind.RSA_RIGHT, "rsa_droit_ouvert_et_suspendu", Source.CAF),
    ):
        carnet.state(
            session,
            system(source),
            carnet_id,
            kind,
            value,
            source,
            recorded_at=now - timedelta(days=20),
            now=now,
            structure_name=SOCIAL if source is Source.CARNET else "",
        )


def _support(session: Session, carnet_id: UUID, now: datetime) -> None:
    today = now.date()
    for days, scheme, kind, structure, reason in (
        (-400, "Accompagnement vers l’emploi", "pro", LOCAL, "Vous cherchez un travail."),
        (-70, "Accompagnement global", "sociopro", SOCIAL, "Vous cherchez un travail et un logement."),
    ):
        session.add(
            Orientation(
                carnet_id=carnet_id,
                system=scheme,
                kind=kind,
                reason=reason,
                structure=structure,
                decided_on=today + timedelta(days=days),
                recorded_at=now + timedelta(days=days),
                source=Source.CARNET,
                structure_name=structure,
            )
        )
    for asked, wanted, state, answer in (
        (-200, "Accompagnement social", RequestState.REFUSED, "Le suivi vers l’emploi vous aide encore."),
        (-90, "Accompagnement global", RequestState.ACCEPTED, "Un logement aide à garder un travail."),
    ):
        session.add(
            OrientationRequest(
                carnet_id=carnet_id,
                asked_on=today + timedelta(days=asked),
                asked_by="Luc Berger",
                reason="Le logement est devenu la première question.",
                wanted=wanted,
                state=state,
                decided_on=today + timedelta(days=asked + 20),
                decided_by="Service orientation",
                decided=wanted if state is RequestState.ACCEPTED else "",
                decision_reason=answer,
                recorded_at=now + timedelta(days=asked + 20),
                source=Source.CARNET,
                author_name="Luc Berger",
                structure_name=LOCAL,
            )
        )
    # The first referent ends where the second begins, as an import tells it.
    session.add(
        Member(
            carnet_id=carnet_id,
            name="Luc Berger",
            structure=LOCAL,
            position="Conseiller emploi",
            role=Role.REFERENT,
            since=today - timedelta(days=400),
            until=today - timedelta(days=70),
            recorded_at=now - timedelta(days=400),
            source=Source.CARNET,
            structure_name=LOCAL,
        )
    )
    session.flush()
