"""The operator’s commands, as an operator runs them."""

import json
import re
import socket
import sqlite3
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from beneficiary_app import cli, clock, create_app, schema, terminal
from beneficiary_app.actor import system
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.desk import command as desk
from beneficiary_app.identity import command as ways_in
from beneficiary_app.people import service as people
from beneficiary_app.takeaway import command as takeaway
from beneficiary_app.vault.service import Vault
from tests.conftest import OPERATOR, SECRET
from tests.pages import SAME_SITE


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


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_every_short_command_answers_in_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["migrate", "--json"]) == 0
    assert said(capsys) == {"revision": schema.latest("sqlite://"), "message": "La base de données est à jour."}
    assert cli.main(["seed", "--json"]) == 0
    carnet_id = str(said(capsys)["carnet_id"])
    assert cli.main(["invite", carnet_id, "--json"]) == 0
    invited = said(capsys)
    assert str(invited["link"]).startswith("http://localhost:8000/open/")
    assert invited["minutes"] == 10
    assert cli.main(["check-config", "--json"]) == 0
    assert said(capsys)["data_dir"] == str(tmp_path / "data")
    assert cli.main(["invite", str(uuid4()), "--json"]) == 1
    assert said(capsys)["problem"] == ways_in.PERSON_UNKNOWN
    assert cli.main(["restore", str(tmp_path / "absent.zip"), "--json"]) == 2
    assert said(capsys)["problem"] == takeaway.UNREADABLE_FILE


def test_unsafe_settings_are_listed_in_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARNET_ORIGIN", "http://carnet.invalid")
    assert cli.main(["check-config", "--json"]) == 2
    assert "CARNET_ORIGIN" in str(said(capsys)["problems"])


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CARNET_ENVIRONMENT", "prod", "CARNET_ENVIRONMENT : cette valeur ne convient pas ; mettez l’une de celles-ci"),
        ("CARNET_DEBUG", "peut-être", "CARNET_DEBUG : cette valeur ne convient pas ; corrigez-la ou retirez-la"),
        ("CARNET_DATABASE_URL", "nowhere", "CARNET_DATABASE_URL : écrivez-la comme postgresql://"),
        ("CARNET_DATABASE_URL", "oracle://a@b/c", "CARNET_DATABASE_URL : écrivez-la comme postgresql://"),
        ("CARNET_DATABASE_URL", "postgresql://nobody@localhost:1/none", terminal.DOWN),
        ("CARNET_DATA_DIR", "/dev/null/carnet", "Impossible d’écrire dans « /dev/null/carnet »."),
    ],
)
def test_what_the_operator_can_repair_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    assert cli.main(["check-config"]) == 2
    printed = capsys.readouterr()
    assert sentence in printed.err
    assert "Traceback" not in printed.err


