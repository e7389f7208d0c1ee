"""The desk’s pages: join, enter, the people around whom one is, the team."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, redirect, request, url_for

from beneficiary_app import clock, i18n
from beneficiary_app.desk import service
from beneficiary_app.identity import challenges, codes, holders, passkeys
from beneficiary_app.identity.challenges import Asked
from beneficiary_app.identity.key_models import Purpose
from beneficiary_app.identity.passkey_routes import as_json, site, used
from beneficiary_app.identity.routes import secret, tried_here
from beneficiary_app.identity.service import fingerprint
from beneficiary_app.identity.sessions import device_name
from beneficiary_app.people.models import Professional
from beneficiary_app.recovery import rules
from beneficiary_app.recovery import service as recovery
from beneficiary_app.web import reading, render, transaction

bp = Blueprint("desk", __name__, url_prefix="/desk")
OPEN = {"desk.join", "desk.ask_to_join", "desk.finish_joining", "desk.enter", "desk.ask_to_enter", "desk.come_in"}
COOKIE = "desk"


@bp.before_request
def _gate() -> None:
    if request.endpoint in OPEN:
        return
    with transaction() as session:
        g.professional, g.desk_session = service.find(session, request.cookies.get(_cookie(), ""), now=clock.now())


@bp.after_request
def _never_kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _cookie() -> str:
    return f"__Host-{COOKIE}" if current_app.config["CARNET"].https else COOKIE


def _see_other(endpoint: str, **arguments: Any) -> Response:
    return redirect(url_for(endpoint, **arguments), 303)  # type: ignore[return-value]


def _in(token: str) -> Response:
    response = _see_other("desk.index")
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
    tried_here()
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
    return _in(opened)


@bp.get("/enter")
def enter() -> Response:
    """The one way in: a passkey."""
    return render("desk/enter.html")


@bp.post("/ask/enter")
def ask_to_enter() -> Response:
    """A question for whoever stands at the desk’s door."""
    tried_here()
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
            raise passkeys.BadCeremony(log="a person's passkey opens no desk")
        device = device_name(request.user_agent.string)
        opened = service.open_session(session, holder.professional_id, device, now=now)
    return _in(opened)


@bp.post("/close")
def close() -> Response:
    """End this browser’s session."""
    with transaction() as session:
        service.close(session, g.desk_session, now=clock.now())
    response = _see_other("desk.enter")
    response.delete_cookie(_cookie(), path="/")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.get("")
def index() -> Response:
    """The people around whom this professional is today; of their carnets, nothing."""
    with reading() as session:
        found = service.people(session, g.professional.id, clock.local(clock.now()).date())
        structure = service.actor(session, g.professional).structure_name
        waiting = recovery.to_second(session, g.professional, now=clock.now())
        to_second = [SimpleNamespace(id=one.id, name=service.shown(session, one.carnet_id)) for one in waiting]
    page: dict[str, Any] = {"structure": structure, "people": found, "to_second": to_second}
    return render("desk/index.html", who=g.professional, **page)


@bp.get("/people/<uuid:carnet_id>")
def show_person(carnet_id: UUID) -> Response:
    """What this professional may do for somebody whose carnet is open: nothing, unless everything is lost."""
    return _person(carnet_id)


def _person(carnet_id: UUID, code: str = "") -> Response:
    now = clock.now()
    with reading() as session:
        person = service.person(session, g.professional.id, carnet_id, clock.local(now).date())
        found = recovery.alive(session, carnet_id, now=now)
    page: dict[str, Any] = {"recovery": found, "state": rules.state(found, now) if found else ""}
    address = url_for("identity.show_code", kind="recovery", _external=True)
    return render("desk/person.html", person=person, code=code, address=address, **page)


@bp.post("/people/<uuid:carnet_id>/recover")
def recover(carnet_id: UUID) -> Response:
    """She has lost everything, and was recognised face to face."""
    now = clock.now()
    with transaction() as session:
        service.person(session, g.professional.id, carnet_id, clock.local(now).date())
        recovery.start(session, g.professional, service.actor(session, g.professional), carnet_id, now=now)
    return _see_other("desk.show_person", carnet_id=carnet_id)


@bp.post("/people/<uuid:carnet_id>/code")
def give_code(carnet_id: UUID) -> Response:
    """Show the code that lets her in, once."""
    now = clock.now()
    with transaction() as session:
        service.person(session, g.professional.id, carnet_id, clock.local(now).date())
        by = service.actor(session, g.professional)
        code = recovery.give(session, g.professional, by, carnet_id, secret(), now=now)
    return _person(carnet_id, codes.shown(code))


@bp.post("/recoveries/<uuid:recovery_id>/second")
def second(recovery_id: UUID) -> Response:
    """A second person has recognised her: the three days begin."""
    with transaction() as session:
        by = service.actor(session, g.professional)
        recovery.second(session, g.professional, by, recovery_id, now=clock.now())
    return _see_other("desk.index")


@bp.get("/letters/<uuid:carnet_id>")
def show_letter(carnet_id: UUID) -> Response:
    """Whose letter, and in which language."""
    with reading() as session:
        person = service.person(session, g.professional.id, carnet_id, clock.local(clock.now()).date())
    languages = [(one.code, one.own_name) for one in i18n.languages()]
    return render("desk/letter.html", person=person, languages=languages)


@bp.post("/letters/<uuid:carnet_id>")
def letter(carnet_id: UUID) -> Response:
    """A letter to print for one of them; the one of before ends."""
    given = request.form.get("language", "")
    language = given if i18n.known(given) else i18n.SOURCE
    with transaction() as session:
        origin = current_app.config["CARNET"].origin
        page = service.letter(session, g.professional, carnet_id, secret(), origin, language, now=clock.now())
    response = Response(page, mimetype="text/html")
    response.headers["Content-Disposition"] = 'attachment; filename="lettre.html"'
    return response


@bp.get("/team")
def team() -> Response:
    """Who works in the structure, and who may come in."""
    return _team("")


def _team(link: str, invited: Professional | None = None) -> Response:
    with reading() as session:
        found = service.team(session, g.professional)
    return render("desk/team.html", who=g.professional, team=found, link=link, invited=invited)


@bp.post("/team/<uuid:professional_id>/invite")
def invite(professional_id: UUID) -> Response:
    """A link to hand over, shown once: with it a member makes a passkey."""
    with transaction() as session:
        found = service.member(session, g.professional, professional_id)
        token = service.invite(session, found.id, now=clock.now())
    return _team(url_for("desk.join", token=token, _external=True), found)


@bp.post("/team/<uuid:professional_id>/suspend")
def suspend(professional_id: UUID) -> Response:
    """Shut a member out, at once."""
    with transaction() as session:
        service.suspend(session, g.professional, professional_id, now=clock.now())
    return _see_other("desk.team")


@bp.post("/team/<uuid:professional_id>/restore")
def restore(professional_id: UUID) -> Response:
    """Let a member in again."""
    with transaction() as session:
        service.restore(session, g.professional, professional_id)
    return _see_other("desk.team")
