"""Somebody helps her: given by her, in the parts that she ticked, until a moment; both names on everything."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app import clock
from beneficiary_app.access import mandate_ending
from beneficiary_app.access.mandate_models import Help, Mandate, MandateState
from beneficiary_app.carnet.told import HELP_PAGES
from beneficiary_app.people.models import Professional
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import TrailHead
from beneficiary_app.trail.words import Told
from tests.conftest import OPERATOR, signed_in
from tests.desk.test_desk import joined
from tests.pages import SAME_SITE, Browser, Page

CHOICE: dict[str, Any] = {
    "posture": "beside",
    "parts": ["logement", "rendez_vous"],
    "may": "change",
    "days": "0",
    "protected": "no",
}


def asked(browser: Browser, **changes: Any) -> Page:
    """She chooses; the page that follows shows the words, or what is to be put right."""
    return browser.post("/assisted/new", **(CHOICE | changes))


def code_of(page: Page) -> str:
    return page.html.split('class="code" dir="ltr">')[1].split("<")[0]


def offered(browser: Browser, **changes: Any) -> str:
    """The code that she shows."""
    page = asked(browser, **changes)
    assert page.status == 200, page.text
    path = page.response.request.path.replace("/check", "/offer")
    return code_of(browser.post(path).check())


def helped(app: Flask, browser: Browser, **changes: Any) -> tuple[Browser, UUID]:
    """The browser of a helper who has typed her code, and the helper."""
    desk, _, professional_id = joined(app)
    page = desk.post("/desk/help", code=offered(browser, **changes))
    assert page.status == 200, page.text
    return desk, professional_id


def acts(app: Flask, kind: ActKind) -> list[Told]:
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        carnets = session.exec(select(TrailHead.carnet_id)).all()
        return [act for carnet_id in carnets for act in trail.told(session, carnet_id) if act.kind == kind]


def rows(app: Flask, model: Any) -> list[Any]:
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        return list(session.exec(select(model)))


def step_of(browser: Browser, title: str) -> str:
    page = browser.get("/journey")
    for link in sorted(page.links()):
        if link.startswith("/steps/") and link.count("/") == 2 and title in browser.get(link).text:
            return link
    raise AssertionError(title)


def test_the_helpers_screen_becomes_her_notebook_in_the_parts_that_she_ticked(app: Flask, browser: Browser) -> None:
    helper, _ = helped(app, browser)
    home = helper.get("/").check()
    assert "Bonjour Awa" in home.text
    assert "Mariam Diallo vous aide, jusqu’à" in home.text
    assert home.response.headers["Cache-Control"] == "no-store"
    journey = helper.get("/journey").check()
    assert "Demander un logement social" in journey.text
    for closed in ("Atelier CV", "permis B", "RSA"):
        assert closed not in journey.text, closed
    appointments = {link for link in helper.get("/appointments").check().links() if link.startswith("/appointments/")}
    assert appointments == {link for link in browser.get("/appointments").links() if link.startswith("/appointments/")}
    assert "Lens" not in helper.get("/information").text.replace("Maison des Solidarités, Lens", "")


def test_a_thing_of_another_part_is_not_there(app: Flask, browser: Browser) -> None:
    theirs, other = step_of(browser, "Demander un logement social"), step_of(browser, "Atelier CV")
    helper, _ = helped(app, browser)
    assert helper.get(theirs).status == 200
    unknown = helper.get(f"/steps/{uuid4()}")
    assert (helper.get(other).status, helper.get(other).text) == (404, unknown.text)
    assert helper.post(f"{other}/done").status == 404
    assert helper.post("/steps", title="Envoyer un CV", theme="emploi").status == 404
    assert "Envoyer un CV" not in browser.get("/journey").text


@pytest.mark.parametrize(("may", "adds", "changes"), [("see", 404, 404), ("add", 200, 404), ("change", 200, 200)])
def test_seeing_adding_and_changing_are_three_things(
    app: Flask, browser: Browser, may: str, adds: int, changes: int
) -> None:
    step = step_of(browser, "Demander un logement social")
    helper, _ = helped(app, browser, may=may)
    assert helper.get(step).status == 200
    assert helper.post("/steps", title="Appeler le bailleur", theme="logement").status == adds
    assert helper.post(f"{step}/done").status == changes


def test_every_act_bears_both_names_and_where_the_helper_was(app: Flask, browser: Browser) -> None:
    helper, professional_id = helped(app, browser)
    helper.post("/steps", title="Appeler le bailleur", theme="logement")
    told = [*acts(app, ActKind.HELP_LOOKED), *acts(app, ActKind.STEP_ADDED)[-1:]]
    assert len(told) > 1
    for act in told:
        assert (act.actor_kind, act.actor_name) == ("helper", "Mariam Diallo")
        assert (act.detail["whom"], act.detail["posture"]) == ("Awa", "beside")
    assert acts(app, ActKind.HELP_STARTED)[0].subject_id == rows(app, Help)[0].id
    assert rows(app, Help)[0].professional_id == professional_id
    page = browser.get("/history").check().text
    assert "Une page a été vue pendant l’aide : Accueil" in page
    step = browser.get(step_of(browser, "Appeler le bailleur")).text
    assert "Mariam Diallo" in step


def test_what_she_hides_is_not_there_for_a_helper(app: Flask, browser: Browser) -> None:
    step = step_of(browser, "Demander un logement social")
    browser.post(f"/access/item/step/{step.rsplit('/', 1)[1]}/hide")
    helper, _ = helped(app, browser)
    assert "Demander un logement social" not in helper.get("/journey").text
    assert helper.get(step).status == 404
    assert helper.post(f"{step}/done").status == 404


def test_every_other_route_is_closed_and_the_try_is_written_down(app: Flask, browser: Browser) -> None:
    from beneficiary_app.assisted import doors  # noqa: PLC0415 - its lists are what is tested
    from tests.test_house import PUBLIC, _address  # noqa: PLC0415

    helper, _ = helped(app, browser)
    closed = 0
    for rule in app.url_map.iter_rules():
        endpoint = rule.endpoint
        apart = endpoint in HELP_PAGES or endpoint in doors.WRITES | doors.TOLD_APART | doors.APART | doors.STOPS
        if apart or endpoint in PUBLIC or endpoint.startswith(("desk", "proconnect", "receipts.check", "tus.")):
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            data = {"command_id": str(uuid4())} if method == "POST" else None
            answer = helper.client.open(_address(rule), method=method, data=data, headers=SAME_SITE)
            assert answer.status_code == 403, (endpoint, method, answer.status_code)
            closed += 1
    assert closed > 60
    assert len(acts(app, ActKind.HELP_REFUSED)) == closed


def test_she_stops_it_and_the_helper_is_out_at_the_next_request(app: Flask, browser: Browser) -> None:
    step = step_of(browser, "Demander un logement social")
    helper, _ = helped(app, browser)
    one = rows(app, Help)[0]
    receipt = browser.post(f"/assisted/helps/{one.id}/end").check()
    assert "Reçu de l’aide" in receipt.text
    over = helper.get(step)
    assert over.status == 401
    assert "L’aide est finie" in over.text
    assert helper.post("/steps", title="Trop tard", theme="logement").status == 401
    assert "Trop tard" not in browser.get("/journey").text


def test_the_helper_stops_and_keeps_numbers_only(app: Flask, browser: Browser) -> None:
    helper, _ = helped(app, browser)
    helper.post("/steps", title="Appeler le bailleur", theme="logement")
    done = helper.post("/assisted/stop").check()
    assert "L’aide est finie" in done.text
    assert "Appeler le bailleur" not in done.text
    assert helper.get("/journey").status == 401
    one = rows(app, Help)[0]
    assert (one.added, one.ended_because) == (1, "by_helper")
    assert one.seen > 0


@pytest.mark.parametrize("how", ["mandate", "suspended", "moved", "limit"])
def test_whatever_ends_it_counts_at_the_next_request(app: Flask, browser: Browser, how: str) -> None:
    helper, professional_id = helped(app, browser)
    assert helper.get("/journey").status == 200
    mandate = rows(app, Mandate)[0]
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        who = session.get_one(Professional, professional_id)
        if how == "suspended":
            who.suspended_at = clock.now()
        elif how == "moved":
            who.structure_id = None
        elif how == "limit":
            one = session.exec(select(Help)).one()
            one.ends_at = clock.now() - timedelta(seconds=1)
            session.add(one)
        session.add(who)
    if how == "mandate":
        browser.post(f"/assisted/{mandate.id}/end")
    assert helper.get("/journey").status == 401
    assert helper.post("/steps", title="Trop tard", theme="logement").status == 401


def test_a_part_that_she_closes_is_closed_at_the_next_request(app: Flask, browser: Browser) -> None:
    helper, _ = helped(app, browser)
    assert "Demander un logement social" in helper.get("/journey").text
    mandate = rows(app, Mandate)[0]
    browser.post(f"/assisted/{mandate.id}/narrow", parts=["rendez_vous"])
    assert "Demander un logement social" not in helper.get("/journey").text
    browser.post(f"/assisted/{mandate.id}/narrow", parts=["rendez_vous", "emploi", "sante"])
    assert "Atelier CV" not in helper.get("/journey").text, "nothing is added by narrowing"


def test_a_volunteer_helps_on_her_own_device_only(app: Flask, browser: Browser) -> None:
    desk, _, professional_id = joined(app)
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        who = session.get_one(Professional, professional_id)
        who.volunteer = True
        session.add(who)
    refused = desk.post("/desk/help", code=offered(browser))
    assert refused.status == 403
    assert "Demandez-lui de choisir" in refused.text
    with_her = asked(browser, posture="with")
    path = with_her.response.request.path.replace("/check", "/offer")
    page = browser.post(path, helper=str(professional_id)).check()
    assert "Mariam Diallo vous aide" in page.text


def test_with_her_on_her_device_what_is_closed_to_the_helper_is_closed_there(app: Flask, browser: Browser) -> None:
    _, _, professional_id = joined(app)
    page = asked(browser, posture="with")
    path = page.response.request.path.replace("/check", "/offer")
    browser.post(path, helper=str(professional_id))
    assert "Atelier CV" not in browser.get("/journey").text
    assert browser.get("/keys").status == 403
    assert browser.get("/access").status == 403
    receipt = browser.post("/assisted/stop").check()
    assert "Reçu de l’aide" in receipt.text
    assert "Atelier CV" in browser.get("/journey").text
    assert browser.get("/keys").status == 200


def test_in_her_absence_only_under_a_mandate_that_says_so(app: Flask, browser: Browser) -> None:
    desk, _ = helped(app, browser, posture="beside", days="30")
    desk.post("/assisted/stop")
    mandate = rows(app, Mandate)[0]
    assert desk.post(f"/desk/help/{mandate.id}/begin").status == 404
    browser.post(f"/assisted/{mandate.id}/end")
    again = desk.post("/desk/help", code=offered(browser, posture="for", days="30"))
    assert again.status == 200
    desk.post("/assisted/stop")
    absent = next(one for one in rows(app, Mandate) if one.posture == "for")
    home = desk.post(f"/desk/help/{absent.id}/begin").check()
    assert "Mariam Diallo vous aide" in home.text
    assert rows(app, Help)[-1].posture == "for"
    browser.post(f"/assisted/{absent.id}/end")
    assert desk.get("/journey").status == 401
    assert desk.post(f"/desk/help/{absent.id}/begin").status == 404


def test_nobody_else_takes_her_mandate_back_or_sees_it(app: Flask, browser: Browser) -> None:
    from tests.conftest import another  # noqa: PLC0415

    helped(app, browser)
    one, mandate = rows(app, Help)[0], rows(app, Mandate)[0]
    other = another(app)
    unknown = other.get(f"/assisted/{uuid4()}")
    for path in (f"/assisted/{mandate.id}", f"/receipts/{one.id}"):
        assert (other.get(path).status, other.get(path).text) == (404, unknown.text)
    assert other.post(f"/assisted/{mandate.id}/end").status == 404
    assert other.post(f"/assisted/helps/{one.id}/end").status == 404
    assert rows(app, Mandate)[0].state == MandateState.ACTIVE


def test_it_is_told_in_every_other_session_of_hers(app: Flask, browser: Browser, awa: UUID) -> None:
    other = signed_in(app, awa)
    other.post("/keys/news")
    helped(app, browser)
    assert "Une aide a commencé : Mariam Diallo" in other.get("/keys/news").check().text


@pytest.mark.parametrize(
    ("days", "early", "late"), [("1", 12, 20), ("30", 26 * 24, 28 * 24), ("182", 150 * 24, 153 * 24)]
)
def test_she_is_told_before_a_mandate_ends_once_and_nobody_else_is(
    app: Flask, browser: Browser, days: str, early: int, late: int
) -> None:
    helper, _ = helped(app, browser, days=days)
    helper.post("/assisted/stop")
    start = rows(app, Mandate)[0].starts_at
    database = app.extensions["carnet_database"]
    for hours, told in ((early, 0), (late, 1), (late, 1)):
        now = start + timedelta(hours=hours)
        with database.transaction(OPERATOR) as session:
            for carnet_id, mandate_id in mandate_ending.due(session, now=now):
                mandate_ending.tell(session, carnet_id, mandate_id, now=now)
        assert len(acts(app, ActKind.MANDATE_ENDING)) == told
    assert acts(app, ActKind.MANDATE_ENDING)[0].alert
