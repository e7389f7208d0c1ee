"""« Qui voit quoi »: the list, and each access with what she can do to it."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request

from beneficiary_app import clock, i18n
from beneficiary_app.access import asking, ending, epoch, forms, freezing, giving, service, showing, taking, words
from beneficiary_app.access.parts import ICONS, PARTS
from beneficiary_app.access.service import Given
from beneficiary_app.identity.gate import gives, own_page, owner_writes, told_here
from beneficiary_app.once import once, waited, was_late
from beneficiary_app.trail import seals
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("access", __name__, url_prefix="/access")


def part_options() -> list[tuple[str, str, str]]:
    """Every part with its word and its sign, for a form."""
    return [(part.value, i18n.gettext(label), ICONS[part]) for part, label in PARTS.items()]


def shown(given: Given) -> SimpleNamespace:
    """A grant, in words, for a template."""
    return SimpleNamespace(
        id=given.grant.id,
        grant=given.grant,
        holder=words.holder(given.grant),
        parts=[(part.value, i18n.gettext(PARTS[part]), ICONS[part]) for part in given.parts],
        things=given.items,
        why=words.reason(given.grant.why),
        paused=given.grant.state == "paused",
    )


@bp.get("")
@own_page
def index() -> Response:
    """Who sees what today, and until when."""
    now = clock.now()
    with reading() as session:
        live = [shown(one) for one in service.live(session, g.actor, g.carnet_id, now=now)]
        asked = [shown(one) for one in asking.waiting(session, g.actor, g.carnet_id, now=now)]
        page: dict[str, Any] = {"showing": showing.alive(session, g.actor, g.carnet_id, now=now)}
        page["frozen"] = freezing.frozen_until(session, g.carnet_id, now=now)
        page["every"] = service.wants_every_look(session, g.carnet_id)
    return render("access/index.html", tab="access", live=live, asked=asked, soon=now + ending.BEFORE, **page)


@bp.get("/picture")
@own_page
def picture() -> Response:
    """People and parts, with an open or a closed eye."""
    with reading() as session:
        live = [shown(one) for one in service.live(session, g.actor, g.carnet_id, now=clock.now())]
    return render("access/picture.html", tab="access", live=live, parts=part_options())


@bp.get("/<uuid:grant_id>")
@own_page
def show(grant_id: UUID) -> Response:
    """One access: what it opens, until when, the words agreed to; stop, narrow, pause, prolong."""
    return show_grant(grant_id, stale=False)


def show_grant(grant_id: UUID, *, stale: bool) -> Response:
    """The page of an access; ``stale`` when what she answered has changed since."""
    now = clock.now()
    with reading() as session:
        found = service.kept(session, g.actor, g.carnet_id, grant_id, now=now)
        sealed, late = seals.last(session), epoch.waited(session, found.grant)
    is_live = found.is_live(now)
    until = taking.later(found, now) if is_live else None
    prolongs = until is not None and found.grant.ends_at is not None and until > found.grant.ends_at
    page: dict[str, Any] = {"one": shown(found), "live": is_live, "until": until if prolongs else None, "stale": stale}
    page["sealed"], page["late"] = sealed, late
    return render("access/show.html", status=412 if stale else 200, tab="access", **page)


@bp.post("/<uuid:grant_id>/end")
@owner_writes
@once
def end(grant_id: UUID) -> Response:
    """Take it back, in one tap and from any device."""
    now = clock.now()
    with transaction() as session:
        taking.end(session, g.actor, g.carnet_id, grant_id, now=now, asked_at=_asked_at(now))
    return see_other("access.show", grant_id=grant_id)


def _asked_at(now: datetime) -> datetime | None:
    """When she asked, if that waited for the network."""
    return now - waited() if was_late() else None


@bp.post("/<uuid:grant_id>/pause")
@owner_writes
@once
def pause(grant_id: UUID) -> Response:
    """Stop it for a while."""
    now = clock.now()
    with transaction() as session:
        taking.pause(session, g.actor, g.carnet_id, grant_id, now=now, asked_at=_asked_at(now))
    return see_other("access.show", grant_id=grant_id)


@bp.post("/<uuid:grant_id>/resume")
@owner_writes
@once
def resume(grant_id: UUID) -> Response:
    """Let it go on."""
    gives()
    with transaction() as session:
        taking.resume(session, g.actor, g.carnet_id, grant_id, now=clock.now())
        told_here(session)
    return see_other("access.show", grant_id=grant_id)


@bp.post("/<uuid:grant_id>/narrow")
@owner_writes
@once
def narrow(grant_id: UUID) -> Response:
    """Close one part of it."""
    now, what = clock.now(), request.form.get("what", "")
    with transaction() as session:
        taking.narrow(session, g.actor, g.carnet_id, grant_id, what, now=now, asked_at=_asked_at(now))
    return see_other("access.show", grant_id=grant_id)


@bp.post("/<uuid:grant_id>/extend")
@owner_writes
@once
def extend(grant_id: UUID) -> Response:
    """Prolong it until the moment that the button says."""
    until, now = forms.moment(request.form.get("until", "")), clock.now()
    with reading() as session:
        found = service.kept(session, g.actor, g.carnet_id, grant_id, now=now)
    gives(sensitive=giving.is_sensitive(found))
    with transaction() as session:
        taking.extend(session, g.actor, g.carnet_id, grant_id, until, i18n.current().code, now=now)
        told_here(session)
    return see_other("access.show", grant_id=grant_id)


@bp.post("/pause-all")
@owner_writes
@once
def pause_all() -> Response:
    """Everything stops for a while, in one tap."""
    with transaction() as session:
        taking.pause_all(session, g.actor, g.carnet_id, now=clock.now())
    return see_other("access.index")
