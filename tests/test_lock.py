"""The lock files hold what the project asks for, pinned with hashes, and name no registry."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def pinned(name: str) -> dict[str, str]:
    """The exact version of each locked package."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {
        found[1].lower(): found[2] for found in re.finditer(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+)", text, re.MULTILINE)
    }


def asked(*extras: str) -> set[str]:
    """The packages that pyproject.toml names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    return {re.match(r"[\w.-]+", line).group().lower() for line in wanted}  # type: ignore[union-attr]


def test_everything_that_is_asked_for_is_locked() -> None:
    assert asked("postgres", "pdf", "build") <= set(pinned("requirements.lock"))
    assert asked("postgres", "pdf", "build", "test", "check", "bench") <= set(pinned("requirements-dev.lock"))


def test_both_locks_agree() -> None:
    everything = pinned("requirements-dev.lock")
    assert {name: everything[name] for name in pinned("requirements.lock")} == pinned("requirements.lock")


@pytest.mark.parametrize("name", ["requirements-pip.lock", "requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_a_hash_for_each_package_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    for entry in re.split(r"\n(?=\S)", text):
        assert "==" not in entry or "--hash=sha256:" in entry
