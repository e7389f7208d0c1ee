"""What she takes away can be brought back elsewhere without loss."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text

from beneficiary_app import clock
from beneficiary_app.actor import system
from beneficiary_app.carnet import takeaway
from beneficiary_app.carnet.takeaway import AlreadyHere, NotANotebook
from beneficiary_app.database import Database
from tests.conftest import OPERATOR, SECRET, owner_of, signed_in


def taken(app: Flask, carnet_id: UUID) -> Any:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        return takeaway.take_away(session, owner_of(carnet_id), carnet_id, now=clock.now())


def emptied(owned: Database) -> None:
    with owned.transaction() as session:
        # An empty instance: here made by who may change the very shape of the database.
        sqlite = session.get_bind().dialect.name == "sqlite"
        session.execute(text("DROP TRIGGER act_no_delete" if sqlite else "ALTER TABLE act DISABLE TRIGGER USER"))
        for name in ["command", "open_session", "invitation", "identifier", *reversed(takeaway.TABLES)]:
            if name != "person":
                session.execute(text(f"DELETE FROM {name}"))  # noqa: S608 - names of ours
        session.execute(text("DELETE FROM person"))
        session.execute(text("DELETE FROM trail_head"))


def test_a_notebook_comes_back_whole_in_an_empty_instance(
    app: Flask, awa: UUID, owned: Database, database: Database
) -> None:
    signed_in(app, awa).post("/notes", text="مرحبا 🌻 l’apostrophe")
    before = json.loads(json.dumps(taken(app, awa)))
    emptied(owned)
    with database.transaction() as session:
        found = takeaway.bring_back(session, system("carnet"), before, secret=SECRET, now=clock.now())
    after = taken(app, awa)
    assert found == awa
    assert after["act"][: len(before["act"])] == before["act"]
    assert {name: after[name] for name in takeaway.TABLES if name != "act"} == {
        name: before[name] for name in takeaway.TABLES if name != "act"
    }
    assert "Bonjour Awa" in signed_in(app, awa).get("/").text


def test_a_carnet_that_is_here_is_not_brought_back_over_itself(app: Flask, awa: UUID) -> None:
    content = taken(app, awa)
    with pytest.raises(AlreadyHere), app.extensions["carnet_database"].transaction(OPERATOR) as session:
        takeaway.bring_back(session, system("carnet"), content, secret=SECRET, now=clock.now())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content.pop("format"),
        lambda content: content.update(format="carnet/9"),
        lambda content: content.pop("step"),
        lambda content: content["step"][0].update(carnet_id="0190a0a0-0000-7000-8000-000000000000"),
        lambda content: content["step"][0].update(admin=True),
        lambda content: content["step"][0].update(recorded_at="hier"),
        lambda content: content.update(person=[]),
        lambda content: content.update(step="rien"),
        lambda content: content["act"].pop(0),
        lambda content: content["act"][0]["detail"].update(title="autre chose"),
        lambda content: content["act"][0].update(actor_name="Quelqu’un d’autre"),
        lambda content: content["act"][-1].update(at="2020-01-01T00:00:00+00:00"),
    ],
)
def test_a_spoiled_file_changes_nothing(
    app: Flask, awa: UUID, owned: Database, database: Database, spoil: Callable[[Any], Any]
) -> None:
    content = json.loads(json.dumps(taken(app, awa)))
    spoil(content)
    emptied(owned)
    with pytest.raises(NotANotebook), database.transaction() as session:
        takeaway.bring_back(session, system("carnet"), content, secret=SECRET, now=clock.now())
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM trail_head")).scalar() == 0
