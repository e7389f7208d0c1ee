"""« Fermer mon carnet »: here, and at FranceConnect when that is how it was opened."""

from flask import Response, g, jsonify, request

from beneficiary_app import clock
from beneficiary_app.identity import closing
from beneficiary_app.identity.connect import token_of
from beneficiary_app.identity.connect_models import ProviderName
from beneficiary_app.identity.routes import bp
from beneficiary_app.identity.signing_out import sign_out
from beneficiary_app.web import see_other, transaction


@bp.post("/close")
def leave() -> Response:
    """End this session: its row, its cookie, what the browser kept of the pages, and the session at the provider."""
    if g.signed_in:
        with transaction() as session:
            closing.close(session, g.session_id, g.carnet_id, now=clock.now())
        g.signed_in = False
    g.signed_out = True
    welcome = see_other("carnet.welcome")
    if request.headers.get("Accept") == "application/json":
        # A device of hers forgets its keys first, and can tell us later: its script goes on from here, by the form
        # itself when this browser is still signed in at the provider.
        out = bool(token_of(f"{ProviderName.FRANCECONNECT}-out"))
        response = jsonify(closed=True, out=out, where=welcome.location)
    else:
        response = sign_out(ProviderName.FRANCECONNECT, welcome)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
