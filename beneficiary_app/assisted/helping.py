"""One assisted session: begun under a mandate, found again at each request, over at its limit or when stopped."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from beneficiary_app.access import mandates as held
from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action
from beneficiary_app.access.mandate_models import Help, HelpEnd, Mandate, Posture
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor, Helping, helper, professional
from beneficiary_app.assisted import receipts, rules
from beneficiary_app.errors import NotHere
from beneficiary_app.identity.codes import Secret
from beneficiary_app.identity.models import OpenSession, SessionKind
from beneficiary_app.people.models import Person, Professional, Structure
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.voice import speak

_help = Help.metadata.tables["help"]
_sessions = OpenSession.metadata.tables["open_session"]


@dataclass(frozen=True, slots=True)
class Going:
    """An assisted session that goes on: who helps, until when and for how many seconds, in which parts, doing what."""

    help: Help
    actor: Actor
    until: datetime
    left: int
    parts: list[Part]
    adds: bool
    changes: bool


def start(
    session: Session, who: Professional, by: Actor, mandate: Mandate, posture: Posture, secret: Secret, *, now: datetime
) -> Help:
    """Begin to help under a mandate. Raises ``NotHere`` when it is not in force for that helper, from there."""
    covered = rules.is_live(mandate, now) and rules.names(mandate, who) and rules.covers(mandate, posture)
    if not covered or not rules.may_be_helper(who, posture) or mandate.ends_at is None:
        raise NotHere(log="no mandate for that")
    made = Help(
        carnet_id=mandate.carnet_id,
        mandate_id=mandate.id,
        professional_id=who.id,
        structure_id=who.structure_id,
        helper_name=by.name,
        structure_name=by.structure_name,
        posture=posture,
        starts_at=now,
        ends_at=min(mandate.ends_at, now + rules.LONGEST_SESSION),
        first_seq=trail.version(session, mandate.carnet_id),
    )
    made.receipt = receipts.digest_of(secret, receipts.code_of(secret, made.id))
    session.add(made)
    session.flush()
    acting = as_helper(session, made)
    speak(session, acting)
    detail = {"title": made.helper_name}
    trail.record(session, acting, made.carnet_id, ActKind.HELP_STARTED, now=now, subject_id=made.id, detail=detail)
    return made


def working(session: Session, who: Professional) -> Actor:
    """A helper, as somebody who works somewhere."""
    structure = session.get(Structure, who.structure_id) if who.structure_id else None
    name = who.full_name or who.email
    sure = who.suspended_at is None
    return professional(who.id, name, structure.name if structure else "", who.structure_id, sure=sure)


def as_helper(session: Session, found: Help, *, sure: bool = True) -> Actor:
    """Who helps, as who does something."""
    whom = session.get_one(Person, found.carnet_id).first_name
    helps = Helping(found.id, found.posture, whom)
    return helper(found.professional_id, found.helper_name, found.structure_name, found.structure_id, helps, sure=sure)


def going(session: Session, carnet_id: UUID, help_id: UUID, *, now: datetime) -> Going | None:
    """The assisted session of a browser, as it is at this request; ``None`` when it is over for whatever cause."""
    found = session.get(Help, (carnet_id, help_id))
    if found is None or found.ended_at is not None or found.ends_at <= now:
        return None
    mandate, who = session.get(Mandate, (carnet_id, found.mandate_id)), session.get(Professional, found.professional_id)
    if mandate is None or who is None or not rules.is_live(mandate, now):
        return None
    if who.structure_id != found.structure_id or not rules.may_be_helper(who, Posture(found.posture)):
        return None
    parts = held.parts(session, carnet_id, mandate.id)
    until = min(found.ends_at, mandate.ends_at or found.ends_at)
    left = int((until - now).total_seconds())
    return Going(found, as_helper(session, found), until, left, parts, mandate.adds, mandate.changes)


def look(session: Session, going_on: Going, page: str, subject_id: UUID | None, *, now: datetime) -> None:
    """Write down that a page is looked at, before it is."""
    detail = {"page": page}
    carnet_id = going_on.help.carnet_id
    trail.record(session, going_on.actor, carnet_id, ActKind.HELP_LOOKED, now=now, subject_id=subject_id, detail=detail)


def refuse(session: Session, going_on: Going, page: str, *, now: datetime) -> None:
    """Write down that a closed page was asked for."""
    detail = {"page": page}
    trail.record(session, going_on.actor, going_on.help.carnet_id, ActKind.HELP_REFUSED, now=now, detail=detail)


def end(session: Session, actor: Actor, carnet_id: UUID, help_id: UUID, because: HelpEnd, *, now: datetime) -> Help:
    """Stop helping: every browser of that session is out. Twice is once. Raises ``NotHere``."""
    trail.lock(session, carnet_id)
    found = session.get(Help, (carnet_id, help_id))
    if found is None:
        raise NotHere(log="no such help")
    if found.ended_at is None:
        # Told while it still goes on: a helper whose session is over writes nothing more.
        detail = {"title": found.helper_name}
        trail.record(session, actor, carnet_id, ActKind.HELP_ENDED, now=now, subject_id=help_id, detail=detail)
        receipts.settle(session, found)
        found.ended_at, found.ended_because = min(now, found.ends_at), because
        session.add(found)
        session.flush()
    if because is HelpEnd.BY_HELPER:
        let_go(session, found, now=now)
    else:
        # The helper’s browser is told at its next request, where it finds the session over.
        hers_again(session, found)
    return found


def over(session: Session, carnet_id: UUID, help_id: UUID, *, now: datetime) -> str:
    """Settle a session that was found to be over, and say why; its browsers are let go."""
    found = session.get(Help, (carnet_id, help_id))
    if found is None:
        return "unknown"
    receipts.settle(session, found)
    let_go(session, found, now=now)
    return found.ended_because or ("limit" if found.ends_at <= now else HelpEnd.MANDATE)


def let_go(session: Session, found: Help, *, now: datetime) -> None:
    """Close the helper’s browser; hers, if somebody was with her there, is hers alone again."""
    theirs = (_sessions.c.help_id == found.id, _sessions.c.kind == SessionKind.ASSISTED.value)
    session.execute(update(_sessions).where(*theirs, _sessions.c.closed_at.is_(None)).values(closed_at=now))
    hers_again(session, found)


def hers_again(session: Session, found: Help) -> None:
    """Her own device, in which somebody was with her, is hers alone."""
    hers = (_sessions.c.help_id == found.id, _sessions.c.kind != SessionKind.ASSISTED.value)
    session.execute(update(_sessions).where(*hers).values(help_id=None))


def end_hers(session: Session, actor: Actor, carnet_id: UUID, help_id: UUID, *, now: datetime) -> Help:
    """She stops it, from any device of hers."""
    access.require(session, actor, Action.TAKE_BACK, carnet_id, now=now)
    return end(session, actor, carnet_id, help_id, HelpEnd.BY_HER, now=now)


def now_going(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Going]:
    """Whoever helps her at this moment."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    wanted = (Help.carnet_id == carnet_id, col(Help.ended_at).is_(None), Help.ends_at > now)
    found = [going(session, carnet_id, one.id, now=now) for one in session.exec(select(Help).where(*wanted))]
    return [one for one in found if one is not None]


def past(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Help]:
    """The sessions that are over, the newest first."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    over = (Help.carnet_id == carnet_id, col(Help.ended_at).is_not(None) | (Help.ends_at <= now))
    return list(session.exec(select(Help).where(*over).order_by(col(Help.starts_at).desc())))
