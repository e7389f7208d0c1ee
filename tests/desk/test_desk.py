"""Professionals: invited, in by a passkey alone, out at once when suspended; and what they never see."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlmodel import Session, select

from beneficiary_app import clock
from beneficiary_app.desk import service
from beneficiary_app.identity.models import OpenSession
from beneficiary_app.people.models import Member, Person, Professional
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import Act
from tests.conftest import OPERATOR, another
from tests.identity.soft_passkey import SoftPasskey
from tests.identity.test_passkeys import added, asked
from tests.pages import SAME_SITE, Browser, Page


def a_professional(session: Session, **changes: Any) -> Professional:
    mariam = session.exec(select(Professional).where(Professional.email == "mariam.diallo@exemple.invalid")).one()
    for name, value in changes.items():
        setattr(mariam, name, value)
    session.add(mariam)
    session.flush()
    return mariam


def joined(
    app: Flask, email: str = "mariam.diallo@exemple.invalid", **changes: Any
) -> tuple[Browser, SoftPasskey, UUID]:
    """A professional at her desk, the passkey that opens it, and her id."""
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        found = session.exec(select(Professional).where(Professional.email == email)).one()
        for name, value in changes.items():
            setattr(found, name, value)
        session.add(found)
        token, professional_id = service.invite(session, found.id, now=clock.now()), found.id
    desk, passkey = Browser(app), SoftPasskey()
    answer = passkey.make(asked(desk, f"/desk/ask/join/{token}"))
    page = desk.post(f"/desk/join/{token}", credential=json.dumps(answer))
    assert "Mon bureau" in page.text, page.text
    return desk, passkey, professional_id


def came_in(desk: Browser, passkey: SoftPasskey, **wrong: Any) -> Page:
    return desk.post("/desk/enter", credential=json.dumps(passkey.sign(asked(desk, "/desk/ask/enter"), **wrong)))


@pytest.fixture
def around(awa: UUID) -> UUID:
    """Awa’s carnet: Mariam Diallo is around her."""
    return awa


@pytest.mark.usefixtures("around")
def test_she_makes_her_first_passkey_and_comes_back_with_it(app: Flask) -> None:
    desk, passkey, _ = joined(app)
    assert desk.post("/desk/close").status == 200
    assert desk.get("/desk").status == 401
    page = came_in(desk, passkey)
    assert "Mariam Diallo , Maison des Solidarités, Lens" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "data-carnet-private" in page.html


def test_an_invitation_serves_once_in_seven_days_and_the_next_ends_it(
    app: Flask, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert awa
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        mariam = a_professional(session)
        first, second = (service.invite(session, mariam.id, now=clock.now()) for _ in range(2))
    desk = Browser(app)
    assert desk.get(f"/desk/join/{first}").status == 410
    assert desk.get(f"/desk/join/{second}").check().status == 200
    answer = json.dumps(SoftPasskey().make(asked(desk, f"/desk/ask/join/{second}")))
    assert desk.post(f"/desk/join/{second}", credential=answer).status == 200
    assert Browser(app).get(f"/desk/join/{second}").status == 410
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        third = service.invite(session, mariam.id, now=clock.now())
    later = clock.now() + timedelta(days=7, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert Browser(app).get(f"/desk/join/{third}").status == 410


def test_of_the_people_she_accompanies_she_sees_a_first_name_and_prints_a_letter(app: Flask, around: UUID) -> None:
    desk, _, _ = joined(app)
    page = desk.get("/desk").check()
    assert "Awa E." in page.text
    assert "RSA" not in page.text
    assert f'value="{around}" checked' in desk.get(f"/desk/letters?for={around}").check().html
    letter = desk.post("/desk/letters", **{"for": around, "language": "ar"})
    assert letter.response.headers["Content-Disposition"] == 'attachment; filename="lettres.html"'
    code = letter.html.split('class="code">')[1][:9]
    answer = Browser(app).post(
        "/enter/letter", code=code, initials="AE", birth_date=date(1991, 4, 12).isoformat(), device="personal"
    )
    assert "Comment marche votre carnet" in answer.text
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        (act,) = [act for act in trail.history(session, around) if act.kind == ActKind.LETTER_MADE]
        assert (act.actor_kind, act.actor_name, act.structure_name) == (
            "professional", "Mariam Diallo", "Maison des Solidarités, Lens",
        )  # fmt: skip


def test_what_a_professional_did_is_told_to_her_with_name_and_structure(app: Flask, around: UUID) -> None:
    desk, _, _ = joined(app)
    letter = desk.post("/desk/letters", **{"for": around})
    code = letter.html.split('class="code">')[1][:9]
    hers = Browser(app)
    hers.post("/enter/letter", code=code, initials="AE", birth_date="1991-04-12", device="personal")
    assert "Par Mariam Diallo, Maison des Solidarités, Lens" in hers.get("/history").check().text


def test_the_letters_of_several_people_are_one_file_with_a_code_each(app: Flask, around: UUID) -> None:
    other = another(app)
    assert other.get("/").status == 200
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        mine = session.exec(select(Member).where(Member.carnet_id == around, Member.name == "Mariam Diallo")).one()
        ids = [around, *(one for one in session.exec(select(Person.carnet_id)) if one != around)][:3]
        for carnet_id in ids[1:]:
            session.add(Member(**mine.model_dump(exclude={"id", "carnet_id"}), carnet_id=carnet_id))
            session.execute(delete(OpenSession.metadata.tables["open_session"]))
    desk, _, _ = joined(app)
    assert "Imprimer plusieurs lettres" in desk.get("/desk").check().text
    page = desk.get("/desk/letters").check()
    assert all(f'value="{carnet_id}"' in page.html for carnet_id in ids)
    none = desk.post("/desk/letters", language="ar")
    assert (none.status, "Cochez au moins une personne." in none.text) == (422, True)
    assert 'value="ar" selected' in none.html
    letters = desk.post("/desk/letters", **{"for": ids, "language": "ar"}).html
    codes = [part[:9] for part in letters.split('class="code">')[1:]]
    assert len(set(codes)) == len(ids) == letters.count("<article>")
    desk.post("/desk/letters", **{"for": [around, UUID(int=7)]})
    given = {"initials": "AE", "birth_date": "1991-04-12", "device": "personal"}
    assert "Comment marche votre carnet" in Browser(app).post("/enter/letter", code=codes[0], **given).text


def test_somebody_whom_she_does_not_accompany_is_not_there(app: Flask, around: UUID) -> None:
    desk, _, _ = joined(app)
    stranger = another(app)
    assert stranger.get("/").status == 200
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        others = session.exec(select(Act.carnet_id).where(Act.carnet_id != around)).all()
        member = session.exec(select(Member).where(Member.carnet_id == around, Member.name == "Mariam Diallo")).one()
        member.until = date(2020, 1, 1)
        session.add(member)
    for carnet_id in {*others, around, UUID(int=7)}:
        assert str(carnet_id) not in desk.get(f"/desk/letters?for={carnet_id}").html
        assert desk.post("/desk/letters", **{"for": carnet_id}).status == 404
    assert desk.post("/desk/letters", **{"for": "nobody"}).status == 404


def test_a_lead_invites_and_suspends_and_who_is_suspended_is_out_at_the_next_request(app: Flask, around: UUID) -> None:
    assert around
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        mariam = a_professional(session)
        session.add(
            Professional(
                structure_id=mariam.structure_id, email="zoe@exemple.invalid", first_name="Zoé", last_name="Ici"
            )
        )
    lead, _, lead_id = joined(app, manages=True)
    member, passkey, member_id = joined(app, "zoe@exemple.invalid")
    team = lead.get("/desk/team").check()
    assert "Zoé Ici" in team.text
    assert f"/desk/team/{lead_id}/suspend" not in team.html
    assert member.get("/desk").status == 200
    assert "Suspendu depuis le" in lead.post(f"/desk/team/{member_id}/suspend").text
    assert member.get("/desk").status == 401
    assert came_in(Browser(app), passkey).status == 401
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        token = service.invite(session, member_id, now=clock.now())
    assert Browser(app).get(f"/desk/join/{token}").status == 410
    lead.post(f"/desk/team/{member_id}/restore")
    assert "Mon bureau" in came_in(Browser(app), passkey).text
    assert "/desk/join/" in lead.post(f"/desk/team/{member_id}/invite").text
    assert lead.post(f"/desk/team/{lead_id}/suspend").status == 404


def test_a_member_changes_no_team_and_a_lead_only_her_own(app: Flask, around: UUID) -> None:
    assert around
    member, _, member_id = joined(app, manages=False)
    assert member.get("/desk/team").status == 403
    assert member.post(f"/desk/team/{member_id}/suspend").status == 403
    lead, _, _ = joined(app, "luc.berger@exemple.invalid", manages=True)
    for act in ("invite", "suspend", "restore"):
        assert lead.post(f"/desk/team/{member_id}/{act}").status == 404


def test_keys_of_persons_open_no_desk_and_keys_of_professionals_open_no_carnet(
    app: Flask, browser: Browser, around: UUID
) -> None:
    assert around
    hers, _ = added(browser)
    assert came_in(Browser(app), hers).status == 400
    _, theirs, _ = joined(app)
    door = Browser(app)
    assert door.post("/passkeys/enter", credential=json.dumps(theirs.sign(asked(door)))).status == 400
    # A question of one door is no answer at the other.
    crossed = json.dumps(theirs.sign(asked(door)))
    assert door.post("/desk/enter", credential=crossed).status == 400
    desk, _, _ = joined(app)
    assert desk.get("/journey").status == 401
    assert browser.get("/desk").status == 401


def test_a_desk_closes_after_a_quarter_of_an_hour_of_nothing_and_at_the_end_of_the_day(
    app: Flask, around: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert around
    start = clock.now()
    desk, _, _ = joined(app)
    for minutes in range(14, 12 * 60, 14):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: start + timedelta(minutes=minutes))
        if minutes % 98 == 0 or minutes < 60:
            assert desk.get("/desk").status == 200, minutes
        else:
            desk.client.get("/desk")
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=12, seconds=1))
    assert desk.get("/desk").status == 401
    idle, _, _ = joined(app)
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=12, minutes=16))
    assert idle.get("/desk").status == 401


def test_a_joining_is_bound_to_its_own_invitation(app: Flask, around: UUID) -> None:
    assert around
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        luc = session.exec(select(Professional).where(Professional.email == "luc.berger@exemple.invalid")).one()
        mine, his = (service.invite(session, one.id, now=clock.now()) for one in (a_professional(session), luc))
    desk = Browser(app)
    answer = json.dumps(SoftPasskey().make(asked(desk, f"/desk/ask/join/{mine}")))
    assert desk.post(f"/desk/join/{his}", credential=answer).status == 400
    assert desk.client.post("/desk/ask/join/unknown", headers=SAME_SITE).status_code == 410


def test_once_she_has_opened_it_no_professional_prints_a_letter_to_her_carnet(
    app: Flask, around: UUID, browser: Browser
) -> None:
    assert browser.get("/").status == 200
    desk, _, _ = joined(app)
    page = desk.post("/desk/letters", **{"for": around})
    assert (page.status, "Cette personne a ses propres clés." in page.text) == (409, True)
    assert "Imprimer une lettre" not in desk.get("/desk").text
