"""The link’s page, whose one button opens the carnet; and the way out."""

from flask import Blueprint, Response, g, redirect, request, url_for
from flask_login import login_user

from beneficiary_app import clock
from beneficiary_app.identity import service
from beneficiary_app.identity.sessions import Visitor
from beneficiary_app.web import render, transaction

bp = Blueprint("identity", __name__)


@bp.get("/open/<token>")
def show_link(token: str) -> Response:
    """A GET never signs in: previews and scanners open links too."""
    response = render("identity/link.html", token=token)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.post("/open")
def use_link() -> Response:
    """Use the link up and open a session; a double click finds the carnet already open."""
    with transaction() as session:
        opened = service.redeem(session, request.form.get("token", ""), now=clock.now())
    g.new_token = opened.token
    login_user(Visitor(opened.id, opened.carnet_id, opened.first_name))
    return redirect(url_for("carnet.home"), 303)  # type: ignore[return-value]


@bp.post("/close")
def leave() -> Response:
    """End this session: its row, its cookie, and what the browser kept of the pages."""
    if g.signed_in:
        with transaction() as session:
            service.close(session, g.session_id, g.carnet_id, now=clock.now())
    g.signed_out = True
    response = redirect(url_for("carnet.welcome"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response  # type: ignore[return-value]
