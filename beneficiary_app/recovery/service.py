"""Let in again who has lost every key: by somebody she named, or by two people, one accredited, and three days.

Nobody learns her new key: what is handed over is a code that serves once, with her initials and birth date, and on the
device where she uses it she makes a key of her own. Every step is an alert in her trail, and any live session cancels.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from beneficiary_app.access import freezing
from beneficiary_app.actor import Actor, system
from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity import codes
from beneficiary_app.identity.models import CodeKind
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Person, Professional
from beneficiary_app.recovery import relatives, rules
from beneficiary_app.recovery.models import Recovery, Trusted
from beneficiary_app.recovery.rules import State
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.voice import speak


class NotNow(Refusal):
    """A step that is not the next one: too early, too late, by the wrong person, or cancelled."""

    status = 409
    title = N_("Ce n’est pas possible maintenant")
    sentence = N_("Regardez où en est la demande : il faut peut-être une autre personne, ou attendre.")
    next_href = "/desk"
    next_label = N_("Mon bureau")


def named(session: Session, carnet_id: UUID) -> set[UUID]:
    """Those whom she trusts today."""
    statement = select(Trusted.professional_id).where(Trusted.carnet_id == carnet_id, col(Trusted.ended_at).is_(None))
    return set(session.exec(statement))


def name(session: Session, who: Actor, carnet_id: UUID, professional_id: UUID, *, now: datetime) -> None:
    """Trust a professional who is around her. Raises ``NotHere`` for anybody else."""
    found = next((one for one in people.working_around(session, carnet_id) if one.id == professional_id), None)
    if found is None:
        raise NotHere
    if professional_id not in named(session, carnet_id):
        session.add(Trusted(carnet_id=carnet_id, professional_id=professional_id, named_at=now))
        session.flush()
        trail.record(session, who, carnet_id, ActKind.TRUSTED, now=now, detail={"title": found.full_name})


def unname(session: Session, who: Actor, carnet_id: UUID, professional_id: UUID, *, now: datetime) -> None:
    """Trust somebody no longer."""
    statement = select(Trusted).where(
        Trusted.carnet_id == carnet_id,
        Trusted.professional_id == professional_id,
        col(Trusted.ended_at).is_(None),
    )
    for one in session.exec(statement):
        one.ended_at = now
        session.add(one)
        session.flush()
        found = session.get_one(Professional, professional_id)
        trail.record(session, who, carnet_id, ActKind.UNTRUSTED, now=now, detail={"title": found.full_name})


def alive(session: Session, carnet_id: UUID, *, now: datetime) -> Recovery | None:
    """The request that is under way for a carnet."""
    statement = select(Recovery).where(Recovery.carnet_id == carnet_id).order_by(col(Recovery.started_at).desc())
    return next((one for one in session.exec(statement) if rules.state(one, now) is not State.OVER), None)


def start(session: Session, by: Professional, actor: Actor, carnet_id: UUID, *, now: datetime) -> Recovery:
    """Somebody around her has checked her identity, face to face. Raises ``NotNow`` when a request is under way."""
    if alive(session, carnet_id, now=now) is not None:
        raise NotNow(log="a recovery is under way")
    is_named = by.id in named(session, carnet_id)
    made = Recovery(
        carnet_id=carnet_id,
        started_by=by.id,
        started_at=now,
        opens_at=rules.opens_at(named=is_named, seconded_at=None, started_at=now),
        expires_at=now + rules.LIVES,
    )
    session.add(made)
    session.flush()
    trail.record(session, actor, carnet_id, ActKind.RECOVERY_STARTED, now=now, detail={"title": actor.name})
    return made


def to_second(session: Session, by: Professional, *, now: datetime) -> list[Recovery]:
    """The requests of colleagues of her structure that need a second person, for who is accredited to be that."""
    if by.structure_id is None or by.accredited_at is None:
        return []
    colleagues = select(Professional.id).where(Professional.structure_id == by.structure_id)
    found = session.exec(select(Recovery).where(col(Recovery.started_by).in_(colleagues)))
    return [one for one in found if rules.may_second(one, by.id, now)]


def second(session: Session, by: Professional, actor: Actor, recovery_id: UUID, *, now: datetime) -> None:
    """A second person, accredited, has checked it too: the three days begin. Raises ``NotNow``."""
    found = next((one for one in to_second(session, by, now=now) if one.id == recovery_id), None)
    if found is None:
        raise NotNow(log="nothing to second")
    found.seconded_by, found.seconded_at = by.id, now
    found.opens_at = rules.opens_at(named=False, seconded_at=now, started_at=found.started_at)
    session.add(found)
    session.flush()
    trail.record(session, actor, found.carnet_id, ActKind.RECOVERY_SECONDED, now=now, detail={"title": actor.name})


def cancel(session: Session, who: Actor, carnet_id: UUID, *, now: datetime) -> bool:
    """She is in, and did not ask for it: the request ends, and a code already given with it."""
    found = alive(session, carnet_id, now=now)
    ended = codes.end(session, carnet_id, CodeKind.RECOVERY, now=now)
    if found is not None:
        found.cancelled_at = now
        session.add(found)
        session.flush()
    if found is not None or ended:
        trail.record(session, who, carnet_id, ActKind.RECOVERY_CANCELLED, now=now)
    return found is not None or ended


def give(
    session: Session, by: Professional, actor: Actor, carnet_id: UUID, secret: codes.Secret, *, now: datetime
) -> str:
    """The code that lets her in, once, within half an hour; only who started hands it over. Raises ``NotNow``."""
    found = alive(session, carnet_id, now=now)
    if found is None or found.started_by != by.id or rules.state(found, now) is not State.READY:
        raise NotNow(log="not ready, or somebody else's")
    close = relatives.is_trusted(session, carnet_id, found.relative_id)
    if not (rules.together(found, now) or close or by.id in named(session, carnet_id)):
        raise NotNow(log="not trusted any more")
    found.given_at = now
    session.add(found)
    session.flush()
    # Nobody chooses this week, so that nobody writes it.
    speak(session, system("recovery"))
    freezing.freeze(session, carnet_id, now=now)
    speak(session, actor)
    person: Any = session.get_one(Person, carnet_id)
    proof = codes.who(codes.initials_of(person), person.birth_date)
    return codes.make(session, secret, carnet_id, CodeKind.RECOVERY, proof, now=now, by=actor)
