"""``carnet import``, as an operator runs it."""

import json
from pathlib import Path

import pytest
from sqlmodel import select

from beneficiary_app import cli
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.people.models import Structure
from tests.conftest import SECRET


@pytest.fixture
def installation(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_ENVIRONMENT", "development")
    monkeypatch.setenv("CARNET_DATA_DIR", str(config.data_dir))
    monkeypatch.setenv("CARNET_DATABASE_URL", config.database_url)
    monkeypatch.setenv("CARNET_SECRET", SECRET)


@pytest.mark.usefixtures("installation")
def test_the_command_looks_first_and_writes_when_asked(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("Nom\nMaison de l’emploi\n", encoding="utf-8")
    assert cli.main(["import", "structures", str(path), "--json"]) == 0
    looked = json.loads(capsys.readouterr().out)
    assert looked == {
        "applied": False,
        "read": 1,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "refused": 0,
        "rows": [{"row": 2, "verdict": "created", "reason": ""}],
    }
    with database.reading() as session:
        assert session.exec(select(Structure)).first() is None
    assert cli.main(["import", "structures", str(path), "--apply"]) == 0
    assert "Écrit." in capsys.readouterr().out
    path.write_text("Nom;Siret\nMaison de l’emploi;12\n", encoding="utf-8")
    assert cli.main(["import", "structures", str(path)]) == 1
    assert "Ligne 2 : Siret : Ce numéro SIRET n’est pas bon." in capsys.readouterr().out
    assert cli.main(["import", "professionals", str(path)]) == 2
    assert "colonnes manquantes" in capsys.readouterr().err


@pytest.mark.usefixtures("installation")
def test_without_its_secret_the_command_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARNET_SECRET", "")
    assert cli.main(["import", "structures", str(tmp_path / "rows.csv")]) == 2
    assert "CARNET_SECRET" in capsys.readouterr().err


@pytest.mark.usefixtures("installation")
def test_every_row_of_a_long_file_is_reported_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rows.csv"
    lines = [f"p{at}@exemple.invalid;A;B" if at % 2 else "nobody;A;B" for at in range(600)]
    path.write_text("\n".join(["Courriel*;Prénom*;Nom*", *lines]), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("beneficiary_app.partners.report.IN_MEMORY", 10_000)
        assert cli.main(["import", "professionals", str(path), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["read"], report["created"], report["refused"], len(report["rows"])) == (600, 300, 300, 600)
    assert [row["row"] for row in report["rows"]] == list(range(2, 602))
