"""The desk’s doors: an invitation, a passkey, the way out; and the gate before everything else."""

from typing import cast

from flask import Blueprint, Response, current_app, g, request

from beneficiary_app import clock
from beneficiary_app.actor import Actor
from beneficiary_app.desk import service
from beneficiary_app.identity import challenges, holders, passkeys
from beneficiary_app.identity.ceremonies import BadCeremony
from beneficiary_app.identity.challenges import Asked
from beneficiary_app.identity.connect_models import ProviderName
from beneficiary_app.identity.key_models import Purpose
from beneficiary_app.identity.passkey_routes import as_json, site, used
from beneficiary_app.identity.routes import asked_here
from beneficiary_app.identity.service import fingerprint
from beneficiary_app.identity.sessions import device_name
from beneficiary_app.identity.signing_out import sign_out
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("desk", __name__, url_prefix="/desk")
OPEN = {"desk.join", "desk.ask_to_join", "desk.finish_joining", "desk.enter", "desk.ask_to_enter", "desk.come_in"}
COOKIE = "desk"


@bp.before_request
def gate() -> None:
    """Whose desk this is, or ``DeskClosed``: asked before every page but the doors."""
    if request.endpoint in OPEN:
        return
    with transaction() as session:
        g.professional, g.desk_session = service.find(session, request.cookies.get(_cookie(), ""), now=clock.now())
        g.voice = service.actor(session, g.professional)
    g.writer_id = g.professional.id


@bp.after_request
def never_kept(response: Response) -> Response:
    """Nothing of the desk stays in a browser, nor in an address that it sends on."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _cookie() -> str:
    return f"__Host-{COOKIE}" if current_app.config["CARNET"].https else COOKIE


def acting() -> Actor:
    """The professional of this request, as who does something."""
    return cast("Actor", g.voice)


def let_in(token: str) -> Response:
    """Go to the desk, whose session this browser now holds."""
    response = see_other("desk.index")
    secure = current_app.config["CARNET"].https
    response.set_cookie(_cookie(), token, secure=secure, httponly=True, samesite="Lax", path="/")
    return response


def _joining(token: str) -> Asked:
    return Asked(Purpose.JOIN, act=fingerprint(token)[:32])


@bp.get("/join/<token>")
def join(token: str) -> Response:
    """An invitation’s page: a GET uses nothing up."""
    with reading() as session:
        who = service.invited(session, token, now=clock.now())
        structure = service.actor(session, who).structure_name
    return render("desk/join.html", token=token, who=who, structure=structure)


@bp.post("/ask/join/<token>")
def ask_to_join(token: str) -> Response:
    """What the browser needs to make a professional’s first passkey."""
    asked_here()
    now = clock.now()
    with transaction() as session:
        who = service.invited(session, token, now=now)
        challenge = challenges.ask(session, _joining(token), now=now)
        holder = holders.of_professional(session, who.id)
        return as_json(passkeys.creation_options(session, site(), holder, who.full_name or who.email, challenge))


@bp.post("/join/<token>")
def finish_joining(token: str) -> Response:
    """Keep the passkey, use the invitation up, and open the desk."""
    answer, now = used(_joining(token)), clock.now()
    device = device_name(request.user_agent.string)
    with transaction() as session:
        who = service.invited(session, token, now=now)
        passkeys.add(session, site(), holders.of_professional(session, who.id), answer, device or "—", now=now)
        service.use(session, token, now=now)
        opened = service.open_session(session, who.id, device, now=now)
    return let_in(opened)


@bp.get("/enter")
def enter() -> Response:
    """The one way in: a passkey."""
    return render("desk/enter.html")


@bp.post("/ask/enter")
def ask_to_enter() -> Response:
    """A question for whoever stands at the desk’s door."""
    asked_here()
    with transaction() as session:
        challenge = challenges.ask(session, Asked(Purpose.DESK), now=clock.now())
        return as_json(passkeys.request_options(session, site(), None, challenge))


@bp.post("/enter")
def come_in() -> Response:
    """Open the desk for who holds the passkey; a person’s opens no desk."""
    answer, now = used(Asked(Purpose.DESK)), clock.now()
    with transaction() as session:
        holder = passkeys.verify(session, site(), answer, now=now)
        if holder.professional_id is None:
            raise BadCeremony(log="a person's passkey opens no desk")
        device = device_name(request.user_agent.string)
        opened = service.open_session(session, holder.professional_id, device, now=now)
    return let_in(opened)


@bp.post("/close")
def close() -> Response:
    """End this browser’s session, and the one at ProConnect when that is how it was opened."""
    with transaction() as session:
        service.close(session, g.desk_session, now=clock.now())
    response = sign_out(ProviderName.PROCONNECT, see_other("desk.enter"))
    response.delete_cookie(_cookie(), path="/")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
