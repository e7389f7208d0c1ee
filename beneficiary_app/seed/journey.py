"""Some months of a journey around today."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.access.parts import Theme
from beneficiary_app.appointments.models import Appointment, AppointmentState
from beneficiary_app.journey.models import (
    Contract,
    Event,
    Goal,
    GoalState,
    Project,
    Situation,
    Step,
    StepState,
)
from beneficiary_app.journey.rules import ends_on
from beneficiary_app.seed.around import BY, SOCIAL
from beneficiary_app.trail.kinds import Source

STEPS = (
    (Theme.EMPLOYMENT, "Premier rendez-vous", StepState.DONE, -70, None, ""),
    (Theme.HOUSING, "Demander un logement social", StepState.WAITING, -40, None, "La mairie répond en trois mois."),
    (Theme.PAPERWORK, "Préparer votre RIB", StepState.IN_PROGRESS, -3, 9, "Pour votre aide au transport."),
    (Theme.EMPLOYMENT, "Atelier CV", StepState.PLANNED, -3, 14, "Vous repartez avec un CV imprimé."),
    (Theme.MOBILITY, "Demander l’aide au transport", StepState.PLANNED, -3, 20, ""),
    (Theme.EMPLOYMENT, "Immersion en entreprise", StepState.PLANNED, -2, 55, "Dix jours dans une cuisine collective."),
    (Theme.TRAINING, "Emploi ou formation", StepState.PLANNED, -2, 110, ""),
)


def journey(session: Session, carnet_id: UUID, now: datetime) -> None:
    """Her goal, steps, contract, situations, project and appointments."""
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
