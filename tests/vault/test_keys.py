"""The chain of keys: drawn once, replaced without a gap, useless in another’s hands."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from beneficiary_app import cli, clock
from beneficiary_app.config import Config, UnsafeConfig
from beneficiary_app.database import Database
from beneficiary_app.errors import NotHere
from beneficiary_app.vault import masters, service
from beneficiary_app.vault.cipher import Unreadable
from beneficiary_app.vault.models import PersonKey
from beneficiary_app.vault.service import Vault


@pytest.fixture
def vault(config: Config) -> Vault:
    return Vault(config)


def _hers(session: Session, vault: Vault, carnet_id: UUID) -> bytes:
    return vault.for_writing(session, carnet_id, now=clock.now()).hide(b"un titre", "title", 1)


def test_what_a_person_hides_opens_for_her_and_the_same_purpose_only(session: Session, vault: Vault) -> None:
    salma, denys = uuid4(), uuid4()
    hidden = _hers(session, vault, salma)
    _hers(session, vault, denys)
    assert vault.of(session, salma).show(hidden, "title", 1) == b"un titre"
    for whose, purpose, about in ((denys, "title", 1), (salma, "key", 1), (salma, "title", 2)):
        with pytest.raises(Unreadable):
            vault.of(session, whose).show(hidden, purpose, about)


def test_a_key_that_moves_to_another_person_opens_nothing(database: Database, vault: Vault) -> None:
    salma, denys = uuid4(), uuid4()
    with database.transaction() as session:
        _hers(session, vault, salma)
        _hers(session, vault, denys)
        session.get_one(PersonKey, denys).wrapped = session.get_one(PersonKey, salma).wrapped
    with database.reading() as session, pytest.raises(Unreadable):
        vault.of(session, denys)


def test_without_her_key_nothing_is_opened(database: Database, vault: Vault) -> None:
    salma = uuid4()
    with database.transaction() as session:
        _hers(session, vault, salma)
        session.delete(session.get_one(PersonKey, salma))
    with database.reading() as session, pytest.raises(NotHere):
        vault.of(session, salma)


def test_her_key_is_opened_once_a_session(database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    salma, denys, plain = uuid4(), uuid4(), Vault._open  # noqa: SLF001 - what is counted
    opened: list[UUID] = []

    def counted(self: Vault, row: PersonKey) -> bytes:
        opened.append(row.carnet_id)
        return plain(self, row)

    with database.transaction() as session:
        _hers(session, vault, salma)
        _hers(session, vault, denys)
    monkeypatch.setattr(Vault, "_open", counted)
    with database.reading() as session:
        for _ in range(3):
            assert vault.of(session, salma).carnet_id == salma
        assert vault.of(session, denys).carnet_id == denys
    assert opened == [salma, denys]


def test_what_is_kept_is_not_in_the_store_in_clear(session: Session, vault: Vault) -> None:
    hers, key = vault.for_writing(session, uuid4(), now=clock.now()), os.urandom(32)
    name = hers.keep(key, b"canari " * 5000, "paper", 1)
    assert b"canari" not in vault.store.get(name)
    assert hers.open(key, name, 35_000, "paper", 1).part(7, 6) == b"canari"
    assert hers.open(key, name, 35_000, "paper", 1).whole() == b"canari " * 5000


def test_a_new_master_key_takes_the_place_of_the_old_one_everywhere(config: Config, database: Database) -> None:
    vault, people = Vault(config), [uuid4() for _ in range(3)]
    with database.transaction() as session:
        hidden = [_hers(session, vault, carnet_id) for carnet_id in people]
    before = vault.masters.current
    assert cli.main(["keys", "rotate", "--json"]) == 0
    with database.reading() as session:
        assert set(session.execute(select(PersonKey.master)).scalars()) == {Vault(config).masters.current}  # type: ignore[call-overload]
        # A server that started before reads the file again.
        assert before == vault.masters.current
        for carnet_id, one in zip(people, hidden, strict=True):
            assert vault.of(session, carnet_id).show(one, "title", 1) == b"un titre"


@pytest.fixture(autouse=True)
def _environment(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_ENVIRONMENT", "test")
    monkeypatch.setenv("CARNET_DATA_DIR", str(config.data_dir))
    monkeypatch.setenv("CARNET_DATABASE_URL", config.database_url)


def test_a_rotation_that_is_killed_goes_on_where_it_was(config: Config, database: Database) -> None:
    vault = Vault(config)
    with database.transaction() as session:
        for _ in range(300):
            _hers(session, vault, uuid4())
    script = (
        "import os, signal\n"
        "from beneficiary_app import cli\n"
        "from beneficiary_app.vault import service\n"
        "service.BATCH = 40\n"
        "plain, seen = service.Vault.rewrap, []\n"
        "def rewrap(vault, row):\n"
        "    seen.append(1)\n"
        "    len(seen) == 130 and os.kill(os.getpid(), signal.SIGKILL)\n"
        "    plain(vault, row)\n"
        "service.Vault.rewrap = rewrap\n"
        "cli.main(['keys', 'rotate'])\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    drawn = masters.read(config)
    with database.reading() as session:
        wanted = select(PersonKey.master, func.count()).group_by(PersonKey.master)  # type: ignore[call-overload]
        assert dict(session.execute(wanted).all()) == {
            vault.masters.current: 180,
            drawn.current: 120,
        }
    assert cli.main(["keys", "rotate"]) == 0
    assert masters.read(config) == drawn, "what was begun is ended before another key is drawn"
    with database.reading() as session:
        assert service.left(session, Vault(config)) == 0


def test_the_first_key_is_drawn_once(config: Config) -> None:
    assert cli.main(["keys", "new"]) == 0
    before = config.keys_path.read_bytes()
    assert cli.main(["keys", "new"]) == 1
    assert config.keys_path.read_bytes() == before
    assert config.keys_path.stat().st_mode & 0o777 == 0o400


def test_production_wants_keys_that_are_there_and_closed_to_others(tmp_path: Path) -> None:
    config = Config(environment="production", data_dir=tmp_path)
    with pytest.raises(UnsafeConfig, match="carnet keys new"):
        masters.read(config)
    masters.add(config.keys_path)
    assert masters.read(config).current.startswith("k1-")
    config.keys_path.chmod(0o444)
    with pytest.raises(UnsafeConfig, match="chmod 0400"):
        masters.read(config)


@pytest.mark.parametrize("text", ["", "k1\n", "k1 not-base64!\n", "k1 c2hvcnQ=\n"])
def test_a_damaged_file_is_refused_with_what_to_do(tmp_path: Path, text: str) -> None:
    config = Config(environment="test", data_dir=tmp_path)
    config.keys_path.parent.mkdir()
    config.keys_path.write_text(text)
    with pytest.raises(UnsafeConfig, match="remettez la copie"):
        masters.read(config)


def test_keys_can_come_by_a_descriptor(tmp_path: Path) -> None:
    masters.add(tmp_path / "elsewhere")
    with (tmp_path / "elsewhere").open("rb") as opened:
        config = Config(environment="production", data_dir=tmp_path, keys_fd=opened.fileno())
        assert masters.read(config).current.startswith("k1-")
    with pytest.raises(UnsafeConfig, match="CARNET_KEYS_FD"):
        masters.read(config)
