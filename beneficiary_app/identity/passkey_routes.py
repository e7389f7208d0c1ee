"""Ceremonies: a question as JSON, its answer as a form; adding and removing a passkey."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, current_app, g, request

from beneficiary_app import clock
from beneficiary_app.actor import person
from beneficiary_app.identity import challenges, codes, holders, passkeys, service
from beneficiary_app.identity.ceremonies import BadCeremony, Suspect
from beneficiary_app.identity.challenges import Asked
from beneficiary_app.identity.gate import Guarded, may_prove, owner_writes, proved, take_proof, told_here
from beneficiary_app.identity.key_models import Holder, Purpose
from beneficiary_app.identity.keys import BEGINS, guarded
from beneficiary_app.identity.models import Way
from beneficiary_app.identity.routes import asked_here
from beneficiary_app.identity.sessions import device_name, hand_over, this_device
from beneficiary_app.once import once
from beneficiary_app.people.values import tidy
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.web import database, see_other, transaction

bp = Blueprint("passkeys", __name__, url_prefix="/passkeys")
NAME_LIMIT = 60


def site() -> passkeys.Site:
    """What passkeys are bound to here."""
    return passkeys.Site.of(current_app.config["CARNET"].origin)


@bp.post("/ask/enter")
def ask_to_enter() -> Response:
    """A question for whoever stands at the door: it names nobody."""
    asked_here()
    with transaction() as session:
        challenge = challenges.ask(session, Asked(Purpose.ENTER), now=clock.now())
        return as_json(passkeys.request_options(session, site(), None, challenge))


@bp.post("/ask/add")
@owner_writes
def ask_to_add() -> Response:
    """What the browser needs to make a passkey, on a device of her own and after a fresh proof."""
    proved(Guarded.PASSKEY)
    with transaction() as session:
        challenge = challenges.ask(session, Asked(Purpose.ADD, g.session_id), now=clock.now())
        mine = holders.of_person(session, g.carnet_id)
        return as_json(passkeys.creation_options(session, site(), mine, g.actor.name, challenge))


@bp.post("/ask/prove/<act>")
@owner_writes
def ask_to_prove(act: str) -> Response:
    """A question whose answer allows that act and no other."""
    may_prove(guarded(act))
    asked = Asked(Purpose.PROVE, g.session_id, guarded(act))
    with transaction() as session:
        challenge = challenges.ask(session, asked, now=clock.now())
        return as_json(passkeys.request_options(session, site(), holders.of_person(session, g.carnet_id), challenge))


def as_json(options: str) -> Response:
    """Options of a ceremony, never kept."""
    response = Response(options, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/enter")
def enter() -> Response:
    """Open a session for who holds the passkey."""
    passkey_of, added_at = _verified(Asked(Purpose.ENTER))
    now = clock.now()
    with transaction() as session:
        opened = service.open_session(session, passkey_of, Way.PASSKEY, this_device(), now=now, made_at=added_at)
    hand_over(opened)
    return see_other("carnet.home")


@bp.post("/prove/<act>")
@owner_writes
def prove(act: str) -> Response:
    """Take a passkey as the proof for that act; the session gets a new token."""
    allowed = guarded(act)
    may_prove(allowed)
    _verified(Asked(Purpose.PROVE, g.session_id, allowed), of=g.carnet_id)
    with transaction() as session:
        take_proof(session, allowed)
    return see_other(BEGINS[allowed])


@bp.post("")
@owner_writes
def add() -> Response:
    """Keep a passkey that was just made here."""
    proved(Guarded.PASSKEY)
    answer = used(Asked(Purpose.ADD, g.session_id))
    given = " ".join(tidy(request.form.get("name", "")).split())
    name = given[:NAME_LIMIT] or device_name(request.user_agent.string)
    with transaction() as session:
        passkeys.add(session, site(), holders.of_person(session, g.carnet_id), answer, name, now=clock.now())
        _tell(session, ActKind.PASSKEY_ADDED, name)
        told_here(session)
    return see_other("keys.index")


@bp.post("/<uuid:passkey_id>/remove")
@owner_writes
@once
def remove(passkey_id: UUID) -> Response:
    """Remove a passkey, never the last way in."""
    proved(Guarded.REMOVE_PASSKEY)
    now = clock.now()
    with transaction() as session:
        others = bool({"card", "sheet"} & codes.living(session, g.carnet_id, now=now).keys())
        removed = holders.remove(
            session, holders.of_person(session, g.carnet_id).id, passkey_id, others=others, now=now
        )
        _tell(session, ActKind.PASSKEY_REMOVED, removed.name)
        told_here(session)
    return see_other("keys.index")


def _tell(session: object, kind: ActKind, name: str) -> None:
    trail.record(session, g.actor, g.carnet_id, kind, now=clock.now(), detail={"title": name})  # type: ignore[arg-type]


def used(asked: Asked) -> passkeys.Answer:
    """The answer of this form, its challenge used up in a transaction of its own: a refusal does not give it back."""
    answer = passkeys.read(request.form.get("credential", ""))
    with database().transaction() as session:
        if not challenges.use(session, answer.challenge, asked, now=clock.now()):
            raise BadCeremony(log="challenge not asked for, used or old")
    return answer


def _verified(asked: Asked, *, of: UUID | None = None) -> tuple[UUID, datetime]:
    """Whose passkey it is, and since when."""
    answer = used(asked)
    try:
        with transaction() as session:
            carnet_id = _owner_of(passkeys.verify(session, site(), answer, now=clock.now()), of)
            return carnet_id, passkeys.added_at(session, answer)
    except Suspect as suspect:
        if suspect.carnet_id is None:
            raise
        with database().transaction(person(suspect.carnet_id, "")) as session:
            owner = service.owner(session, suspect.carnet_id)
            kind, detail = ActKind.PASSKEY_SUSPECT, {"title": suspect.name}
            trail.record(session, owner, suspect.carnet_id, kind, now=clock.now(), detail=detail)
        raise


def _owner_of(holder: Holder, wanted: UUID | None) -> UUID:
    if holder.carnet_id is None:
        raise BadCeremony(log="a professional's passkey opens no carnet")
    if wanted not in {None, holder.carnet_id}:
        raise BadCeremony(log="somebody else's passkey")
    return holder.carnet_id