@pytest.mark.parametrize("command", [["check-config"], ["seed"], ["invite", str(uuid4())], ["serve", "--port", "8999"]])
def test_a_database_that_was_never_made_says_which_command_makes_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "data").mkdir()
    assert cli.main(command) == 2
    assert capsys.readouterr().err.strip() == terminal.NOT_MIGRATED


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_serves_already_is_said(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main([command, "--port", str(port)]) == 2
    assert f"Le port {port} sert déjà" in capsys.readouterr().err


def test_a_database_in_use_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    cli.main(["migrate"])
    holder = sqlite3.connect(tmp_path / "data" / "carnet.sqlite3")
    try:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("beneficiary_app.database.SQLITE_BUSY_SECONDS", 0.1)
            assert cli.main(["seed"]) == 2
    finally:
        holder.close()
    assert terminal.BUSY in capsys.readouterr().err


def test_a_command_that_cannot_be_read_says_where_the_help_is(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ([], ["fly"], ["invite"], ["serve", "--port", "high"]):
        with pytest.raises(SystemExit) as ended:
            cli.main(command)
        assert ended.value.code == 2
        assert "incomplète ou mal écrite. L’aide : carnet" in capsys.readouterr().err


def test_a_fault_of_ours_is_never_made_a_sentence() -> None:
    assert terminal.repairable(ValueError("ours")) is None
    assert terminal.repairable(OSError(5, "unknown")) is None
    assert terminal.repairable(OSError(28, "full")) == terminal.FULL


def test_a_letter_is_written_once_for_its_printer_alone_and_its_code_opens(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARNET_SECRET", SECRET)
    cli.main(["migrate"])
    cli.main(["seed", "--json"])
    carnet_id = str(json.loads(capsys.readouterr().out.splitlines()[-1])["carnet_id"])
    letter = tmp_path / "letter.html"
    command = ["invite", carnet_id, "--letter", str(letter), "--language", "ar", "--json"]
    assert cli.main(command) == 0
    assert said(capsys)["days"] == 30
    page = letter.read_text(encoding="utf-8")
    assert letter.stat().st_mode & 0o777 == 0o600
    assert 'dir="rtl"' in page
    assert "Avec l’appareil photo" in page
    code = re.search(r'class="code">([0-9A-Z]{4}-[0-9A-Z]{4})<', page)
    assert code is not None
    assert cli.main(command) == 2
    assert f"« {letter} » existe déjà" in str(said(capsys)["problem"])
    app = create_app(Config.read())
    answer = app.test_client().post(
        "/enter/letter",
        data={"code": code[1], "initials": "AE", "birth_date": "1991-04-12", "device": "personal"},
        headers=SAME_SITE,
    )
    assert (answer.status_code, answer.location) == (303, "/terms")
    app.extensions["carnet_database"].close()


def test_a_professional_is_invited_by_the_operator(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["migrate"])
    cli.main(["seed"])
    capsys.readouterr()
    assert cli.main(["invite-professional", " Mariam.Diallo@exemple.invalid", "--json"]) == 0
    invited = said(capsys)
    assert str(invited["link"]).startswith("http://localhost:8000/desk/join/")
    assert invited["days"] == 7
    assert cli.main(["invite-professional", "nobody@exemple.invalid"]) == 1
    assert desk.UNKNOWN in capsys.readouterr().err


def test_a_round_of_messages_says_how_many_left(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["migrate"])
    capsys.readouterr()
    assert cli.main(["notify", "--json"]) == 0
    assert said(capsys) == {"sent": 0, "failed": 0, "message": "Messages partis : 0. À renvoyer : 0."}


def test_a_mail_server_that_does_not_read_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARNET_SMTP_URL", "http://mail.invalid")
    assert cli.main(["notify"]) == 2
    assert "CARNET_SMTP_URL : écrivez-la comme smtp://" in capsys.readouterr().err


def test_a_person_is_invited_by_her_name(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["migrate"])
    cli.main(["seed"])
    capsys.readouterr()
    assert cli.main(["invite", "awa EXEMPLE"]) == 0
    assert "/open/" in capsys.readouterr().out
    assert cli.main(["invite", "Awa Exemple", "--born", "12/04/1991"]) == 0
    for command, sentence in (
        (["invite", "Awa Exemple", "--born", "13/04/1991"], ways_in.PERSON_UNKNOWN),
        (["invite", "Nobody"], ways_in.PERSON_UNKNOWN),
        (["invite", "Awa Exemple", "--born", "hier"], ways_in.NO_DATE),
    ):
        capsys.readouterr()
        assert cli.main(command) == 1
        assert capsys.readouterr().err.strip() == sentence
    config = Config.read()
    with Database(config.url, OPERATOR, Vault(config)).transaction() as session:
        people.open_carnet(session, system("carnet"), "Awa", "Exemple", date(1980, 1, 1), now=clock.now())
    assert cli.main(["invite", "Awa Exemple"]) == 1
    assert capsys.readouterr().err.strip() == ways_in.SEVERAL
