"""What an act says of people is read with her key alone; her key destroyed, the chain still holds."""

import json
import logging
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.actor import professional
from beneficiary_app.cli import main
from beneficiary_app.config import Config
from beneficiary_app.database import Database, new_id
from beneficiary_app.errors import NotHere
from beneficiary_app.takeaway import tables
from beneficiary_app.trail import seals
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.words import NO_KEY
from beneficiary_app.vault.service import vault_of
from tests.conftest import OPERATOR, a_carnet, signed_in
from tests.trail.test_seal import sealed, verified

WORDS = [f"canari{number:02}qx" for number in range(60)]


def lived(session: Session, acts: int = 20) -> UUID:
    """A carnet whose acts say words that are nowhere else."""
    carnet_id = a_carnet(session)
    for number in range(acts):
        name, structure, title = WORDS[3 * number : 3 * number + 3]
        by, detail = professional(new_id(), name, structure), {"title": title}
        trail.record(session, by, carnet_id, ActKind.LOOKED, now=clock.now(), detail=detail)
    return carnet_id


def destroyed(owned: Database, carnet_id: UUID) -> None:
    with owned.transaction() as session:
        hers = carnet_id.hex if owned.dialect == "sqlite" else carnet_id
        session.execute(text("DELETE FROM person_key WHERE carnet_id = :hers"), {"hers": hers})


def test_she_reads_back_what_was_written(session: Session) -> None:
    carnet_id = lived(session)
    looks = [act for act in trail.history(session, carnet_id) if act.kind == ActKind.LOOKED]
    assert [(act.actor_name, act.structure_name, act.detail) for act in reversed(looks)] == [
        (WORDS[at], WORDS[at + 1], {"title": WORDS[at + 2]}) for at in range(0, 60, 3)
    ]


def test_no_word_of_an_act_is_found_where_the_database_is(
    config: Config,
    database: Database,
    owned: Database,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    with database.transaction() as session:
        lived(session)
    folders = [config.data_dir, *_folders(owned)]
    printed = capsys.readouterr()
    kept = b"".join(_read(path) for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    kept += (caplog.text + printed.out + printed.err).encode()
    assert b"Exemple" in kept, "the search would find them"
    assert [word for word in WORDS if word.encode() in kept or word.encode("utf-16-le") in kept] == []


def _folders(owned: Database) -> list[Path]:
    """Where PostgreSQL keeps this database, and what it writes ahead."""
    if owned.dialect == "sqlite":
        return []
    with owned.reading() as session:
        session.execute(text("CHECKPOINT"))
        whole = Path(session.execute(text("SHOW data_directory")).scalar_one())
        mine = session.execute(text("SELECT oid FROM pg_database WHERE datname = current_database()")).scalar_one()
    return [whole / "base" / str(mine), whole / "pg_wal"]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        # Gone since it was listed.
        return b""


def test_her_key_destroyed_her_words_are_gone_and_every_chain_still_holds(
    database: Database, owned: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        carnet_id, other = lived(session), lived(session)
    outside, public = sealed(database, tmp_path)
    destroyed(owned, carnet_id)
    with database.reading() as session:
        acts = trail.history(session, carnet_id)
        assert {(act.salt, act.actor_name, act.structure_name, str(act.detail)) for act in acts} == {
            (NO_KEY, "", "", "{}")
        }
        assert trail.broken_at(session, carnet_id) is None
        assert seals.problems(session, outside, public) == []
        assert seals.silent(session) == 1
        assert trail.history(session, other)[0].actor_name
    with database.reading() as session, pytest.raises(NotHere):
        vault_of(session).of(session, carnet_id)


def test_what_is_left_of_her_history_is_still_found_when_it_is_changed(
    database: Database, owned: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        carnet_id = lived(session)
    destroyed(owned, carnet_id)
    with database.reading() as session:
        said = tables.history_out(session, carnet_id, now=clock.now())
    export = tmp_path / "histoire.json"
    export.write_text(json.dumps(said), encoding="utf-8")
    code, told = verified(export)
    assert (code, told.startswith("ENTIER")) == (0, True), told
    assert "21 traces n'ont plus leurs mots" in told
    said["act"][3]["kind"] = "printed"
    export.write_text(json.dumps(said), encoding="utf-8")
    assert verified(export)[0] == 1


def test_a_history_without_its_words_is_not_taken_back(database: Database, owned: Database) -> None:
    with database.transaction() as session:
        carnet_id = lived(session)
        whole = tables.history_out(session, carnet_id, now=clock.now())
    acts, _ = tables.history_in(whole, carnet_id)
    with database.reading() as session:
        assert [asdict(act) for act in acts] == [asdict(act) for act in trail.told(session, carnet_id)]
    destroyed(owned, carnet_id)
    with database.reading() as session:
        silent = tables.history_out(session, carnet_id, now=clock.now())
    with pytest.raises(ValueError, match="without its words"):
        tables.history_in(silent, carnet_id)


def test_a_database_without_a_vault_writes_no_act(config: Config, database: Database) -> None:
    with database.transaction() as session:
        carnet_id = a_carnet(session)
    blind = Database(config.url, OPERATOR)
    with pytest.raises(RuntimeError, match="without a vault"), blind.transaction() as session:
        trail.record(session, OPERATOR, carnet_id, ActKind.PRINTED, now=clock.now())
    blind.close()


def test_her_history_is_read_again_after_the_master_key_changed(
    app: Flask, awa: UUID, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(app, awa)
    browser.post("/notes", text="Bonjour")
    before = browser.get("/history").text
    values = {"ENVIRONMENT": "test", "DATABASE_URL": config.database_url, "DATA_DIR": str(config.data_dir)}
    for name, value in values.items():
        monkeypatch.setenv(f"CARNET_{name}", value)
    assert main(["keys", "rotate"]) == 0
    app.extensions["carnet_pages"]._pages.clear()  # noqa: SLF001 - read again, not kept
    assert browser.get("/history").text == before
