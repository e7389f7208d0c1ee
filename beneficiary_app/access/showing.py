"""« Montrer dix minutes »: a code for the desk in front of her; read-only, and it ends by itself or by her."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from beneficiary_app.access import service, taking, words
from beneficiary_app.access.asked import Action
from beneficiary_app.access.models import Grant, GrantPart, GrantState, Showing
from beneficiary_app.access.parts import PARTS, Part
from beneficiary_app.actor import Actor, person
from beneficiary_app.database import new_id
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_, dates, gettext, say
from beneficiary_app.identity.codes import ALPHABET, Secret, read
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.voice import Bearer, speak

LASTS = timedelta(minutes=10)
# Forty bits for ten minutes, behind five tries a minute.
LENGTH = 8
_showings = Showing.metadata.tables["showing"]


class NoSuchShowing(Refusal):
    """Unknown, ended, too old or already used: said in the same words."""

    status = 403
    title = N_("Ce code ne montre rien")
    sentence = N_("Il sert une fois, pendant dix minutes. Vérifiez-le, ou demandez-en un autre à la personne.")
    next_href = "/desk/code"
    next_label = N_("Écrire un code")


def agreed(parts: Iterable[Part], until: datetime) -> str:
    """The words of this showing, line by line."""
    what = words.what(parts, ())
    lines = [
        say("Le premier professionnel qui écrit ce code pourra voir : %(what)s.", what=what),
        say("Jusqu’au %(moment)s.", moment=dates.moment(until)),
        gettext("Vous pouvez arrêter à tout moment."),
    ]
    return "\n".join(lines)


def show(
    session: Session,
    actor: Actor,
    carnet_id: UUID,
    parts: Iterable[Part],
    secret: Secret,
    language: str,
    *,
    now: datetime,
) -> str:
    """Make a code that shows those parts for ten minutes; it is told once. The one of before ends."""
    service.require(session, actor, Action.GIVE, carnet_id, now=now)
    trail.lock(session, carnet_id)
    stop(session, actor, carnet_id, now=now)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    chosen = [part for part in PARTS if part in set(parts)]
    session.add(
        Showing(
            carnet_id=carnet_id,
            digest=secret.of("showing", code),
            parts=[part.value for part in chosen],
            words=agreed(chosen, now + LASTS),
            words_language=language,
            made_at=now,
            ends_at=now + LASTS,
        )
    )
    session.flush()
    detail = {"title": words.what(chosen, ()), "parts": [part.value for part in chosen]}
    trail.record(session, actor, carnet_id, ActKind.SHOWN, now=now, detail=detail)
    return code


def alive(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> Showing | None:
    """What she is showing now."""
    service.require(session, actor, Action.SEE, carnet_id, now=now)
    wanted = (Showing.carnet_id == carnet_id, col(Showing.ended_at).is_(None), Showing.ends_at > now)
    return session.exec(select(Showing).where(*wanted)).first()


def stop(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> None:
    """Show nothing any more, and take back what the code became. Twice is once."""
    service.require(session, actor, Action.TAKE_BACK, carnet_id, now=now)
    found = alive(session, actor, carnet_id, now=now)
    if found is None:
        return
    found.ended_at = now
    session.add(found)
    session.flush()
    if found.grant_id is not None:
        taking.end(session, actor, carnet_id, found.grant_id, now=now)


def take(session: Session, actor: Actor, code: str, secret: Secret, *, now: datetime) -> UUID:
    """The professional who types the code first sees those parts until their end; the carnet.

    Raises ``NoSuchShowing``, the same for every cause.
    """
    digest = secret.of("showing", read(code))
    grant_id = new_id()
    speak(session, Bearer(digest))
    taken = session.execute(
        update(_showings)
        .where(
            _showings.c.digest == digest,
            _showings.c.grant_id.is_(None),
            _showings.c.ended_at.is_(None),
            _showings.c.ends_at > now,
        )
        .values(grant_id=grant_id)
        .returning(_showings.c.carnet_id, _showings.c.id)
    ).first()
    if taken is None:
        raise NoSuchShowing(log="no such showing")
    # She who showed the code gives.
    speak(session, person(taken.carnet_id, ""))
    found = session.get_one(Showing, (taken.carnet_id, taken.id))
    session.add(
        Grant(
            carnet_id=found.carnet_id,
            id=grant_id,
            state=GrantState.ACTIVE,
            professional_id=actor.id,
            structure_id=actor.structure_id,
            holder_name=actor.name,
            holder_structure=actor.structure_name,
            why=words.FACE_TO_FACE,
            made_at=now,
            starts_at=now,
            ends_at=found.ends_at,
            words=found.words,
            words_language=found.words_language,
            words_hash=words.fingerprint(found.words),
        )
    )
    session.flush()
    session.add_all(GrantPart(carnet_id=found.carnet_id, grant_id=grant_id, part=part) for part in found.parts)
    session.flush()
    speak(session, actor)
    return found.carnet_id
