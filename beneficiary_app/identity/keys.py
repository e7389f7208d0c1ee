"""« Mes appareils et mes clés »: what opens this carnet, and where it is open."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, request

from beneficiary_app import clock
from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.identity import closing, codes, connections, health, holders, living, passkeys
from beneficiary_app.identity.gate import Guarded, may_prove, own_page, owner_writes, take_proof
from beneficiary_app.identity.routes import tried
from beneficiary_app.identity.sessions import device_name
from beneficiary_app.once import once
from beneficiary_app.shell import at_kiosk
from beneficiary_app.trail import service as trail
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("keys", __name__, url_prefix="/keys")
# Where each guarded act begins again once she has proved who she is.
BEGINS = {
    Guarded.SHEET: "paper_keys.sheet",
    Guarded.CARD: "paper_keys.card",
    Guarded.PASSKEY: "keys.index",
    Guarded.REMOVE_PASSKEY: "keys.index",
    Guarded.EXPORT: "takeaway.index",
    Guarded.APPROVE: "pairing.phone",
    Guarded.TRUST: "recovery.show",
    Guarded.GRANT: "giving.take_up",
    Guarded.CONNECT: "keys.index",
    Guarded.ALONE: "carnet.home",
}


@bp.get("")
@own_page
def index() -> Response:
    """Everything that opens this carnet, and every device on which it is open."""
    now = clock.now()
    with reading() as session:
        page: dict[str, Any] = {
            "sessions": living.live(session, g.carnet_id, now=now),
            "codes": codes.living(session, g.carnet_id, now=now),
            "health": health.of_carnet(session, g.carnet_id),
        }
        page["connected"], page["connected_at"] = connections.of_carnet(session, g.carnet_id)
        page["handle"], page["passkeys"] = holders.of_carnet(session, g.carnet_id)
    site = passkeys.Site.of(current_app.config["CARNET"].origin)
    name = device_name(request.user_agent.string)
    return render("identity/keys.html", here=g.session_id, kind=g.session_kind, host=site.host, device=name, **page)


@bp.get("/news")
@own_page
def news() -> Response:
    """What changed in who can open this carnet, since this browser last showed it."""
    with reading() as session:
        found = trail.alerts(session, g.carnet_id, after=g.told_seq)
    return render("identity/news.html", news=found)


@bp.post("/news")
@owner_writes
@once
def it_was_me() -> Response:
    """She knows: this browser stops telling it."""
    with transaction() as session:
        living.is_shown(session, g.session_id, g.carnet_id)
    return see_other("carnet.home")


@bp.post("/sessions/<uuid:session_id>/close")
@owner_writes
@once
def close(session_id: UUID) -> Response:
    """Close the carnet on one other device."""
    with transaction() as session:
        closing.close(session, session_id, g.carnet_id, now=clock.now())
    return see_other("keys.index")


@bp.post("/sessions/close-others")
@owner_writes
@once
def close_others() -> Response:
    """Close the carnet everywhere but here."""
    with transaction() as session:
        closing.close_others(session, g.session_id, g.carnet_id, now=clock.now())
    return see_other("keys.index")


@bp.get("/prove/<act>")
@own_page
def show_proof(act: str) -> Response:
    """Where she shows again that it is her."""
    wanted = guarded(act)
    may_prove(wanted)
    return _proof(wanted, None)


def guarded(act: str) -> Guarded:
    """One of the guarded acts. Raises ``NotHere``."""
    if act not in set(Guarded):
        raise NotHere
    return Guarded(act)


def _proof(act: Guarded, refusal: Refusal | None) -> Response:
    with reading() as session:
        ways = {*codes.living(session, g.carnet_id, now=clock.now())}
        ways |= {"passkey"} if holders.of_carnet(session, g.carnet_id)[1] and not at_kiosk() else set()
    status = refusal.status if refusal else 200
    return render("identity/prove.html", status=status, act=act, ways=ways, refusal=refusal)


@bp.post("/prove/<act>")
@owner_writes
def prove(act: str) -> Response:
    """Take the card’s code and PIN as a proof, for that act and for five minutes; the session gets a new token."""
    allowed = guarded(act)
    may_prove(allowed)
    try:
        tried(f"proof {g.carnet_id}")
        with transaction() as session:
            pin = "".join(request.form.get("pin", "").split())
            if not codes.is_pin(session, g.carnet_id, request.form.get("code", ""), pin):
                raise codes.WrongCode(log="wrong proof")
            take_proof(session, allowed)
    except Refusal as refusal:
        return _proof(allowed, refusal)
    return see_other(BEGINS[allowed])
