"""The history only grows, and whoever changes it is found."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.cli import main
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.takeaway import tables
from beneficiary_app.trail import seals
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from tests.conftest import a_carnet, owner_of, signed_in

VERIFIER = Path(__file__).parents[2] / "static" / "verify" / "verify_carnet.py"


def lived(session: Session, acts: int = 6) -> UUID:
    carnet_id = a_carnet(session)
    for number in range(acts):
        detail = {"title": f"étape {number}"}
        trail.record(session, owner_of(carnet_id), carnet_id, ActKind.STEP_ADDED, now=clock.now(), detail=detail)
    return carnet_id


def unlocked(session: Session) -> None:
    """What somebody with every right on the database can do."""
    if session.get_bind().dialect.name == "sqlite":
        for name in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER act_no_{name}"))
    else:
        session.execute(text("ALTER TABLE act DISABLE TRIGGER USER"))


def test_an_act_is_neither_changed_nor_removed(database: Database, owned: Database) -> None:
    with database.transaction() as session:
        lived(session)
    for attack in ("UPDATE act SET sealed = substr(sealed, 1, 0)", "DELETE FROM act", "UPDATE act SET seq = seq + 100"):
        with pytest.raises(DatabaseError, match="never changed"), owned.transaction() as session:
            session.execute(text(attack))
    if database.dialect == "postgresql":
        with pytest.raises(DatabaseError, match="never changed"), owned.transaction() as session:
            session.execute(text("TRUNCATE act"))
        # The application’s own role is not even let try.
        with pytest.raises(DatabaseError, match="permission denied"), database.transaction() as session:
            session.execute(text("UPDATE act SET sealed = substr(sealed, 1, 0)"))


ATTACKS = {
    "other words": "UPDATE act SET sealed = substr(sealed, 1, 40) WHERE seq = 3",
    "the words of another": "UPDATE act SET sealed = (SELECT sealed FROM act WHERE seq = 4) WHERE seq = 3",
    "no words": "UPDATE act SET sealed = substr(sealed, 1, 0) WHERE seq = 3",
    "a text for words": "UPDATE act SET sealed = 'nothing' WHERE seq = 3",
    "another kind": "UPDATE act SET kind = 'step_done' WHERE seq = 3",
    "another time": "UPDATE act SET at = '2020-01-01 00:00:00.000000' WHERE seq = 3",
    "another digest": "UPDATE act SET hash = told WHERE seq = 3",
    "nobody was told": "UPDATE act SET alert = (NOT alert) WHERE seq = 3",
    "one removed": "DELETE FROM act WHERE seq = 3",
    "the first removed": "DELETE FROM act WHERE seq = 1",
    "the last removed": "DELETE FROM act WHERE seq = 7",
    "two exchanged": "UPDATE act SET seq = CASE seq WHEN 3 THEN 104 ELSE 103 END WHERE seq IN (3, 4)",
    "moved to the end": "UPDATE act SET seq = 8 WHERE seq = 3",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_change_behind_our_back_is_found(owned: Database, attack: str) -> None:
    with owned.transaction() as session:
        carnet_id = lived(session)
        assert trail.broken_at(session, carnet_id) is None
        unlocked(session)
        session.execute(text(ATTACKS[attack]))
        if attack == "two exchanged":
            session.execute(text("UPDATE act SET seq = seq - 100 WHERE seq > 100"))
    with owned.reading() as session:
        assert trail.broken_at(session, carnet_id) is not None
        assert trail.history(session, carnet_id), "what is left can still be read"


def sealed(database: Database, folder: Path) -> tuple[Path, Any]:
    key, outside = seals.key_of(folder / "keys" / "seal.key"), folder / "seals.jsonl"
    with database.transaction() as session:
        seals.seal(session, key, now=clock.now())
    with database.reading() as session:
        seals.write(session, outside, key.public_key())
    return outside, key.public_key()


def found(database: Database, outside: Path, public: Any) -> list[str]:
    with database.reading() as session:
        return seals.problems(session, outside, public)


def test_a_tail_that_is_cut_with_its_head_is_found_by_the_seal(owned: Database, tmp_path: Path) -> None:
    with owned.transaction() as session:
        carnet_id, other = lived(session), lived(session, 2)
    outside, public = sealed(owned, tmp_path)
    assert found(owned, outside, public) == []
    with owned.transaction() as session:
        unlocked(session)
        mine = {"carnet": carnet_id.hex if session.get_bind().dialect.name == "sqlite" else carnet_id}
        session.execute(text("DELETE FROM act WHERE carnet_id = :carnet AND seq > 5"), mine)
        before = session.execute(text("SELECT hash FROM act WHERE carnet_id = :carnet AND seq = 5"), mine).scalar()
        session.execute(
            text("UPDATE trail_head SET seq = 5, hash = :before WHERE carnet_id = :carnet"), mine | {"before": before}
        )
        assert trail.broken_at(session, carnet_id) is None, "the chain alone does not see it"
    said = found(owned, outside, public)
    assert len(said) == 1
    assert str(carnet_id) in said[0]
    assert str(other) not in said[0]


@pytest.mark.parametrize(
    "attack",
    ["DELETE FROM sealed_head", "UPDATE sealed_head SET seq = 1", "UPDATE seal SET root = before", "DELETE FROM seal"],
)
def test_seals_that_are_changed_too_differ_from_those_outside(owned: Database, tmp_path: Path, attack: str) -> None:
    with owned.transaction() as session:
        lived(session)
    outside, public = sealed(owned, tmp_path)
    with owned.transaction() as session:
        session.execute(text(attack))
    assert found(owned, outside, public)


def test_a_line_outside_that_somebody_else_wrote_is_found(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        lived(session)
    outside, public = sealed(database, tmp_path)
    line = json.loads(outside.read_text())
    line["at"] = "2020-01-01T00:00:00+00:00"
    outside.write_text(json.dumps(line) + "\n")
    assert any("n’est pas signée" in problem for problem in found(database, outside, public))


def test_a_seal_holds_what_changed_and_a_round_that_was_cut_is_made_good(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        first = lived(session)
        lived(session)
    outside, public = sealed(database, tmp_path)
    key = seals.key_of(tmp_path / "keys" / "seal.key")
    with database.transaction() as session:
        trail.record(session, owner_of(first), first, ActKind.PRINTED, now=clock.now())
        # Cut here: this seal was kept, and not written outside.
        assert seals.seal(session, key, now=clock.now()).leaves == 1
    sealed(database, tmp_path)
    lines = [json.loads(line) for line in outside.read_text().splitlines()]
    assert [(line["number"], line["leaves"]) for line in lines] == [(1, 2), (2, 1), (3, 0)]
    assert found(database, outside, public) == []
    assert (tmp_path / "keys" / "seal.key").stat().st_mode & 0o777 == 0o400


def test_merkle_paths_lead_to_the_root_for_every_size() -> None:
    for size in range(1, 18):
        leaves = [seals.leaf(UUID(int=at), at, "0" * 64) for at in range(size)]
        for at in range(size):
            root = leaves[at]
            for side, other in seals.path_to(leaves, at):
                root = seals._node(other, root) if side == "left" else seals._node(root, other)  # noqa: SLF001
            assert root == seals.tree(leaves)


def verified(*files: Path) -> tuple[int, str]:
    ran = subprocess.run([sys.executable, "-I", str(VERIFIER), *map(str, files)], capture_output=True, check=False)
    return ran.returncode, ran.stdout.decode()


@pytest.fixture
def taken(app: Flask, database: Database, awa: UUID, tmp_path: Path) -> tuple[Path, Path]:
    with database.transaction() as session:
        lived(session)
    signed_in(app, awa).post("/notes", text="مرحبا 🌻")
    sealed(database, tmp_path)
    later = clock.now() + timedelta(hours=1)
    with database.reading() as session:
        content = tables.history_out(session, awa, now=later)
    export = tmp_path / "histoire.json"
    export.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return export, tmp_path / "seals.jsonl"


def test_a_person_checks_her_own_history_with_python_alone(taken: tuple[Path, Path]) -> None:
    code, said = verified(*taken)
    assert (code, said.startswith("ENTIER")) == (0, True), said
    assert len(VERIFIER.read_text(encoding="utf-8").splitlines()) <= 150
    assert verified()[0] == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda carnet: carnet["act"].pop(1),
        lambda carnet: carnet["act"][1]["detail"].update(title="x"),
        lambda carnet: carnet["act"][1].update(at="2020-01-01T00:00:00+00:00"),
        lambda carnet: carnet["act"][1].update(kind="step_done"),
        lambda carnet: carnet["seals"][0].update(root="0" * 64),
        lambda carnet: carnet["seals"][0].update(seq=1),
        lambda carnet: carnet.update(act=carnet["act"][:1]),
        lambda carnet: carnet.update(carnet_id="01a21383-0000-7000-8000-000000000000"),
    ],
)
def test_the_verifier_finds_every_change(taken: tuple[Path, Path], spoil: Callable[[Any], Any]) -> None:
    export, outside = taken
    carnet = json.loads(export.read_text(encoding="utf-8"))
    spoil(carnet)
    export.write_text(json.dumps(carnet), encoding="utf-8")
    code, said = verified(export, outside)
    assert (code, "CHANGÉ" in said) == (1, True), said


def test_she_reads_that_her_history_is_whole_and_when_it_is_not(app: Flask, awa: UUID, owned: Database) -> None:
    browser = signed_in(app, awa)
    assert "Oui. Chaque trace tient à celle d’avant" in browser.get("/history").check().text
    with owned.transaction() as session:
        unlocked(session)
        session.execute(text("UPDATE act SET sealed = substr(sealed, 1, 0) WHERE seq = 1"))
        trail.record(session, owner_of(awa), awa, ActKind.PRINTED, now=clock.now())
    assert "Non. À partir de la trace 1" in browser.get("/history").check().text


def test_the_commands_seal_and_verify(
    config: Config, owned: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with owned.transaction() as session:
        lived(session)
    values = {"ENVIRONMENT": "test", "DATABASE_URL": config.database_url, "DATA_DIR": str(config.data_dir)}
    for name, value in values.items():
        monkeypatch.setenv(f"CARNET_{name}", value)
    assert main(["seal", "--json"]) == 0
    assert main(["verify"]) == 0
    assert "Tout est entier" in capsys.readouterr().out
    with owned.transaction() as session:
        unlocked(session)
        session.execute(text("UPDATE act SET sealed = substr(sealed, 1, 0)"))
    assert main(["verify"]) == 1
    assert "manque ou a été changée" in capsys.readouterr().err
