"""A photo that she shares from her telephone’s gallery, when no worker of ours is there to keep it first."""

from flask import Blueprint, Response, g

from beneficiary_app import clock
from beneficiary_app.documents import arriving, forms, pieces
from beneficiary_app.documents.models import Kind
from beneficiary_app.documents.version_routes import room_for_files, sent
from beneficiary_app.identity.gate import owner_writes
from beneficiary_app.origin import SHARED
from beneficiary_app.vault.current import vault
from beneficiary_app.web import see_other, transaction

bp = Blueprint("share", __name__)
bp.before_request(room_for_files)


@bp.post(SHARED)
@owner_writes
def take() -> Response:
    """A paper, which she then names. The telephone gives no id: one that comes twice is shown as the same."""
    files, sizes = sent()
    form, now = forms.paper({"kind": Kind.OTHER}), clock.now()
    with transaction() as session:
        paper = arriving.begin(session, vault(), g.actor, g.carnet_id, form, sizes, now=now)
        pieces.receive(session, vault(), g.actor, g.carnet_id, paper.id, 1, files, now=now)
    return see_other("papers.edit", paper_id=paper.id)
