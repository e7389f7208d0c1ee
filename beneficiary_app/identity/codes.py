"""Printed codes: a letter that opens once, a card that opens with a PIN, a sheet for the day the phone is gone.

Letters of the code are Crockford’s base 32: without I, L, O and U, and read blind to case, spaces and dashes.
"""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import ColumnElement, or_, select, update
from sqlmodel import Session

from beneficiary_app.actor import Actor
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity.models import Code, CodeKind
from beneficiary_app.identity.service import owner
from beneficiary_app.people.models import Person
from beneficiary_app.people.values import bare
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Five bits a letter: forty for a letter that also asks who she is and lasts a month, eighty for what lasts.
LENGTH = {CodeKind.LETTER: 8, CodeKind.CARD: 16, CodeKind.SHEET: 16, CodeKind.RECOVERY: 8}
LASTS = {CodeKind.LETTER: timedelta(days=30), CodeKind.RECOVERY: timedelta(minutes=30)}
ONCE = {CodeKind.LETTER, CodeKind.SHEET, CodeKind.RECOVERY}
MADE = {
    CodeKind.LETTER: ActKind.LETTER_MADE,
    CodeKind.CARD: ActKind.CARD_MADE,
    CodeKind.SHEET: ActKind.SHEET_MADE,
    CodeKind.RECOVERY: ActKind.RECOVERY_GIVEN,
}
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
# RFC 9106 §4, second recommended option, with the memory of a small server.
_hasher = PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1)
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))
_codes = Code.metadata.tables["code"]


class WrongCode(Refusal):
    """Unknown, used, too old, or with another birth date or PIN: said in the same words."""

    status = 403
    title = N_("Ce code n’ouvre pas de carnet")
    sentence = N_("Vérifiez chaque case, puis essayez encore. Si cela ne marche pas, demandez une nouvelle lettre.")


@dataclass(frozen=True, slots=True)
class Secret:
    """The keys of this installation’s codes: made from its secret, never stored beside them."""

    key: bytes

    def of(self, purpose: str, text: str) -> str:
        """A keyed digest of a text for one purpose, in hexadecimal."""
        return hmac.new(self.key, f"{purpose}\n{text}".encode(), "sha256").hexdigest()


def read(typed: str) -> str:
    """A code as it is compared: capitals, nothing between the letters, look-alikes read as Crockford says."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper()).translate(_READ_AS)


def shown(code: str) -> str:
    """A code in groups of four, to be read aloud and copied."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def who(initials: str, birth_date: date) -> str:
    """What a letter asks besides its code."""
    return f"{bare(initials).replace(' ', '')} {birth_date.isoformat()}"


def initials_of(person: Person) -> str:
    """The first letters of her first name and of her name."""
    return f"{person.first_name[:1]}{person.last_name[:1]}"


def new(kind: CodeKind) -> str:
    """A code of that kind, drawn."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH[kind]))


def make(
    session: Session,
    secret: Secret,
    carnet_id: UUID,
    kind: CodeKind,
    with_it: str,
    *,
    now: datetime,
    by: Actor | None = None,
) -> str:
    """Make a code of that kind, proved together with ``with_it``; those of before end. It is told, and kept nowhere.

    ``by`` is who makes it, the owner when nobody is named.
    """
    end(session, carnet_id, kind, now=now)
    code = new(kind)
    lasts = LASTS.get(kind)
    session.add(
        Code(
            lookup=secret.of(kind, code),
            carnet_id=carnet_id,
            kind=kind,
            proof=_hasher.hash(f"{code} {with_it}"),
            made_at=now,
            expires_at=now + lasts if lasts else None,
        )
    )
    session.flush()
    trail.record(session, by or owner(session, carnet_id), carnet_id, MADE[kind], now=now)
    return code


def end(session: Session, carnet_id: UUID, kind: CodeKind, *, now: datetime) -> bool:
    """End the living codes of that kind; true when there was one."""
    ended = session.execute(
        update(_codes)
        .where(_codes.c.carnet_id == carnet_id, _codes.c.kind == kind, _codes.c.ended_at.is_(None))
        .values(ended_at=now)
        .returning(_codes.c.id)
    )
    return bool(ended.all())


def end_card(session: Session, carnet_id: UUID, *, now: datetime) -> None:
    """End the card, if there is one, and tell it."""
    if end(session, carnet_id, CodeKind.CARD, now=now):
        trail.record(session, owner(session, carnet_id), carnet_id, ActKind.CARD_ENDED, now=now)


def living(session: Session, carnet_id: UUID, *, now: datetime) -> dict[str, datetime]:
    """The kinds of codes that still open this carnet, and when each was made."""
    found = session.execute(
        select(_codes.c.kind, _codes.c.made_at).where(_codes.c.carnet_id == carnet_id, *_alive(now))
    )
    return {row.kind: row.made_at for row in found}


def prove(session: Session, secret: Secret, kind: CodeKind, code: str, with_it: str, *, now: datetime) -> UUID:
    """Whose code it is; a letter or a sheet is then used up. Raises ``WrongCode`` after the same work for all."""
    given = read(code)
    lookup = secret.of(kind, given)
    row = session.execute(
        select(_codes.c.carnet_id, _codes.c.proof).where(_codes.c.lookup == lookup, *_alive(now))
    ).first()
    if not _matches(row.proof if row else _NOBODY, f"{given} {with_it}") or row is None:
        raise WrongCode(log=f"wrong {kind}")
    if kind in ONCE and not _use(session, lookup, now):
        raise WrongCode(log=f"{kind} used at the same moment")
    carnet_id: UUID = row.carnet_id
    return carnet_id


def made_at(session: Session, secret: Secret, kind: CodeKind, code: str) -> datetime | None:
    """When a code was made; ``None`` for one that nobody made."""
    lookup = secret.of(kind, read(code))
    return session.execute(select(_codes.c.made_at).where(_codes.c.lookup == lookup)).scalar()


def is_pin(session: Session, carnet_id: UUID, code: str, typed: str) -> bool:
    """Whether the card’s code and PIN are those of this carnet’s living card."""
    row = session.execute(
        select(_codes.c.proof).where(
            _codes.c.carnet_id == carnet_id, _codes.c.kind == CodeKind.CARD, _codes.c.ended_at.is_(None)
        )
    ).first()
    return _matches(row.proof if row else _NOBODY, f"{read(code)} {typed}") and row is not None


def _matches(proof: str, said: str) -> bool:
    try:
        return _hasher.verify(proof, said)
    except VerifyMismatchError:
        return False


def _alive(now: datetime) -> tuple[ColumnElement[bool], ...]:
    living = or_(_codes.c.expires_at.is_(None), _codes.c.expires_at > now)
    return (_codes.c.used_at.is_(None), _codes.c.ended_at.is_(None), living)


def _use(session: Session, lookup: str, now: datetime) -> bool:
    used = session.execute(
        update(_codes)
        .where(_codes.c.lookup == lookup, _codes.c.used_at.is_(None))
        .values(used_at=now)
        .returning(_codes.c.id)
    )
    return used.first() is not None
