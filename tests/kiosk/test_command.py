"""``carnet kiosk`` as an operator runs it: enrol, list, revoke; each refusal in a sentence that says what to do."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from beneficiary_app.cli import main
from beneficiary_app.config import Config
from tests.kiosk.kiosks import a_computer
from tests.pages import Browser

STRUCTURE = "Maison des Solidarités, Lens"
Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run(
    app: Flask, awa: object, config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    assert app
    assert awa
    for name, value in {
        "ENVIRONMENT": "test",
        "SECRET": config.secret,
        "DATABASE_URL": config.database_url,
        "DATA_DIR": str(config.data_dir),
    }.items():
        monkeypatch.setenv(f"CARNET_{name}", value)

    def ran(*words: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = main(["kiosk", *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return ran


def test_a_computer_is_enrolled_listed_and_stopped(app: Flask, run: Run) -> None:
    code, told = run("enrol", STRUCTURE, "--name", "  Poste   2 ")
    assert (code, told["minutes"]) == (0, 60)
    computer: Browser = a_computer(app)
    assert "Poste 2" in computer.post("/kiosk/enrol", code=str(told["code"])).text
    _, listed = run("list")
    (one,) = listed["kiosks"]
    assert (one["structure"], one["name"], one["odd"]) == (STRUCTURE, "Poste 2", "")
    assert one["seen_at"]
    code, told = run("revoke", one["id"])
    assert (code, told["id"], told["closed"]) == (0, one["id"], 0)
    assert "Cette borne est arrêtée" in computer.get("/").text
    assert run("list")[1]["kiosks"] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("enrol", "Nulle part", "--name", "Poste 2"), "Aucune structure"),
        (("enrol", str(uuid4()), "--name", "Poste 2"), "Aucune structure"),
        (("enrol", STRUCTURE, "--name", " "), "Donnez un nom"),
        (("enrol", STRUCTURE, "--name", "x" * 41), "Donnez un nom"),
        (("revoke", "this one"), "carnet kiosk list"),
        (("revoke", str(uuid4())), "carnet kiosk list"),
    ],
)
def test_a_wrong_word_is_refused_with_what_to_do(run: Run, words: tuple[str, ...], sentence: str) -> None:
    code, told = run(*words)
    assert code == 1
    assert sentence in str(told["problem"])


def test_without_the_secret_no_code_is_made(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARNET_SECRET")
    code, told = run("enrol", STRUCTURE, "--name", "Poste 2")
    assert code == 2
    assert "CARNET_SECRET" in str(told["problem"])
