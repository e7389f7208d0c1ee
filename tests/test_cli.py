"""The operator’s commands, as an operator runs them."""

from pathlib import Path
from uuid import uuid4

import pytest

from beneficiary_app import cli


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CARNET_ENVIRONMENT", "development")
    monkeypatch.setenv("CARNET_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("CARNET_DATABASE_URL", raising=False)


def test_migrate_seed_and_invite_give_a_link(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["migrate"]) == 0
    assert cli.main(["seed"]) == 0
    carnet_id = capsys.readouterr().out.strip().split()[-1]
    assert cli.main(["invite", carnet_id]) == 0
    assert capsys.readouterr().out.startswith("http://localhost:8000/open/")


def test_an_unknown_person_is_refused_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["migrate"])
    assert cli.main(["invite", str(uuid4())]) == 1
    assert "Vérifiez" in capsys.readouterr().err


def test_unsafe_settings_stop_every_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARNET_ENVIRONMENT", "production")
    monkeypatch.delenv("CARNET_SECRET", raising=False)
    assert cli.main(["check-config"]) == 2
    assert "CARNET_SECRET" in capsys.readouterr().err
