"""Who may go on: the owner, on a device of her own, having just proved who she is."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any

from flask import Response, g
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.errors import NotHere, Refusal, SignInNeeded
from beneficiary_app.i18n import N_
from beneficiary_app.identity import living, service
from beneficiary_app.identity.models import SessionKind
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind

View = Callable[..., Response]


class Guarded(StrEnum):
    """What asks for a fresh proof, bound to that very act."""

    SHEET = "sheet"
    CARD = "card"
    PASSKEY = "passkey"
    REMOVE_PASSKEY = "remove-passkey"
    EXPORT = "export"
    APPROVE = "approve"
    TRUST = "trust"
    GRANT = "grant"
    CONNECT = "connect"
    ALONE = "alone"


class NotOnShared(Refusal):
    """Keys, codes and whole exports are for a device of her own."""

    status = 403
    title = N_("Pas sur cet appareil")
    sentence = N_("D’autres personnes utilisent cet appareil. Faites-le sur un appareil à vous.")


class ProofNeeded(Refusal):
    """She must first show again that she is the owner; ``act`` says what for."""

    status = 403
    title = N_("Montrez que c’est bien vous")
    sentence = N_("Cette action change qui peut ouvrir votre carnet.")

    def __init__(self, act: Guarded) -> None:
        super().__init__(log=f"proof needed for {act}")
        self.act = act


def signed_in() -> None:
    """Go on, or raise ``SignInNeeded``."""
    if not g.signed_in:
        raise SignInNeeded


def personal() -> None:
    """Go on, or raise ``NotOnShared``."""
    signed_in()
    if g.session_kind is not SessionKind.PERSONAL:
        raise NotOnShared(log="refused on a shared device")


def proved(act: Guarded) -> None:
    """Go on when she proved who she is for that act, or opened the session, in the last five minutes.

    Raises ``ProofNeeded``, or ``NotOnShared``.
    """
    personal()
    if not _fresh(act):
        raise ProofNeeded(act)


def _fresh(act: Guarded) -> bool:
    return clock.now() - g.proved_at < service.FRESH and g.proved_for in {"", act}


def gives(*, sensitive: bool = False) -> None:
    """Go on to open something to somebody: on a device of her own, or with a fresh proof on any.

    What is ``sensitive`` needs that proof everywhere. Raises ``ProofNeeded``.
    """
    signed_in()
    if (sensitive or not g.actor.sure) and not _fresh(Guarded.GRANT):
        raise ProofNeeded(Guarded.GRANT)


def may_prove(act: Guarded) -> None:
    """Go on when that act can be proved on this device.

    Where others use it too, only opening something to somebody, or that it is she, while somebody helps her.
    Raises ``NotOnShared``, ``NotHere``.
    """
    signed_in()
    if act is Guarded.ALONE and g.help_id is None:
        raise NotHere(log="nobody helps")
    if act not in {Guarded.GRANT, Guarded.ALONE}:
        personal()


def take_proof(session: Session, act: Guarded) -> None:
    """Note that she has just proved who she is, for that act: the session gets a new token.

    That she went on alone while somebody helps her is in her history.
    """
    now = clock.now()
    g.new_token = living.is_proved(session, g.session_id, act, now=now)
    if act is Guarded.ALONE:
        trail.record(session, g.actor, g.carnet_id, ActKind.HELP_PAUSED, now=now, subject_id=g.help_id)


def alone_until(helped_since: datetime) -> datetime | None:
    """Until when this browser is hers alone again, for she has shown it since somebody began to help her in it."""
    until: datetime = g.proved_at + service.FRESH
    return until if g.proved_for and g.proved_at > helped_since and clock.now() < until else None


def told_here(session: Session) -> None:
    """What she has just done in this browser is no news to it; older news that it has not shown stays."""
    if not g.alert:
        living.is_shown(session, g.session_id, g.carnet_id)


def owner_writes(view: View) -> View:
    """A write of the carnet’s owner; the service asks permission again for what it does."""

    @wraps(view)
    def wrapper(**arguments: Any) -> Response:
        signed_in()
        return view(**arguments)

    return wrapper


def own_page(view: View) -> View:
    """A page about her keys and devices: never kept, by anybody."""

    @wraps(view)
    def wrapper(**arguments: Any) -> Response:
        signed_in()
        response = view(**arguments)
        response.headers["Cache-Control"] = "no-store"
        return response

    return wrapper
