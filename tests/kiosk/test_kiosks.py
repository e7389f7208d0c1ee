"""A computer is enrolled once, is a kiosk until it is revoked, and forgets each person."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app import clock
from beneficiary_app.identity.models import OpenSession
from beneficiary_app.kiosk import service
from beneficiary_app.kiosk.models import Kiosk
from tests.conftest import OPERATOR, signed_in
from tests.desk.test_desk import joined
from tests.kiosk.kiosks import MACHINE, a_card, a_code, a_computer, a_kiosk, comes_in, cookies
from tests.pages import SAME_SITE, Browser

OTHER = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"


def the_kiosk(app: Flask) -> Kiosk:
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        found: Kiosk = session.exec(select(Kiosk)).one()
        session.expunge(found)
        return found


def later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    then = clock.now() + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: then)


@pytest.mark.usefixtures("awa")
def test_a_code_enrols_one_computer_once_within_the_hour(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    code = a_code(app)
    first, second = a_computer(app), a_computer(app)
    assert first.get(f"/kiosk/enrol/{code}").check().status == 200, "a GET uses nothing up"
    assert "Poste 2" in first.post("/kiosk/enrol", code=code.lower()).text
    assert second.post("/kiosk/enrol", code=code).status == 403
    assert second.post("/kiosk/enrol", code="AAAA-BBBB-CCCC").status == 403
    assert cookies(second) == set()
    code = a_code(app)
    later(monkeypatch, hours=1, seconds=1)
    assert second.post("/kiosk/enrol", code=code).status == 403


@pytest.mark.usefixtures("awa")
def test_codes_are_guessed_twenty_times_a_minute_and_no_more(app: Flask) -> None:
    computer = a_computer(app)
    answers = [computer.post("/kiosk/enrol", code=f"AAAABBBB{number:04}").status for number in range(25)]
    assert answers == [403] * 20 + [429] * 5


def test_every_session_there_is_a_kiosk_s_and_none_is_hers_to_keep(app: Flask, awa: UUID) -> None:
    kiosk = a_kiosk(app)
    page = kiosk.post("/enter/card", code=a_card(app, awa), pin="274951", device="personal").check()
    assert "Bonjour Awa" in kiosk.post("/terms").check().text, page.text
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        opened = session.exec(select(OpenSession)).one()
    assert (opened.kind, opened.kiosk_id) == ("kiosk", the_kiosk(app).id)
    assert opened.device.startswith("Poste 2, ")
    assert opened.expires_at - opened.opened_at == timedelta(minutes=20)
    assert opened.device in signed_in(app, awa).get("/keys").text


@pytest.mark.parametrize("door", ["letter", "sheet", "recovery"])
@pytest.mark.usefixtures("awa")
def test_a_door_that_serves_once_is_not_there_and_is_not_used_up(app: Flask, door: str) -> None:
    kiosk = a_kiosk(app)
    assert kiosk.get(f"/enter/{door}").status == 403
    assert kiosk.post(f"/enter/{door}", code="AAAA-BBBB").status == 403
    page = kiosk.get("/enter").check()
    assert {"/enter/card", "/enter/phone"} < page.links()
    assert not {link for link in page.links() if link.startswith(("/enter/", "/franceconnect", "/desk"))} - {
        "/enter/card",
        "/enter/phone",
    }
    assert "Cet appareil est-il à vous" not in kiosk.get("/enter/card").check().text


@pytest.mark.parametrize(
    "path",
    [
        "/desk",
        "/desk/enter",
        "/franceconnect",
        "/outbox",
        "/sync/pack",
        "/takeaway",
        "/keys/card",
        "/keys/sheet",
        "/keys/recovery",
        "/keys/notices",
        "/keys/approve",
        "/keys/prove/export",
    ],
)
def test_keys_copies_and_the_desk_are_closed_there(app: Flask, awa: UUID, path: str) -> None:
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    assert kiosk.get(path).status == 403, path


def test_no_passkey_is_made_nor_asked_there(app: Flask, awa: UUID) -> None:
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    for path in ("/passkeys", "/passkeys/ask/add", "/passkeys/ask/enter", "/passkeys/enter", "/open"):
        assert kiosk.post(path).status == 403, path
    assert "caches.delete" in kiosk.client.get("/service-worker.js").get_data(as_text=True), "the worker goes"


def test_nothing_of_a_page_is_kept_and_no_title_names_anything(app: Flask, awa: UUID) -> None:
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        page = kiosk.get(path)
        seen.add(path)
        headers = page.response.headers
        assert headers["Cache-Control"] == "no-store", path
        assert "ETag" not in headers, path
        assert "attachment" not in headers.get("Content-Disposition", ""), path
        assert page.status in {200, 403}, path
        if page.status == 200:
            page.check()
            title = page.html.split("<title>")[1].split("</title>")[0]
            assert title.split(" · ")[0] in {"Accueil", "Parcours", "Papiers", "Accès", "Aide", "Borne"}, path
            assert 'rel="manifest"' not in page.html
            assert "js/leave" not in page.html
            assert all("download" not in link for link in page.all("a")), path
            assert all(form.get("autocomplete") == "off" or form["action"] == "/kiosk/end" for form in page.all("form"))
            waiting += [
                link for link in page.links() if link not in seen and link not in waiting and "/static/" not in link
            ]
    assert len(seen) > 20


def test_at_the_end_every_cookie_goes_but_the_kiosk_s_own(app: Flask, awa: UUID) -> None:
    kiosk = a_kiosk(app)
    kiosk.post("/language", language="ar")
    comes_in(app, kiosk, awa)
    assert cookies(kiosk) == {"kiosk", "carnet", "language"}
    ended = kiosk.client.post("/kiosk/end", headers=SAME_SITE)
    assert (ended.status_code, ended.location) == (303, "/welcome?over=")
    assert ended.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert cookies(kiosk) == {"kiosk"}
    assert kiosk.get("/journey").status == 401
    assert "Tout est effacé de cet écran." in kiosk.get("/welcome?over=").check().text
    assert "Votre carnet a été fermé" in signed_in(app, awa).get("/history").text


def test_the_page_s_script_ends_it_too_and_twice_is_once(app: Flask, awa: UUID) -> None:
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    for _ in range(2):
        ended = kiosk.client.post("/kiosk/end", headers={**SAME_SITE, "Accept": "application/json"})
        assert ended.get_json() == {"where": "/welcome?over="}
        assert ended.headers["Clear-Site-Data"]


def test_it_lives_by_her_gestures_and_not_by_what_pages_ask_by_themselves(
    app: Flask, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    start = clock.now()
    for minute in (1, 2, 3, 4):
        monkeypatch.setattr(clock, "now", lambda minute=minute: start + timedelta(minutes=minute))
        answer = kiosk.client.get("/papers", headers={"Sec-Fetch-Mode": "cors"})
        assert answer.status_code == 200, minute
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=4, seconds=16))
    dead = kiosk.client.get("/papers")
    assert dead.status_code == 401
    assert dead.headers["Clear-Site-Data"] == '"cache", "storage"', "a session that died leaves nothing either"
    assert cookies(kiosk) == {"kiosk"}


def test_a_tab_that_is_closed_ends_it_soon_and_a_link_does_not(
    app: Flask, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    start = clock.now()
    for second in (1, 18, 35):
        monkeypatch.setattr(clock, "now", lambda second=second: start + timedelta(seconds=second))
        assert kiosk.client.post("/kiosk/away", headers=SAME_SITE).status_code == 204
        monkeypatch.setattr(clock, "now", lambda second=second: start + timedelta(seconds=second + 2))
        assert kiosk.get("/journey").status == 200, second
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(seconds=120))
    assert kiosk.get("/journey").status == 200, "the next page told that she is there"
    assert kiosk.client.post("/kiosk/away", headers=SAME_SITE).status_code == 204
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(seconds=141))
    assert kiosk.get("/journey").status == 401


def test_her_gestures_extend_it_more_than_ten_times_and_never_past_twenty_minutes(
    app: Flask, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    start, left = clock.now(), []
    for number in range(1, 14):
        monkeypatch.setattr(clock, "now", lambda number=number: start + timedelta(seconds=90 * number))
        left.append(kiosk.client.post("/kiosk/here", headers=SAME_SITE).get_json()["left"])
    assert {before - after for before, after in pairwise(left)} <= {89, 90, 91}
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=20, seconds=1))
    assert kiosk.client.post("/kiosk/here", headers=SAME_SITE).status_code == 401


def test_a_revoked_kiosk_is_dead_at_the_next_request(app: Flask, awa: UUID) -> None:
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        assert service.revoke(session, the_kiosk(app).id, now=clock.now()) == 1
    for path in ("/journey", "/welcome", "/enter/card"):
        answer = kiosk.client.get(path)
        assert answer.status_code == 403
        assert "Cette borne est arrêtée" in answer.get_data(as_text=True)
    assert cookies(kiosk) == {"kiosk"}
    assert kiosk.post("/enter/card", code=a_card(app, awa), pin="274951").status == 403
    assert "Vous êtes ici" in kiosk.post("/kiosk/enrol", code=a_code(app)).text, "the staff enrols it again"


def test_its_cookie_in_another_browser_opens_nothing_and_is_seen(app: Flask, awa: UUID) -> None:
    kiosk, thief = a_kiosk(app), a_computer(app, OTHER)
    token = kiosk.client.get_cookie("kiosk")
    assert token is not None
    thief.client.set_cookie("kiosk", token.value)
    assert thief.get("/enter").status == 403
    assert thief.post("/enter/card", code=a_card(app, awa), pin="274951").status == 403
    assert (the_kiosk(app).odd_at is not None, the_kiosk(app).odd) == (True, "Windows, Firefox")
    assert "Bonjour Awa" in comes_in(app, kiosk, awa).text, "the kiosk itself goes on"
    desk, _, _ = joined(app, manages=True)
    assert "un autre appareil s’est présenté comme cette borne" in desk.get("/desk/kiosks").check().text


def test_a_twin_elsewhere_at_the_same_time_is_seen(app: Flask, awa: UUID) -> None:
    kiosk = a_kiosk(app)
    assert the_kiosk(app).odd_at is None
    kiosk.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert "Bonjour Awa" in comes_in(app, kiosk, awa).text
    assert the_kiosk(app).odd_at is not None


def test_a_session_of_a_kiosk_lives_on_no_other_browser(app: Flask, awa: UUID) -> None:
    kiosk, thief = a_kiosk(app), a_computer(app)
    comes_in(app, kiosk, awa)
    token = kiosk.client.get_cookie("carnet")
    assert token is not None
    thief.client.set_cookie("carnet", token.value)
    assert thief.get("/journey").status == 401
    assert kiosk.get("/journey").status == 401, "it ends for both"


def test_enrolling_ends_the_session_that_was_there(app: Flask, browser: Browser) -> None:
    browser.client.environ_base = {**browser.client.environ_base, "HTTP_USER_AGENT": MACHINE}
    browser.post("/kiosk/enrol", code=a_code(app))
    assert cookies(browser) == {"kiosk"}
    assert browser.get("/journey").status == 401


def test_a_lead_sees_hers_and_stops_them_and_nobody_else_s(app: Flask, awa: UUID) -> None:
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    stop = f"/desk/kiosks/{the_kiosk(app).id}/revoke"
    member, _, _ = joined(app, manages=False)
    assert member.get("/desk/kiosks").status == 403
    assert member.post(stop).status == 403
    elsewhere, _, _ = joined(app, manages=True, structure_id=another_structure(app))
    assert "Aucune borne" in elsewhere.get("/desk/kiosks").check().text
    assert elsewhere.post(stop).status == 404
    assert kiosk.get("/journey").status == 200
    lead, _, _ = joined(app, manages=True, structure_id=the_kiosk(app).structure_id)
    assert "Poste 2" in lead.get("/desk/kiosks").check().text
    assert "Aucune borne" in lead.post(stop).text
    assert "Cette borne est arrêtée" in kiosk.get("/journey").text
    assert "Votre carnet a été fermé" in signed_in(app, awa).get("/history").text


def another_structure(app: Flask) -> UUID:
    from beneficiary_app.people.models import Structure  # noqa: PLC0415 - here alone

    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        made = Structure(name="Ailleurs")
        session.add(made)
        session.flush()
        return made.id


def test_elsewhere_than_at_a_kiosk_its_routes_are_not_there(browser: Browser) -> None:
    for path in ("/kiosk/here", "/kiosk/away", "/kiosk/end", "/drafts"):
        assert browser.post(path).status == 404, path
    assert browser.get("/journey").status == 200


@pytest.mark.usefixtures("awa")
def test_a_wrong_card_is_counted_there_as_everywhere(app: Flask) -> None:
    kiosk = a_kiosk(app)
    answers = [kiosk.post("/enter/card", code="AAAABBBBCCCCDDDD", pin="111222").status for _ in range(6)]
    assert answers == [403] * 5 + [429]
