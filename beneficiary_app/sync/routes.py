"""The worker’s routes: the worker itself, what it keeps of us, and the pack of a device of hers."""

import json
from dataclasses import replace

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request

from beneficiary_app import clock, i18n
from beneficiary_app.errors import NotHere
from beneficiary_app.identity import health, holders
from beneficiary_app.identity.gate import NotOnShared, own_page, personal
from beneficiary_app.shell import at_kiosk, shell
from beneficiary_app.sync import pack, scripts
from beneficiary_app.web import kept_pages, markup, reading, render, transaction

bp = Blueprint("sync", __name__)
FOR_EVER = "public, max-age=31536000, immutable"
ACCOUNT_MARK = "carnet-account"


def _script(text: str, cache: str) -> Response:
    response = Response(text, mimetype="text/javascript")
    response.headers["Cache-Control"] = cache
    return response


@bp.get("/service-worker.js")
def worker() -> Response:
    """The worker; the one that takes itself away when this installation, or a kiosk, does without."""
    wanted = current_app.config["CARNET"].offline and not at_kiosk()
    return _script(scripts.worker() if wanted else scripts.TAKEN_AWAY, "no-cache")


@bp.get("/sync/device.js")
def device_script() -> Response:
    """What the pages of a device of hers and its worker run."""
    return _script(scripts.device_script(), FOR_EVER if "v" in request.args else "no-cache")


def _kept(text: str) -> Response:
    response = Response(text, mimetype="text/html")
    response.headers["Cache-Control"] = FOR_EVER if "v" in request.args else "no-cache"
    return response


@bp.get("/sync/shell/<language>")
def shell_page(language: str) -> Response:
    """A page without its words, in one language: nothing of anybody."""
    if not i18n.known(language):
        raise NotHere
    i18n.choose(language)
    bare = replace(
        shell(), signed_in=True, alert=False, quick_exit=True, name="", path="", account=ACCOUNT_MARK, hides_until=None
    )
    return _kept(markup("offline/shell.html", shell=bare))


@bp.get("/sync/<name>")
def of_nobody(name: str) -> Response:
    """What is shown in the place of a page that is not kept, or closed, or locked: in every language at once."""
    if name not in scripts.OF_NOBODY:
        raise NotHere
    return _kept(current_app.jinja_env.get_template(f"offline/{name}.html").render())


@bp.get("/outbox")
@own_page
def outbox() -> Response:
    """« À envoyer »: its words are on the device alone, which fills them in."""
    personal()
    with reading() as session:
        _, passkeys = holders.of_carnet(session, g.carnet_id)
        return render("offline/outbox.html", passkeys=[one.credential_id for one in passkeys])


@bp.post("/sync/health")
def health_report() -> Response:
    """How this device is doing, in counts; what to tell her when it has lost everything that it kept."""
    personal()
    with transaction() as session:
        emptied = health.told(session, g.carnet_id, g.session_id, health.Report.of(request.form), now=clock.now())
        lost = emptied.lost if emptied else None
    return Response(status=204) if lost is None else jsonify(words=_emptied(lost))


def _emptied(lost: int) -> str:
    words = i18n.gettext("Ce téléphone a effacé ce qu’il gardait de votre carnet. Vos pages reviennent maintenant.")
    if not lost:
        return words
    more = i18n.ngettext(
        "%(num)s chose n’était pas encore envoyée : elle est perdue ici. Écrivez-la à nouveau.",
        "%(num)s choses n’étaient pas encore envoyées : elles sont perdues ici. Écrivez-les à nouveau.",
        lost,
    )
    return f"{words} {more % {'num': lost}}"


@bp.get("/sync/pack")
def whole_pack() -> Response:
    """Every page of hers that opens without network; 304 when this device has it already."""
    personal()
    if not g.keeps:
        raise NotOnShared(log="this installation keeps nothing on devices")
    etag = pack.tag()
    if request.if_none_match.contains(etag):
        return _tagged(Response(status=304), etag)
    # A device that goes from page to page asks again before it is answered.
    text = kept_pages().made(f"pack {g.carnet_id} {etag}", _pack)
    return _tagged(Response(text, mimetype="application/json"), etag)


def _pack() -> str:
    g.packing = True
    with reading() as session:
        return json.dumps(pack.made(session, clock.now()), ensure_ascii=False, separators=(",", ":"))


def _tagged(response: Response, etag: str) -> Response:
    response.set_etag(etag)
    response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    """What the layout needs."""
    app.jinja_env.globals["device_script"] = scripts.device_script_url
