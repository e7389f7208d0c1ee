"""She opens a part of her carnet in five screens, and takes it back in one tap."""

import hashlib
import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import col, select

from beneficiary_app import clock
from beneficiary_app.access.models import Grant, GrantPart, GrantState
from beneficiary_app.access.parts import Part
from beneficiary_app.people.models import Professional, Structure
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import Act
from tests.conftest import OPERATOR, another, signed_in
from tests.pages import Browser, Page

GRANT_ID = re.compile(r"/access/(?:give/)?([0-9a-f-]{36})")


def path_of(page: Page) -> str:
    return page.response.request.path


def id_in(page: Page) -> str:
    found = GRANT_ID.search(path_of(page))
    assert found, path_of(page)
    return found[1]


def field(page: Page, name: str) -> str:
    return next(one["value"] for one in page.all("input") if one.get("name") == name)


def choose(browser: Browser, kind: str = "one") -> Page:
    page = browser.get("/access/give").check()
    holders = [one["value"] for one in page.all("input") if one["name"] == "holder"]
    return browser.post("/access/give", holder=next(one for one in holders if one.startswith(kind)))


def opened(browser: Browser, *parts: str, may: str = "see", days: str = "30", kind: str = "one") -> Page:
    """Walk the screens; the receipt."""
    what = choose(browser, kind).check()
    time = browser.post(path_of(what), parts=list(parts) or ["logement"], may=may).check()
    assert path_of(time).endswith("/time"), time.text
    check = browser.post(path_of(time), days=days, reason="Pour préparer un rendez-vous").check()
    assert path_of(check).endswith("/check"), check.text
    return browser.post(f"/access/give/{id_in(check)}", seen=field(check, "seen"))


def grants(app: Flask) -> list[Grant]:
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        return list(session.exec(select(Grant).order_by(col(Grant.made_at))))


def test_nobody_sees_anything_before_she_opens_it(browser: Browser) -> None:
    assert "Personne d’autre que vous ne voit ce carnet." in browser.get("/access").check().text


def test_five_screens_open_housing_to_one_person_for_a_month(app: Flask, browser: Browser) -> None:
    receipt = opened(browser).check()
    assert path_of(receipt).startswith("/access/")
    assert "Mariam Diallo, Maison des Solidarités, Lens" in receipt.text
    assert "Peut voir :" in receipt.text
    listed = browser.get("/access").check().text
    assert "Logement" in listed
    assert "Pour préparer un rendez-vous" in listed
    grant = grants(app)[0]
    assert grant.state == GrantState.ACTIVE
    assert grant.ends_at is not None
    assert timedelta(days=29) < grant.ends_at - clock.now() <= timedelta(days=30)
    assert "Vous avez ouvert une partie de votre carnet : Mariam Diallo" in browser.get("/history").text


def test_the_exact_words_are_kept_with_their_language_and_their_digest(app: Flask, browser: Browser) -> None:
    browser.post("/language", language="en")
    opened(browser, "logement", "emploi")
    grant = grants(app)[0]
    assert grant.words_language == "en"
    assert "Housing, Work" in grant.words or "Housing, Employment" in grant.words
    assert grant.words_hash == hashlib.sha256(grant.words.encode()).hexdigest()
    browser.post("/language", language="fr")
    assert grant.words.split("\n")[0] in browser.get(f"/access/{grant.id}").text


def test_a_name_keeps_its_order_in_a_sentence_that_runs_the_other_way(app: Flask, browser: Browser) -> None:
    browser.post("/language", language="ar")
    opened(browser)
    assert "\u2068Mariam Diallo, Maison des Solidarités, Lens\u2069" in grants(app)[0].words


def test_a_whole_team_can_be_chosen(app: Flask, browser: Browser) -> None:
    assert "Toute l’équipe : Maison des Solidarités, Lens" in opened(browser, kind="all").text
    assert grants(app)[0].professional_id is None


def test_somebody_who_is_not_around_her_is_found_by_the_whole_address_only(app: Flask, browser: Browser) -> None:
    page = browser.post("/access/give", holder="", email="luc.berger@exemple.invalid")
    assert "Luc Berger, Mission emploi du Bassin" in page.text
    for wrong in ("luc.berger", "luc%", "nobody@exemple.invalid", "'"):
        refused = browser.post("/access/give", holder="", email=wrong).check()
        assert refused.status == 422
        assert "Aucun professionnel n’a cette adresse ici." in refused.text
        assert field(refused, "email") == wrong.replace("'", "'")
    assert browser.post("/access/give", holder="one 00000000-0000-0000-0000-000000000000").status == 422
    assert len(grants(app)) == 1


