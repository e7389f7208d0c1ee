"""Her number: hers once she has typed the code that was sent to it, and never written to before."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import Session

from beneficiary_app.clock import local
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity.codes import Secret
from beneficiary_app.notices.models import PhoneChoice
from beneficiary_app.trail.models import TrailHead

DIGITS, TRIES, A_DAY = 6, 5, 5
LASTS = timedelta(minutes=10)
CODE_TEXT = N_("Votre carnet. Le code est %(code)s. Il sert pendant dix minutes.")
_choices = PhoneChoice.metadata.tables["phone_choice"]
_heads = TrailHead.metadata.tables["trail_head"]


class WrongNumberCode(Refusal):
    """Another code than the one that was sent, or too late, or tried too often: said in the same words."""

    status = 403
    title = N_("Ce n’est pas le bon code")
    sentence = N_("Vérifiez les six chiffres du message. Après dix minutes ou cinq essais, demandez un nouveau code.")
    next_href = "/keys/notices"
    next_label = N_("Me prévenir")


class EnoughCodes(Refusal):
    """Five codes left today: nobody fills somebody’s telephone from here."""

    status = 429
    title = N_("Trop de messages aujourd’hui")
    sentence = N_("Cinq codes sont déjà partis aujourd’hui. Essayez demain.")
    next_href = "/keys/notices"
    next_label = N_("Me prévenir")


class NotSent(Refusal):
    """The provider of text messages does not answer: nothing was sent."""

    status = 502
    title = N_("Le message n’est pas parti")
    sentence = N_("Le service de SMS ne répond pas. Votre numéro est gardé. Réessayez dans un moment.")
    next_href = "/keys/notices"
    next_label = N_("Me prévenir")


def chosen(session: Session, carnet_id: UUID) -> PhoneChoice | None:
    """The number that she gave, hers already or not yet."""
    return session.get(PhoneChoice, carnet_id)


def ask(session: Session, secret: Secret, carnet_id: UUID, number: str, language: str, *, now: datetime) -> str:
    """A code for that number, to be sent there; the number of before is told nothing more. Raises ``EnoughCodes``."""
    code, today = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", local(now).date()
    made = chosen(session, carnet_id) or PhoneChoice(
        carnet_id=carnet_id, number=number, language=language, chosen_at=now, code_until=now, sent_on=today
    )
    made.sent = made.sent + 1 if made.sent_on == today else 1
    if made.sent > A_DAY:
        raise EnoughCodes(log="five codes today")
    made.number, made.language, made.chosen_at, made.verified_at, made.tries = number, language, now, None, 0
    made.code, made.code_until, made.sent_on = _digest(secret, carnet_id, number, code), now + LASTS, today
    session.add(made)
    session.flush()
    return code


def is_tried(session: Session, carnet_id: UUID, *, now: datetime) -> None:
    """Count one try, in a transaction of its own, before the code is looked at. Raises ``WrongNumberCode``."""
    hers = (_choices.c.carnet_id == carnet_id, _choices.c.tries < TRIES, _choices.c.code_until > now)
    tried = update(_choices).where(*hers).values(tries=_choices.c.tries + 1).returning(_choices.c.tries)
    if session.execute(tried).first() is None:
        raise WrongNumberCode(log="no code, too late or tried too often")


def verify(session: Session, secret: Secret, carnet_id: UUID, typed: str, *, now: datetime) -> None:
    """The number is hers: she is told there from now on. Raises ``WrongNumberCode``."""
    found: Any = chosen(session, carnet_id)
    digits = "".join(typed.split())
    seq = select(_heads.c.alert_seq).where(_heads.c.carnet_id == carnet_id).scalar_subquery()
    right = _digest(secret, carnet_id, found.number if found else "", digits)
    verified = session.execute(
        update(_choices)
        .where(_choices.c.carnet_id == carnet_id, _choices.c.code == right, _choices.c.code_until > now)
        .values(verified_at=now, code="", told_seq=seq)
        .returning(_choices.c.carnet_id)
    )
    if verified.first() is None:
        raise WrongNumberCode(log="another code")


def forget(session: Session, carnet_id: UUID) -> None:
    """No message there any more, and the number is not kept; how many codes left today is."""
    session.execute(
        update(_choices).where(_choices.c.carnet_id == carnet_id).values(number="", verified_at=None, code="")
    )


def _digest(secret: Secret, carnet_id: UUID, number: str, code: str) -> str:
    return secret.of("number", f"{carnet_id} {number} {code}")
