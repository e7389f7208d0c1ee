"""Who holds passkeys, and which."""

import secrets
from base64 import urlsafe_b64encode
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity.key_models import Holder, Passkey

HANDLE_BYTES = 32


class LastWayIn(Refusal):
    """The last way in is never removed."""

    status = 409
    title = N_("C’est la seule façon d’ouvrir votre carnet")
    sentence = N_("Faites d’abord une carte ou une feuille de secours. Ensuite, vous pourrez retirer cette clé.")


def of_person(session: Session, carnet_id: UUID) -> Holder:
    """The owner of a carnet, as a holder of passkeys."""
    known = session.exec(select(Holder).where(Holder.carnet_id == carnet_id)).first()
    return known or _new(session, Holder(carnet_id=carnet_id, handle=_handle()))


def of_professional(session: Session, professional_id: UUID) -> Holder:
    """A professional, as a holder of passkeys."""
    known = session.exec(select(Holder).where(Holder.professional_id == professional_id)).first()
    return known or _new(session, Holder(professional_id=professional_id, handle=_handle()))


def _handle() -> str:
    return urlsafe_b64encode(secrets.token_bytes(HANDLE_BYTES)).decode().rstrip("=")


def _new(session: Session, holder: Holder) -> Holder:
    session.add(holder)
    session.flush()
    return holder


def living(session: Session, holder_id: UUID) -> list[Passkey]:
    """The passkeys that somebody holds, the first made first."""
    statement = select(Passkey).where(Passkey.holder_id == holder_id, col(Passkey.removed_at).is_(None))
    return list(session.exec(statement.order_by(col(Passkey.added_at))))


def of_carnet(session: Session, carnet_id: UUID) -> tuple[str, list[Passkey]]:
    """The name under which passkeys know her, empty when she never had one, and those that open her carnet."""
    known = session.exec(select(Holder).where(Holder.carnet_id == carnet_id)).first()
    return (known.handle, living(session, known.id)) if known else ("", [])


def remove(session: Session, holder_id: UUID, passkey_id: UUID, *, others: bool, now: datetime) -> Passkey:
    """Remove a passkey; ``others`` says whether something else still opens what it opens.

    Raises ``NotHere`` for one that is somebody else’s, ``LastWayIn``.
    """
    mine = living(session, holder_id)
    found = next((passkey for passkey in mine if passkey.id == passkey_id), None)
    if found is None:
        raise NotHere
    if len(mine) == 1 and not others:
        raise LastWayIn(log="the last way in")
    found.removed_at = now
    session.add(found)
    session.flush()
    return found