def test_a_choice_that_is_missing_is_said_and_what_she_chose_stays(browser: Browser) -> None:
    what = choose(browser)
    nothing = browser.post(path_of(what), may="see").check()
    assert (nothing.status, "Choisissez au moins une partie" in nothing.text) == (422, True)
    no_verb = browser.post(path_of(what), parts=["logement", "sante"], may="everything").check()
    assert no_verb.status == 422
    assert [box["value"] for box in no_verb.all("input") if box["name"] == "parts" and "checked" in box] == [
        "logement", "sante",
    ]  # fmt: skip
    time = browser.post(path_of(what), parts="logement", may="see")
    for wrong in ({"days": "5000"}, {"days": ""}, {"reason": "no"}, {"reason": "other", "other": ""}):
        given = {"days": "30", "reason": "Pour préparer un rendez-vous"} | wrong
        assert browser.post(path_of(time), **given).check().status == 422
    own = browser.post(path_of(time), days="7", reason="other", other="Mon dossier de prêt")
    assert "Pourquoi : Mon dossier de prêt." in own.text


def test_health_and_identity_are_for_a_shorter_time_and_want_a_fresh_proof(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    what = choose(browser)
    time = browser.post(path_of(what), parts=["sante"], may="see").check()
    assert "1 an" not in time.text
    assert browser.post(path_of(time), days="365", reason="Pour préparer un rendez-vous").status == 422
    check = browser.post(path_of(time), days="7", reason="Pour préparer un rendez-vous")
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    asked = browser.post(f"/access/give/{id_in(check)}", seen=field(check, "seen"))
    assert path_of(asked) == "/keys/prove/grant"
    assert path_of(browser.get("/access/give/again")).endswith("/check")
    assert browser.get("/access").text.count("Santé") == 0


def test_words_that_changed_since_they_were_shown_are_shown_again(app: Flask, browser: Browser) -> None:
    what = choose(browser)
    time = browser.post(path_of(what), parts=["logement"], may="see")
    check = browser.post(path_of(time), days="30", reason="Pour préparer un rendez-vous")
    browser.post(path_of(what), parts=["logement", "difficulte_financiere", "emploi"], may="both")
    stale = browser.post(f"/access/give/{id_in(check)}", seen=field(check, "seen")).check()
    assert stale.status == 412
    assert "Cela a changé entre-temps." in stale.text
    assert grants(app)[0].state == GrantState.DRAFT
    assert browser.post(f"/access/give/{id_in(check)}", seen=field(stale, "seen")).status == 200
    assert grants(app)[0].adds


def test_taking_back_is_one_tap_and_twice_is_once(app: Flask, browser: Browser) -> None:
    one = id_in(opened(browser))
    page = browser.post(f"/access/{one}/end").check()
    assert "Cet accès est fini." in page.text
    browser.post(f"/access/{one}/end")
    assert browser.get("/history").text.count("Vous avez arrêté un accès") == 1
    assert "Personne d’autre que vous" in browser.get("/access").text
    for change in ("pause", "resume", "narrow", "extend"):
        assert browser.post(f"/access/{one}/{change}", what="logement", until=clock.now().isoformat()).status == 412
    assert grants(app)[0].state == GrantState.ENDED


def test_she_pauses_one_or_everything_and_lets_each_go_on(app: Flask, browser: Browser) -> None:
    first, second = id_in(opened(browser)), id_in(opened(browser, "emploi"))
    assert "En pause : rien n’est vu" in browser.post(f"/access/{first}/pause").check().text
    browser.post("/access/pause-all")
    assert {grant.state for grant in grants(app)} == {GrantState.PAUSED}
    browser.post(f"/access/{second}/resume")
    assert [grant.state for grant in grants(app)] == [GrantState.PAUSED, GrantState.ACTIVE]


def test_she_closes_one_part_and_the_last_one_ends_it(app: Flask, browser: Browser) -> None:
    one = id_in(opened(browser, "logement", "emploi"))
    page = browser.post(f"/access/{one}/narrow", what="logement").check()
    assert "Logement" not in page.text.split("Ce que vous avez accepté")[0]
    assert browser.post(f"/access/{one}/narrow", what="sante").status == 412
    assert "Cet accès est fini." in browser.post(f"/access/{one}/narrow", what="emploi").text
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        assert not session.exec(select(GrantPart)).all()


def test_one_tap_prolongs_until_the_day_that_the_button_said_a_year_at_most(app: Flask, browser: Browser) -> None:
    page = opened(browser, days="182")
    one, until = id_in(page), field(page, "until")
    before = grants(app)[0]
    again = browser.post(f"/access/{one}/extend", until=until).check()
    after = grants(app)[0]
    assert before.ends_at is not None
    assert after.ends_at is not None
    assert after.ends_at - before.ends_at == timedelta(days=182)
    assert after.words != before.words
    assert browser.post(f"/access/{one}/extend", until=until).status == 412
    for wrong in ("", "2999-01-01T00:00:00+00:00", "2026-12-01", "2020-01-01T00:00:00+00:00"):
        assert browser.post(f"/access/{one}/extend", until=wrong).status == 412, wrong
    assert field(again, "until") > until


def test_an_access_that_ran_out_is_over_without_anybody_doing_anything(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = id_in(opened(browser, days="1"))
    later = clock.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Personne d’autre que vous" in browser.get("/access").text
    assert "Cet accès est fini." in browser.get(f"/access/{one}").check().text


def test_the_picture_says_open_and_closed_in_words(browser: Browser) -> None:
    opened(browser, "logement", "rendez_vous")
    page = browser.get("/access/picture").check()
    assert page.html.count('aria-label="ouvert"') == 2
    assert page.html.count('aria-label="fermé"') == len(Part) - 2


def test_a_grant_of_another_carnet_is_not_there(app: Flask, browser: Browser) -> None:
    one = id_in(opened(browser))
    draft = id_in(choose(browser))
    other = another(app)
    unknown = other.get(f"/access/{UUID(int=5)}")
    assert (other.get(f"/access/{one}").status, other.get(f"/access/{one}").text) == (404, unknown.text)
    for change in ("end", "pause", "resume", "narrow", "extend"):
        assert other.post(f"/access/{one}/{change}", what="logement", until=clock.now().isoformat()).status == 404
    for step in ("what", "time", "check"):
        assert other.get(f"/access/give/{draft}/{step}").status == 404
        assert browser.get(f"/access/give/{one}/{step}").status == 404, "what is given is no draft any more"
    assert other.post(f"/access/give/{draft}", seen="x").status == 404
    assert grants(app)[0].state == GrantState.ACTIVE


def test_no_column_can_be_posted_into_a_grant(app: Flask, browser: Browser) -> None:
    what = choose(browser)
    columns = {
        "state": "active", "days": "3650", "starts_at": "2020-01-01", "ends_at": "2099-01-01", "sees": "1", "adds": "1",
        "professional_id": str(UUID(int=9)), "structure_id": str(UUID(int=9)), "carnet_id": str(UUID(int=9)),
        "words": "all", "holder_name": "Somebody", "answers": str(UUID(int=9)),
    }  # fmt: skip
    before = grants(app)[0]
    browser.post(path_of(what), parts="logement", may="see", **columns)
    after = grants(app)[0]
    same = set(columns) - {"adds", "sees"}
    assert {name: getattr(before, name) for name in same} == {name: getattr(after, name) for name in same}
    assert (after.state, after.adds) == (GrantState.DRAFT, False)


def test_on_a_shared_device_she_takes_back_but_opens_nothing_without_a_fresh_proof(
    app: Flask, browser: Browser, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = id_in(opened(browser))
    shared = signed_in(app, awa, "shared")
    assert shared.get("/access/give").status == 200, "she has just proved who she is"
    for minutes in (2, 4, 6):
        later = clock.now() + timedelta(minutes=2)
        monkeypatch.setattr(clock, "now", lambda later=later: later)
        shared.get("/access")
        assert minutes
    assert path_of(shared.get("/access/give")) == "/keys/prove/grant"
    assert shared.get("/keys/prove/grant").check().status == 200
    assert shared.get("/keys/prove/sheet").status == 403
    assert shared.post(f"/access/{one}/pause").status == 200
    assert path_of(shared.post(f"/access/{one}/resume")) == "/keys/prove/grant"
    assert "Cet accès est fini." in shared.post(f"/access/{one}/end").text


def test_a_suspended_professional_and_one_of_before_are_not_proposed(app: Flask, browser: Browser) -> None:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        mariam = session.exec(select(Professional).where(Professional.first_name == "Mariam")).one()
        mariam.suspended_at = clock.now()
        session.add(mariam)
        assert session.exec(select(Structure)).first()
    page = browser.get("/access/give").check()
    assert "Mariam" not in page.text
    assert browser.post("/access/give", email="mariam.diallo@exemple.invalid").status == 422


def test_opening_is_told_in_every_other_session(app: Flask, browser: Browser, awa: UUID) -> None:
    other = signed_in(app, awa)
    other.get("/keys/news")
    other.post("/keys/news")
    browser.post("/keys/news")
    opened(browser)
    assert "/keys/news" not in browser.get("/").links()
    assert "/keys/news" in other.get("/").links()
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        assert session.exec(select(Act).where(Act.kind == ActKind.GRANT_GIVEN)).one().alert


def test_a_draft_that_was_left_is_thrown_away_the_next_day(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = id_in(choose(browser))
    later = clock.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    choose(browser)
    assert left not in {str(grant.id) for grant in grants(app)}
