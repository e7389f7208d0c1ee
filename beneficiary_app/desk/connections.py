"""Whom an identity at ProConnect opens a desk to: somebody who was invited, where they still work, and nobody new."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from beneficiary_app.database import new_id
from beneficiary_app.desk.models import DeskInvitation
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity.connect_models import Connection, ProviderName
from beneficiary_app.identity.connections import Known
from beneficiary_app.people.models import Professional, Structure

_invitations = DeskInvitation.metadata.tables["desk_invitation"]
_connections = Connection.metadata.tables["connection"]


class NoDesk(Refusal):
    """No desk for that identity: unknown, never invited, elsewhere now, or suspended. Said in the same words."""

    status = 403
    title = N_("Aucun bureau ne s’ouvre avec cette identité")
    sentence = N_("Demandez une invitation à la personne responsable de votre structure.")
    next_href = "/desk/enter"
    next_label = N_("Mon bureau")


@dataclass(frozen=True, slots=True)
class Agent:
    """A professional as ProConnect makes them known: ``sub`` means something beside ``idp_id`` only, and may change."""

    sub: str
    idp_id: str
    email: str
    siret: str

    @classmethod
    def read(cls, claims: dict[str, Any]) -> "Agent":
        """From what the provider says. Raises ``NoDesk`` when a part of it is missing."""
        found = [claims.get(name) for name in ("sub", "idp_id", "email", "siret")]
        if not all(isinstance(part, str) and part for part in found):
            raise NoDesk(log="a part of the agent's identity is missing")
        sub, idp_id, email, siret = map(str, found)
        return cls(sub, idp_id, email.strip().lower(), "".join(siret.split()))


def open_with(session: Session, known: Known, agent: Agent, *, now: datetime) -> Professional:
    """Whose desk that identity opens. Raises ``NoDesk``.

    The first time, whoever was invited is found by address and workplace together. Each time, the workplace must still
    be that of their structure: a civil servant who moves keeps the identity and loses the desk.
    """
    subject = known.subject(agent.idp_id, agent.sub)
    connection = session.get(Connection, (ProviderName.PROCONNECT, subject))
    if connection is not None:
        professional = session.get_one(Professional, connection.professional_id)
        connection.used_at = now
    else:
        professional = _invited(session, agent, now)
    structure = session.get(Structure, professional.structure_id) if professional.structure_id else None
    if professional.suspended_at or structure is None or structure.siret != agent.siret:
        raise NoDesk(log="suspended, or works elsewhere")
    if connection is None:
        _connect(session, subject, professional, now)
    session.flush()
    return professional


def _connect(session: Session, subject: str, professional: Professional, now: datetime) -> None:
    """Keep whose identity it is; in the same instant another browser may have, and for the same professional."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    made = insert(_connections).values(
        provider=ProviderName.PROCONNECT,
        subject=subject,
        id=new_id(),
        professional_id=professional.id,
        added_at=now,
        used_at=now,
    )
    session.execute(made.on_conflict_do_nothing())
    kept = session.get(Connection, (ProviderName.PROCONNECT, subject))
    if kept is None or kept.professional_id != professional.id:
        raise NoDesk(log="that identity is somebody else's")


def _invited(session: Session, agent: Agent, now: datetime) -> Professional:
    """Who has that address and was invited: before, or by an invitation that still waits and is now used up."""
    professional = session.exec(select(Professional).where(Professional.email == agent.email)).first()
    if professional is None:
        raise NoDesk(log="no such professional")
    theirs = DeskInvitation.professional_id == professional.id
    good = or_(col(DeskInvitation.used_at).is_not(None), col(DeskInvitation.expires_at) > now)
    if session.exec(select(DeskInvitation).where(theirs, good)).first() is None:
        raise NoDesk(log="never invited")
    session.execute(
        update(_invitations)
        .where(_invitations.c.professional_id == professional.id, _invitations.c.used_at.is_(None))
        .values(used_at=now, expires_at=now)
    )
    return professional
