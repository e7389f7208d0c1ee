"""A structure’s kiosks: enrolled with a code that serves once, recognised by a cookie, revoked at once."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import Session

from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity import codes
from beneficiary_app.identity.closing import close_at
from beneficiary_app.identity.service import TOKEN_BYTES, fingerprint
from beneficiary_app.kiosk.models import Kiosk

CODE_LASTS = timedelta(hours=1)
CODE_LENGTH = 12
# A sight is written down when the last one written is that old.
SEEN_AFTER = timedelta(minutes=1)
# Seen from two addresses within that time: one of the two may be a copy of its cookie.
AT_ONCE = timedelta(minutes=5)
_kiosks = Kiosk.metadata.tables["kiosk"]
_structures = Kiosk.metadata.tables["structure"]
_FIND = select(_kiosks, _structures.c.name.label("structure")).join(
    _structures, _structures.c.id == _kiosks.c.structure_id
)


class NoEnrolment(Refusal):
    """A code that enrols nothing: unknown, used or too old, said in the same words."""

    status = 403
    title = N_("Ce code n’inscrit aucune borne")
    sentence = N_("Il sert une fois, pendant une heure. Vérifiez-le, ou demandez-en un autre à l’opérateur.")


def enrol(session: Session, secret: codes.Secret, structure_id: UUID, name: str, *, now: datetime) -> str:
    """A code with which one computer becomes a kiosk of that structure; only its keyed digest is stored."""
    code = "".join(secrets.choice(codes.ALPHABET) for _ in range(CODE_LENGTH))
    made = Kiosk(
        structure_id=structure_id, name=name, made_at=now, code_ends_at=now + CODE_LASTS, code=_of(secret, code)
    )
    session.add(made)
    session.flush()
    return code


def _of(secret: codes.Secret, typed: str) -> str:
    return secret.of("kiosk", codes.read(typed))


def claim(session: Session, secret: codes.Secret, typed: str, browser: str, seen_from: str, *, now: datetime) -> str:
    """Use the code up: the token that this computer keeps from now on. Raises ``NoEnrolment``."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    claimed = session.execute(
        update(_kiosks)
        .where(
            _kiosks.c.code == _of(secret, typed),
            _kiosks.c.enrolled_at.is_(None),
            _kiosks.c.revoked_at.is_(None),
            _kiosks.c.code_ends_at > now,
        )
        .values(digest=fingerprint(token), enrolled_at=now, browser=browser, seen_at=now, seen_from=seen_from)
        .returning(_kiosks.c.id)
    ).first()
    if claimed is None:
        raise NoEnrolment(log="no such code, used or over")
    return token


def find(session: Session, token: str) -> Any:
    """The kiosk that keeps this token, with its ``structure``’s name, revoked or not; else ``None``."""
    return session.execute(_FIND.where(_kiosks.c.digest == fingerprint(token))).first()


def is_its_own(kiosk: Any, browser: str) -> bool:
    """Whether it is still the browser that was enrolled: what it says of itself is all that a copied cookie lacks."""
    return bool(kiosk.browser == browser)


def is_sighted(kiosk: Any, browser: str, seen_from: str, *, now: datetime) -> bool:
    """Whether this sight says no more than the last one that was written down."""
    same = is_its_own(kiosk, browser) and kiosk.seen_from == seen_from
    return same and now - kiosk.seen_at < SEEN_AFTER


def sight(session: Session, kiosk: Any, browser: str, seen_from: str, *, now: datetime) -> None:
    """Write down when and whence it was seen; its cookie elsewhere, or in two places at once, is odd."""
    moved = kiosk.seen_from != seen_from and now - kiosk.seen_at < AT_ONCE
    values: dict[str, Any] = {"odd_at": now, "odd": browser} if moved or not is_its_own(kiosk, browser) else {}
    if is_its_own(kiosk, browser):
        values |= {"seen_at": now, "seen_from": seen_from}
    session.execute(update(_kiosks).where(_kiosks.c.id == kiosk.id).values(**values))


def listed(session: Session, structure_id: UUID | None = None) -> list[Any]:
    """Every kiosk that was not revoked, or those of one structure, by name."""
    mine = [_kiosks.c.structure_id == structure_id] if structure_id else []
    return list(
        session.execute(_FIND.where(_kiosks.c.revoked_at.is_(None), *mine).order_by(_structures.c.name, _kiosks.c.name))
    )


def revoke(session: Session, kiosk_id: UUID, *, structure_id: UUID | None = None, now: datetime) -> int:
    """It is no kiosk any more, and what was open on it is closed; how many sessions. Raises ``NotHere``."""
    mine = [_kiosks.c.structure_id == structure_id] if structure_id else []
    revoked = session.execute(
        update(_kiosks)
        .where(_kiosks.c.id == kiosk_id, _kiosks.c.revoked_at.is_(None), *mine)
        .values(revoked_at=now)
        .returning(_kiosks.c.id)
    ).first()
    if revoked is None:
        raise NotHere(log="no such kiosk")
    return close_at(session, kiosk_id, now=now)
