"""The same templates for Django: a Jinja environment configured as ours is."""
# mypy: disable-error-code="import-untyped"

from django.template.backends.jinja2 import Jinja2
from django.urls import reverse
from flask import Flask
from jinja2 import Environment

from beneficiary_app import i18n
from beneficiary_app.components import Components
from beneficiary_app.database import new_id
from beneficiary_app.paths import TEMPLATES

SHARED = ("dates", "static_url", "labels", "theme_filter", "theme_options", "device_script")


def engine(flask: Flask) -> Jinja2:
    """Django’s Jinja backend, with the words that our templates ask for."""
    options = {
        "undefined": flask.jinja_env.undefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n"],
    }
    made = Jinja2({"NAME": "jinja2", "DIRS": [str(TEMPLATES)], "APP_DIRS": False, "OPTIONS": options})
    environment: Environment = made.env
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.ngettext, newstyle=True
    )
    environment.globals.update({name: flask.jinja_env.globals[name] for name in SHARED})
    environment.globals.update(ui=Components(environment), url_for=_url_for)
    # Nobody helps, and nothing is shown again.
    environment.globals.update(command_id=lambda _action: new_id(), opens=lambda *_: True)
    environment.filters.update({name: flask.jinja_env.filters[name] for name in ("sentences", "sentence")})
    return made


def _url_for(name: str, **values: object) -> str:
    return str(reverse(name, kwargs=values))
