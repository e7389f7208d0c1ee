"""What stands around every page: who is here, in which language, on whose device."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app, g, has_request_context, request

from beneficiary_app import i18n


@dataclass(frozen=True, slots=True)
class Shell:
    """What the layout shows around every page."""

    lang: str
    dir: str
    languages: tuple[i18n.Language, ...]
    quick_exit: bool
    tab: str
    signed_in: bool
    alert: bool
    name: str
    path: str
    account: str
    hides_until: datetime | None = None
    # Who helps her in this browser, and until when; nobody most of the time.
    helped: Any = None
    # Until when she goes on alone meanwhile, having shown that it is she.
    alone_until: datetime | None = None
    kiosk: Any = None
    # Whether she comes back to words that a kiosk kept for her.
    resumes: bool = False


def shell(tab: str = "") -> Shell:
    """The shell of the page that this request asks for."""
    language = i18n.current()
    return Shell(
        lang=language.code,
        dir=language.direction,
        languages=i18n.languages(),
        quick_exit=g.asked.quick_exit or at_kiosk(),
        tab=tab,
        signed_in=bool(g.get("signed_in")),
        alert=bool(g.get("signed_in")) and g.alert,
        name=_name() if g.get("signed_in") else "",
        path=request.path,
        account=account() if g.get("signed_in") and g.keeps else "",
        hides_until=g.actor.hides_until if g.get("signed_in") else None,
        helped=g.get("helped"),
        alone_until=g.get("alone_until"),
        kiosk=g.get("kiosk_view"),
        resumes=bool(g.get("signed_in")) and "draft" in request.args,
    )


def at_kiosk() -> bool:
    """Whether this page is for a computer that everybody uses: nothing of it is kept, here or there."""
    return has_request_context() and "kiosk_view" in g


def _name() -> str:
    """Whose carnet it is, whoever acts in it."""
    return str(g.actor.helps.whom if g.actor.helps is not None else g.actor.name)


def account() -> str:
    """How a device of hers names this account in what it keeps: a keyed digest, which tells nothing else."""
    return account_of(str(current_app.config["SECRET_KEY"]), g.carnet_id)


def account_of(secret: str, carnet_id: UUID) -> str:
    """The same, of any carnet."""
    return hmac.new(secret.encode(), f"device {carnet_id}".encode(), hashlib.sha256).hexdigest()[:24]


def pictures_wanted() -> bool:
    """Whether a list shows the pictures of papers: at a kiosk, once it is asked to."""
    return not at_kiosk() or "pictures" in request.args
