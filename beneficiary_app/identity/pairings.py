"""A shared computer is opened from her phone: it shows a number and a picture, and she says yes to those.

The number finds the computer, the picture catches a number that somebody read out to her, and the computer’s own secret
is what opens: whoever only saw the screen has nothing. A number lives ten minutes and opens once.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlmodel import Session

from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity.codes import Secret
from beneficiary_app.identity.models import Pairing
from beneficiary_app.identity.service import TOKEN_BYTES, fingerprint

LASTS = timedelta(minutes=10)
KEPT = timedelta(days=1)
DIGITS = 6
# Icons of the house that nobody takes for one another, and their names.
PICTURES = {
    "home": N_("une maison"),
    "phone": N_("un téléphone"),
    "calendar": N_("un calendrier"),
    "key": N_("une clé"),
    "bell": N_("une cloche"),
    "camera": N_("un appareil photo"),
    "hand": N_("une main"),
    "folder": N_("un dossier"),
}
_pairings = Pairing.metadata.tables["pairing"]


class NoPairing(Refusal):
    """No computer shows that number, or not any more, or it was answered: said in the same words."""

    status = 403
    title = N_("Aucun ordinateur ne montre ce numéro")
    sentence = N_("Regardez l’écran de l’ordinateur et écrivez ses six chiffres. Il en faut peut-être de nouveaux.")


class OtherPicture(Refusal):
    """She does not see the picture that the computer shows: it is another computer."""

    status = 403
    title = N_("Ce n’est pas la même image")
    sentence = N_(
        "N’ouvrez pas : un autre ordinateur que le vôtre demande peut-être. Recommencez avec un nouveau numéro."
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What a computer shows, and the token that it keeps for itself."""

    token: str
    number: str
    picture: str


def ask(session: Session, secret: Secret, place: str, *, now: datetime) -> Shown:
    """Make a number and a picture for a computer; old ones go."""
    session.execute(delete(_pairings).where(_pairings.c.expires_at < now - KEPT))
    number = _free_number(session, secret, now)
    token, picture = secrets.token_urlsafe(TOKEN_BYTES), secrets.choice(list(PICTURES))
    session.add(
        Pairing(
            digest=fingerprint(token),
            number=secret.of("pairing", number),
            picture=picture,
            place=place[:60],
            asked_at=now,
            expires_at=now + LASTS,
        )
    )
    session.flush()
    return Shown(token, number, picture)


def _free_number(session: Session, secret: Secret, now: datetime) -> str:
    while True:
        number = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if _waiting(session, secret, number, now) is None:
            return number


def waiting(session: Session, secret: Secret, number: str, *, now: datetime) -> Any:
    """The computer that shows that number: its ``id``, ``place`` and ``picture``. Raises ``NoPairing``."""
    found = _waiting(session, secret, "".join(number.split()), now)
    if found is None:
        raise NoPairing(log="no such number")
    return found


def _waiting(session: Session, secret: Secret, number: str, now: datetime) -> Any:
    return session.execute(
        select(_pairings.c.id, _pairings.c.place, _pairings.c.picture).where(
            _pairings.c.number == secret.of("pairing", number),
            _pairings.c.approved_at.is_(None),
            _pairings.c.expires_at > now,
        )
    ).first()


def approve(
    session: Session, pairing_id: UUID, picture: str, carnet_id: UUID, *, now: datetime, hides: bool = False
) -> None:
    """Let that computer open her carnet; said twice, it is said once. Raises ``OtherPicture``.

    ``hides`` says that the session which says yes hides what is most hers: the computer does too.
    """
    approved = session.execute(
        update(_pairings)
        .where(
            _pairings.c.id == pairing_id,
            _pairings.c.picture == picture,
            or_(_pairings.c.approved_at.is_(None), _pairings.c.carnet_id == carnet_id),
            _pairings.c.expires_at > now,
        )
        .values(approved_at=now, carnet_id=carnet_id, hides=hides)
        .returning(_pairings.c.id)
    ).first()
    if approved is None:
        raise OtherPicture(log="another picture, answered or over")


def refuse(session: Session, pairing_id: UUID, *, now: datetime) -> None:
    """End a number: she said that the picture is another."""
    session.execute(
        update(_pairings).where(_pairings.c.id == pairing_id, _pairings.c.approved_at.is_(None)).values(expires_at=now)
    )


def is_approved(session: Session, token: str, *, now: datetime) -> bool:
    """Whether she has said yes to the computer that keeps this token."""
    asked = (_pairings.c.digest == fingerprint(token), _pairings.c.expires_at > now)
    found = session.execute(select(_pairings.c.approved_at).where(*asked, _pairings.c.used_at.is_(None))).first()
    return found is not None and found.approved_at is not None


def use(session: Session, token: str, *, now: datetime) -> tuple[UUID, bool]:
    """Whose carnet that computer may open, once, and whether it hides. Raises ``NoPairing``."""
    used = session.execute(
        update(_pairings)
        .where(
            _pairings.c.digest == fingerprint(token),
            _pairings.c.approved_at.is_not(None),
            _pairings.c.used_at.is_(None),
            _pairings.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(_pairings.c.carnet_id, _pairings.c.hides)
    ).first()
    if used is None or used.carnet_id is None:
        raise NoPairing(log="not approved, used or over")
    return used.carnet_id, used.hides
