"""The desk’s pages for who is in: the people around whom one is, those who lost everything, the team."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Response, g, request, url_for

from beneficiary_app import clock
from beneficiary_app.access import asking
from beneficiary_app.desk import service, work
from beneficiary_app.desk.doors import bp
from beneficiary_app.errors import Refusal
from beneficiary_app.identity import codes
from beneficiary_app.identity.routes import secret, tried
from beneficiary_app.recovery import relatives, rules
from beneficiary_app.recovery import service as recovery
from beneficiary_app.shown import service as shown
from beneficiary_app.web import reading, render, see_other, transaction


@bp.get("")
def index() -> Response:
    """Those who opened something to this professional, and those around whom she or he is today."""
    with reading() as session:
        found = work.people(session, g.professional.id, clock.local(clock.now()).date())
        structure = service.actor(session, g.professional).structure_name
        actor = service.actor(session, g.professional)
        opened = shown.open_carnets(session, actor, now=clock.now())
        asked = {one.carnet_id for one in found if asking.of(session, actor, one.carnet_id, now=clock.now())}
        waiting = recovery.to_second(session, g.professional, now=clock.now())
        to_second = [SimpleNamespace(id=one.id, name=work.shown(session, one.carnet_id)) for one in waiting]
    page: dict[str, Any] = {"structure": structure, "people": found, "to_second": to_second}
    page |= {"opened": opened, "asked": asked}
    return render("desk/index.html", who=g.professional, **page)


@bp.get("/people/<uuid:carnet_id>")
def show_person(carnet_id: UUID) -> Response:
    """What this professional may do for somebody whose carnet is open: nothing, unless everything is lost."""
    return _person(carnet_id)


def _person(carnet_id: UUID, code: str = "", refusal: Refusal | None = None) -> Response:
    now = clock.now()
    with reading() as session:
        person = work.person(session, g.professional.id, carnet_id, clock.local(now).date())
        found = recovery.alive(session, carnet_id, now=now)
    page: dict[str, Any] = {"recovery": found, "state": rules.state(found, now) if found else "", "refusal": refusal}
    page["half"] = found is not None and rules.may_be_shown(found, g.professional.id, now)
    address = url_for("identity.show_code", kind="recovery", _external=True)
    status = refusal.status if refusal else 200
    return render("desk/person.html", status=status, person=person, code=code, address=address, **page)


@bp.post("/people/<uuid:carnet_id>/recover")
def recover(carnet_id: UUID) -> Response:
    """She has lost everything, and was recognised face to face."""
    now = clock.now()
    with transaction() as session:
        work.person(session, g.professional.id, carnet_id, clock.local(now).date())
        recovery.start(session, g.professional, service.actor(session, g.professional), carnet_id, now=now)
    return see_other("desk.show_person", carnet_id=carnet_id)


@bp.post("/people/<uuid:carnet_id>/code")
def give_code(carnet_id: UUID) -> Response:
    """Show the code that lets her in, once."""
    now = clock.now()
    with transaction() as session:
        work.person(session, g.professional.id, carnet_id, clock.local(now).date())
        by = service.actor(session, g.professional)
        code = recovery.give(session, g.professional, by, carnet_id, secret(), now=now)
    return _person(carnet_id, codes.shown(code))


@bp.post("/people/<uuid:carnet_id>/half")
def show_half(carnet_id: UUID) -> Response:
    """Somebody close, named beforehand, shows the paper that she had given."""
    now = clock.now()
    with reading() as session:
        work.person(session, g.professional.id, carnet_id, clock.local(now).date())
    tried(f"half {carnet_id}")
    try:
        with transaction() as session:
            by, found = service.actor(session, g.professional), recovery.alive(session, carnet_id, now=now)
            relatives.show(session, g.professional, by, found, request.form.get("half", ""), secret(), now=now)
    except relatives.WrongHalf as refusal:
        return _person(carnet_id, refusal=refusal)
    return see_other("desk.show_person", carnet_id=carnet_id)


@bp.post("/recoveries/<uuid:recovery_id>/second")
def second(recovery_id: UUID) -> Response:
    """A second person has recognised her: the three days begin."""
    with transaction() as session:
        by = service.actor(session, g.professional)
        recovery.second(session, g.professional, by, recovery_id, now=clock.now())
    return see_other("desk.index")
