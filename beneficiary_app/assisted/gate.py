"""At every request of a browser in which somebody helps her: who acts, whether the page is open to him or her."""

from dataclasses import replace

from flask import Flask, Response, g, request

from beneficiary_app import clock
from beneficiary_app.access.mandate_models import Posture
from beneficiary_app.assisted import doors, helping
from beneficiary_app.assisted.helping import Going
from beneficiary_app.carnet.told import HELP_PAGES
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity.gate import Guarded, alone_until
from beneficiary_app.identity.models import SessionKind
from beneficiary_app.once import from_outbox
from beneficiary_app.web import database, reading, transaction


class HelpOver(Refusal):
    """The assisted session is over: its limit, her stop, the mandate’s end, a suspension. Said in the same words."""

    status = 401
    title = N_("L’aide est finie")
    sentence = N_(
        "Rien n’est perdu. Ce qui était commencé est gardé. La personne montre un nouveau code pour continuer."
    )
    next_href = "/desk/help"
    next_label = N_("Aider quelqu’un")


class ClosedToHelpers(Refusal):
    """Keys, new accesses, erasure, the whole copy, what she keeps private: never by somebody else’s hand."""

    status = 403
    title = N_("Fermé pendant l’aide")
    sentence = N_("Cette page est à la personne seule. Elle l’ouvre sur son appareil, ou après avoir arrêté l’aide.")
    next_href = "/"
    next_label = N_("Revenir au carnet")


class HersToOpen(ClosedToHelpers):
    """The same, said where she can show that it is she."""

    sentence = N_("Cette page est à la personne seule. Si c’est vous, montrez-le : l’aide attend cinq minutes.")
    next_href = "/keys/prove/alone"
    next_label = N_("C’est moi")


class NotNow(Refusal):
    """What her device sends by itself waits until nobody is with her."""

    status = 503
    title = N_("Pas pendant l’aide")
    sentence = N_("Ce qui attend ici partira quand l’aide sera finie.")


def check() -> None:
    """Who acts from here on. Raises ``HelpOver``, ``ClosedToHelpers``, ``NotNow``."""
    endpoint = request.endpoint or ""
    if not g.get("signed_in") or g.help_id is None or doors.is_apart(endpoint):
        return
    if g.session_kind is SessionKind.PERSONAL and (from_outbox() or endpoint.startswith("sync.")):
        raise NotNow(log="a device of hers, while somebody is with her")
    with reading() as session:
        found = helping.going(session, g.carnet_id, g.help_id, now=clock.now())
        if found is None:
            _let_go()
            return
    g.helped, g.keeps, g.alert = found, False, False
    there = found.help.posture != Posture.FOR
    g.alone_until = alone_until(found.help.starts_at) if there else None
    if g.alone_until or (there and endpoint in doors.PROVES and _proves_alone()):
        return
    # What her own session does not show is shown to nobody who sits beside her.
    g.actor = replace(found.actor, hides_until=g.actor.hides_until)
    if endpoint not in doors.STOPS:
        _open(found, endpoint)


def _proves_alone() -> bool:
    return (request.view_args or {}).get("act") == Guarded.ALONE


def _let_go() -> None:
    """Over: her own device is hers alone again, a helper’s browser is out."""
    with database().transaction(g.actor) as session:
        over = helping.over(session, g.carnet_id, g.help_id, now=clock.now())
    g.help_id = None
    if g.session_kind is SessionKind.PERSONAL:
        return
    g.signed_in, g.signed_out = False, True
    raise HelpOver(log=f"over: {over}")


def _open(found: Going, endpoint: str) -> None:
    """Write a look down before the page is made; what is closed is written down too."""
    now = clock.now()
    if not doors.is_named(endpoint):
        with database().transaction(g.actor) as session:
            helping.refuse(session, found, endpoint, now=now)
        closed = ClosedToHelpers if found.help.posture == Posture.FOR else HersToOpen
        raise closed(log=f"closed to helpers: {endpoint}")
    if request.method == "GET" and endpoint in HELP_PAGES:
        subject = next(iter((request.view_args or {}).values()), None)
        with transaction() as session:
            helping.look(session, found, endpoint, subject if hasattr(subject, "hex") else None, now=now)


def _never_kept(response: Response) -> Response:
    if "helped" in g:
        response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    """After the session is known, before any page."""
    doors.init_app(app)
    app.before_request(check)
    app.after_request(_never_kept)
