"""Who is there: two structures with their professionals, and who accompanied her."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.actor import system
from beneficiary_app.carnet import service as carnet
from beneficiary_app.carnet.models import FactKind
from beneficiary_app.journey.models import (
    Orientation,
)
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Member, Professional, Role, Structure
from beneficiary_app.support.models import OrientationRequest, RequestState
from beneficiary_app.trail.kinds import Source

MARIAM = "mariam.diallo@exemple.invalid"
SOCIAL, LOCAL = "Maison des Solidarités, Lens", "Mission emploi du Bassin"
BY: dict[str, Any] = {"source": Source.CARNET, "author_name": "Mariam Diallo", "structure_name": SOCIAL}


def directory(session: Session) -> UUID:
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


def details(session: Session, carnet_id: UUID, mariam: UUID, now: datetime) -> None:
    """Her referent, and what is known of her, with two sources that disagree on her right."""
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


def support(session: Session, carnet_id: UUID, now: datetime) -> None:
    """Her orientations, what was asked and answered, and the referent before."""
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
