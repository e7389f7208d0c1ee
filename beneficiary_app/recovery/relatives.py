"""Somebody close, whom she names beforehand: keeps a paper whose code alone opens nothing.

A professional checks her identity face to face and reads that paper: together they are worth somebody whom she named,
and her code is handed over at once. Neither learns her new key.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from beneficiary_app.actor import Actor
from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity import codes
from beneficiary_app.identity.models import CodeKind
from beneficiary_app.people.models import Professional
from beneficiary_app.recovery import rules
from beneficiary_app.recovery.models import Recovery, Relative
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind

MOST, NAME_LIMIT = 3, 60
PURPOSE = "relative"


class Enough(Refusal):
    """Three people are enough: each paper is one more that can be lost."""

    status = 409
    title = N_("Trois proches suffisent")
    sentence = N_("Arrêtez d’abord le papier d’un proche. Ensuite, vous pourrez en choisir un autre.")
    next_href = "/keys/recovery"
    next_label = N_("Si je perds tout")


class WrongHalf(Refusal):
    """A paper of nobody, of somebody else, or stopped by her; or no request of this professional: in the same words."""

    status = 403
    title = N_("Ce papier n’aide pas")
    sentence = N_("Vérifiez chaque lettre du papier. Il a peut-être été arrêté : il faut alors une deuxième personne.")


def living(session: Session, carnet_id: UUID) -> list[Relative]:
    """Those close to her whom she trusts today, the first named first."""
    mine = select(Relative).where(Relative.carnet_id == carnet_id, col(Relative.ended_at).is_(None))
    return list(session.exec(mine.order_by(col(Relative.named_at), col(Relative.id))))


def name(session: Session, who: Actor, carnet_id: UUID, called: str, secret: codes.Secret, *, now: datetime) -> str:
    """Trust somebody close; the code of their paper, which is kept nowhere. Raises ``Enough``."""
    # Two at once wait for each other here.
    trail.lock(session, carnet_id)
    if len(living(session, carnet_id)) >= MOST:
        raise Enough(log="three already")
    code = codes.new(CodeKind.SHEET)
    session.add(Relative(carnet_id=carnet_id, name=called, half=secret.of(PURPOSE, code), named_at=now))
    session.flush()
    trail.record(session, who, carnet_id, ActKind.TRUSTED, now=now, detail={"title": called})
    return code


def end(session: Session, who: Actor, carnet_id: UUID, relative_id: UUID, *, now: datetime) -> None:
    """Trust somebody close no longer: their paper helps nobody. Raises ``NotHere``."""
    found = session.get(Relative, (carnet_id, relative_id))
    if found is None or found.ended_at is not None:
        raise NotHere
    found.ended_at = now
    session.add(found)
    session.flush()
    trail.record(session, who, carnet_id, ActKind.UNTRUSTED, now=now, detail={"title": found.name})


def show(
    session: Session, by: Professional, actor: Actor, found: Recovery | None, typed: str, secret: codes.Secret, *,
    now: datetime,
) -> None:  # fmt: skip
    """The paper is shown to who started the request: its code may be handed over now. Raises ``WrongHalf``."""
    half = secret.of(PURPOSE, codes.read(typed))
    if found is None or not rules.may_be_shown(found, by.id, now):
        raise WrongHalf(log="no request of this professional waits")
    theirs = next((one for one in living(session, found.carnet_id) if one.half == half), None)
    if theirs is None:
        raise WrongHalf(log="a paper of nobody here")
    found.relative_id, found.opens_at = theirs.id, now
    session.add(found)
    session.flush()
    detail = {"title": f"{actor.name} + {theirs.name}"}
    trail.record(session, actor, found.carnet_id, ActKind.RECOVERY_SECONDED, now=now, detail=detail)


def is_trusted(session: Session, carnet_id: UUID, relative_id: UUID | None) -> bool:
    """Whether the paper that was shown is still somebody’s whom she trusts."""
    return relative_id is not None and any(one.id == relative_id for one in living(session, carnet_id))
