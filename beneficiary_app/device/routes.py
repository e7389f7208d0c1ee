"""The language and « Quitter vite », chosen on this device."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, request, url_for

from beneficiary_app import i18n
from beneficiary_app.errors import NotHere
from beneficiary_app.version import LANGUAGE_COOKIE, QUICK_EXIT_COOKIE
from beneficiary_app.web import render

bp = Blueprint("device", __name__)
A_YEAR = 365 * 24 * 3600


@bp.get("/language")
def language() -> Response:
    """The languages in their own names."""
    return render("device/language.html", back=_inside(request.args.get("from", "/")))


@bp.post("/language")
def choose_language() -> Response:
    """Remember the language on this device."""
    code = request.form.get("language", "")
    if not i18n.known(code):
        raise NotHere
    response = redirect(_inside(request.form.get("back", "/")), 303)
    secure = request.is_secure
    response.set_cookie(LANGUAGE_COOKIE, code, max_age=A_YEAR, samesite="Lax", httponly=True, secure=secure)
    return response  # type: ignore[return-value]


@bp.post("/quick-exit")
def choose_quick_exit() -> Response:
    """Show or hide « Quitter vite » on this device."""
    response = redirect(url_for("carnet.help_page"), 303)
    shown = "1" if request.form.get("shown") == "1" else "0"
    response.set_cookie(
        QUICK_EXIT_COOKIE, shown, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
    )
    return response  # type: ignore[return-value]


def _inside(address: str) -> str:
    # Only a path of ours: «//other.example» is another site.
    parts = urlsplit(address)
    inside = not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if inside else "/"
