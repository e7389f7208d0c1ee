"""She lets somebody act for her: the words, the code that a helper types, the end whenever she wants."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, not_
from sqlmodel import Session, col, select

from beneficiary_app.access import mandates as held
from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action
from beneficiary_app.access.mandate_models import (
    Mandate,
    MandateEnd,
    MandatePart,
    MandateState,
)
from beneficiary_app.access.parts import Part
from beneficiary_app.access.words import fingerprint
from beneficiary_app.actor import Actor
from beneficiary_app.assisted import rules, words
from beneficiary_app.assisted.forms import Wanted
from beneficiary_app.errors import NotHere, Stale
from beneficiary_app.identity.codes import ALPHABET, Secret
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind

# Thirty bits for ten minutes, behind five tries a minute of a helper whom everybody knows by name.
LENGTH = 6
CODE_LASTS = timedelta(minutes=10)
PREPARED_LASTS = timedelta(days=1)
_mandates = Mandate.metadata.tables["mandate"]
_parts = Mandate.metadata.tables["mandate_part"]


def prepare(session: Session, actor: Actor, carnet_id: UUID, wanted: Wanted, *, now: datetime) -> Mandate:
    """Keep what she chose; nothing is open yet. What she prepared before and never gave is thrown away."""
    access.require(session, actor, Action.GIVE, carnet_id, now=now)
    _forget_prepared(session, carnet_id, now)
    made = Mandate(
        carnet_id=carnet_id,
        posture=wanted.posture,
        adds=wanted.adds,
        changes=wanted.changes,
        days=wanted.days,
        whole=wanted.whole,
        made_at=now,
    )
    session.add(made)
    session.flush()
    session.add_all(MandatePart(carnet_id=carnet_id, mandate_id=made.id, part=part) for part in wanted.parts)
    session.flush()
    return made


def _forget_prepared(session: Session, carnet_id: UUID, now: datetime) -> None:
    # A paper that waits to be signed is not at hand: it keeps its row as long as its code serves.
    on_paper = and_(_mandates.c.stop.is_not(None), _mandates.c.code_ends_at > now)
    old = (_mandates.c.carnet_id == carnet_id, _mandates.c.state == MandateState.OFFERED.value, not_(on_paper))
    for mandate_id in session.execute(delete(_mandates).where(*old).returning(_mandates.c.id)).scalars().all():
        session.execute(delete(_parts).where(_parts.c.carnet_id == carnet_id, _parts.c.mandate_id == mandate_id))


def prepared(session: Session, actor: Actor, carnet_id: UUID, mandate_id: UUID, *, now: datetime) -> Mandate:
    """What she is preparing. Raises ``NotHere`` for anything else, and for what she left a day ago."""
    access.require(session, actor, Action.GIVE, carnet_id, now=now)
    found = session.get(Mandate, (carnet_id, mandate_id))
    if found is None or found.state != MandateState.OFFERED or found.made_at < now - PREPARED_LASTS:
        raise NotHere(log="nothing prepared")
    return found


def text(session: Session, mandate: Mandate, *, now: datetime) -> str:
    """The words of a mandate that would begin now. The caller has asked permission."""
    parts = held.parts(session, mandate.carnet_id, mandate.id)
    return words.agreed(mandate, parts, now, mandate.ends_at or now + rules.lasts(mandate.days))


def offer(
    session: Session, actor: Actor, carnet_id: UUID, mandate_id: UUID, secret: Secret, language: str, *, now: datetime
) -> str:
    """Make the code that a helper types within ten minutes; it is told once, the one of before is dead."""
    found = prepared(session, actor, carnet_id, mandate_id, now=now)
    trail.lock(session, carnet_id)
    code = drawn(LENGTH)
    found.digest, found.code_ends_at = secret.of("help", code), now + CODE_LASTS
    found.stop = found.ends_at = None
    offered(session, actor, found, language, now=now)
    return code


def drawn(length: int) -> str:
    """A code, five bits a letter."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def offered(session: Session, actor: Actor, mandate: Mandate, language: str, *, now: datetime) -> None:
    """Keep the words that she agrees to, with their code, and write it down."""
    mandate.words, mandate.words_language = text(session, mandate, now=now), language
    mandate.words_hash = fingerprint(mandate.words)
    session.add(mandate)
    session.flush()
    record(session, actor, mandate, ActKind.MANDATE_OFFERED, now=now)


def live(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Mandate]:
    """The mandates in force, the newest first."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    wanted = (
        Mandate.carnet_id == carnet_id,
        Mandate.state == MandateState.ACTIVE,
        col(Mandate.ends_at) > now,
    )
    return list(session.exec(select(Mandate).where(*wanted).order_by(col(Mandate.starts_at).desc())))


def one(session: Session, actor: Actor, carnet_id: UUID, mandate_id: UUID, *, now: datetime) -> Mandate:
    """One mandate that is or was in force. Raises ``NotHere``."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    found = session.get(Mandate, (carnet_id, mandate_id))
    if found is None or found.starts_at is None:
        raise NotHere(log="no such mandate")
    return found


def end(session: Session, actor: Actor, carnet_id: UUID, mandate_id: UUID, *, now: datetime) -> None:
    """Take it back: whoever helps is out at the next request. Twice is once. Raises ``NotHere``."""
    access.require(session, actor, Action.TAKE_BACK, carnet_id, now=now)
    trail.lock(session, carnet_id)
    found = one(session, actor, carnet_id, mandate_id, now=now)
    if rules.is_live(found, now):
        close(session, actor, found, MandateEnd.TAKEN_BACK, now)


def close(session: Session, actor: Actor, mandate: Mandate, because: MandateEnd, now: datetime) -> None:
    """End one, and write it down. The caller has asked permission and holds the carnet’s lock."""
    mandate.state, mandate.ended_at, mandate.ended_because = MandateState.ENDED, now, because
    session.add(mandate)
    session.flush()
    record(session, actor, mandate, ActKind.MANDATE_ENDED, now=now)


def narrow(
    session: Session, actor: Actor, carnet_id: UUID, mandate_id: UUID, keeps: Iterable[Part], *, now: datetime
) -> None:
    """Keep only those of its parts; none left ends it. Nothing is ever added. Raises ``Stale`` when it is over."""
    access.require(session, actor, Action.TAKE_BACK, carnet_id, now=now)
    trail.lock(session, carnet_id)
    found = one(session, actor, carnet_id, mandate_id, now=now)
    if not rules.is_live(found, now):
        raise Stale(log="the mandate is over")
    before = held.parts(session, carnet_id, mandate_id)
    kept = [part for part in before if part in set(keeps)]
    if not kept:
        close(session, actor, found, MandateEnd.TAKEN_BACK, now)
        return
    gone = [part.value for part in before if part not in kept]
    session.execute(
        delete(_parts).where(
            _parts.c.carnet_id == carnet_id, _parts.c.mandate_id == mandate_id, _parts.c.part.in_(gone)
        )
    )
    if gone:
        record(session, actor, found, ActKind.MANDATE_NARROWED, now=now)


def record(session: Session, actor: Actor, mandate: Mandate, kind: ActKind, *, now: datetime) -> None:
    """One act about a mandate."""
    parts = [part.value for part in held.parts(session, mandate.carnet_id, mandate.id)]
    detail = {"title": words.holder(mandate), "parts": parts}
    trail.record(session, actor, mandate.carnet_id, kind, now=now, subject_id=mandate.id, detail=detail)
