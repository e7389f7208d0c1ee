"""A minimal Django + Jinja application, twice: as one first writes it, and with every habit of ours that it can take.

Both read the same through its ORM and send the same markup by the same templates.
"""
# mypy: disable-error-code="import-untyped, misc"

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.template.backends.jinja2 import Jinja2
from django.urls import path as at
from flask import Flask

from bench import django_plain
from bench.django_jinja import engine
from bench.django_wiring import Router
from beneficiary_app import clock, i18n, version
from beneficiary_app.access.asked import Action, Allowed
from beneficiary_app.access.rules import may
from beneficiary_app.actor import person
from beneficiary_app.identity.service import fingerprint
from beneficiary_app.journey import path, rules
from beneficiary_app.journey.service import ON_THE_PATH, Path
from beneficiary_app.shell import Shell, account_of

READ = ("journey.show", "carnet.home")
PLAIN = "/plain"
View = Callable[[HttpRequest, UUID, str], str]


def configure(databases: list[dict[str, object]], flask: Flask) -> tuple[WSGIHandler, list[str]]:
    """The application on those databases, and their aliases. ``flask`` lends its templates’ words."""
    aliases = ["default", *(f"other{number}" for number in range(1, len(databases)))]
    settings.configure(
        DEBUG=False,
        SECRET_KEY="of a bench",  # noqa: S106 - invented
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF=__name__,
        DATABASES=dict(zip(aliases, databases, strict=True)),
        DATABASE_ROUTERS=[Router()],
        MIDDLEWARE=["bench.django_wiring.headers"],
        INSTALLED_APPS=[],
        USE_TZ=True,
        TIME_ZONE="UTC",
        LOGGING_CONFIG=None,
    )
    django.setup()
    _flask.append(flask)
    _engine.append(engine(flask))
    return WSGIHandler(), aliases


_flask: list[Flask] = []
_engine: list[Jinja2] = []


def _page(view: View) -> Callable[[HttpRequest], HttpResponse]:
    from bench import django_models as tables  # noqa: PLC0415 - models need the settings first

    def wrapper(request: HttpRequest) -> HttpResponse:
        i18n.choose(i18n.SOURCE)
        opened = tables.OpenSession.objects.select_related("carnet").get(
            digest=fingerprint(request.COOKIES["carnet"]), closed_at=None, ends_at__gt=clock.now()
        )
        owner = opened.carnet
        if not isinstance(
            may(person(owner.carnet_id, owner.first_name), Action.SEE, owner.carnet_id, now=clock.now()), Allowed
        ):
            return HttpResponse(status=404)
        head = tables.TrailHead.objects.get(carnet_id=owner.carnet_id)
        response = HttpResponse(view(request, owner.carnet_id, owner.first_name))
        response["ETag"] = f'W/"{head.seq}-{i18n.current().code}"'
        return response

    return wrapper


def _render(request: HttpRequest, template: str, tab: str, carnet_id: UUID, name: str, **values: Any) -> str:
    account = account_of(str(_flask[0].config["SECRET_KEY"]), carnet_id)
    shell = Shell(
        lang="fr", dir="ltr", languages=i18n.languages(), tab=tab, signed_in=True, alert=False, name=name,
        path=request.path.removeprefix(PLAIN), account=account,
        quick_exit=request.COOKIES.get(version.QUICK_EXIT_COOKIE) == "1",
    )  # fmt: skip
    return str(_engine[0].get_template(template).render({**values, "shell": shell}))


def _path(carnet_id: UUID) -> tuple[Path, date, rules.Next | None]:
    from bench import django_models as tables  # noqa: PLC0415 - models need the settings first

    today = clock.local(clock.now()).date()
    replies: dict[UUID, list[Any]] = defaultdict(list)
    for reply in tables.Reply.objects.filter(carnet_id=carnet_id, withdrawn_at=None).order_by("at"):
        replies[reply.target_id].append(reply)
    rows: dict[str, list[Any]] = {
        name: list(model.objects.filter(carnet_id=carnet_id).only(*ON_THE_PATH[table]).order_by("id"))
        for name, table, model in (
            ("steps", "step", tables.Step),
            ("contracts", "contract", tables.Contract),
            ("orientations", "orientation", tables.Orientation),
            ("events", "event", tables.Event),
        )
    }
    found = Path(**rows, replies=replies)
    return found, today, rules.next_step(found.steps, today)


def journey(request: HttpRequest, carnet_id: UUID, name: str) -> str:
    """« Mon parcours », whole."""
    found, today, here = _path(carnet_id)
    marks = path.whole_path(found, today, here.step if here else None)
    return _render(
        request, "journey/show.html", "journey", carnet_id, name, theme="",
        months=rules.months(mark for mark in marks if mark.kind == "done"),
        ahead=[mark for mark in marks if mark.kind != "done"],
    )  # fmt: skip


def home(request: HttpRequest, carnet_id: UUID, name: str) -> str:
    """Home."""
    found, today, here = _path(carnet_id)
    return _home(request, carnet_id, name, here, path.near_here(found, today, here.step if here else None))


def _home(request: HttpRequest, carnet_id: UUID, name: str, following: Any, around: Any) -> str:
    from bench import django_models as tables  # noqa: PLC0415 - models need the settings first

    coming = tables.Appointment.objects.filter(carnet_id=carnet_id, starts_at__gt=clock.now(), state="unknown")
    return _render(
        # Ours also looks for what a kiosk kept or sent; there is nothing, and this one does not ask.
        request, "carnet/home.html", "home", carnet_id, name, next_step=following, marks=around,
        appointment=coming.order_by("starts_at").first(), drafts=0, sent=[],
    )  # fmt: skip


def plain_journey(request: HttpRequest, carnet_id: UUID, name: str) -> str:
    """« Mon parcours », as one first writes it."""
    marks, _here = django_plain.marks(carnet_id, clock.local(clock.now()).date())
    return _render(
        request, "journey/show.html", "journey", carnet_id, name, theme="",
        months=django_plain.months([mark for mark in marks if mark["kind"] == "done"]),
        ahead=[mark for mark in marks if mark["kind"] != "done"],
    )  # fmt: skip


def plain_home(request: HttpRequest, carnet_id: UUID, name: str) -> str:
    """Home, as one first writes it."""
    marks, following = django_plain.marks(carnet_id, clock.local(clock.now()).date())
    return _home(request, carnet_id, name, following, django_plain.around_here(marks))


def count(alias: str, call: Callable[[], bytes]) -> int:
    """The queries of one call."""
    seen: list[str] = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connections[alias].execute_wrapper(wrapper):
        call()
    return len(seen)


def _nothing(_request: HttpRequest, **_values: object) -> HttpResponse:
    return HttpResponse(status=404)


def __getattr__(name: str) -> Any:
    # Django asks for the addresses once, after the settings: the models may not be read before.
    if name != "urlpatterns":
        raise AttributeError(name)
    ours = [rule for rule in _flask[0].url_map.iter_rules() if rule.endpoint not in {"static", *READ}]
    return [
        at("plain/journey", _page(plain_journey), name="plain journey"),
        at("plain/", _page(plain_home), name="plain home"),
        at("journey", _page(journey), name="journey.show"),
        at("", _page(home), name="carnet.home"),
        *(at(rule.rule.lstrip("/"), _nothing, name=rule.endpoint) for rule in ours),
    ]
