"""No act of whoever helps her is outside person ∩ mandate: the whole matrix, and any order of steps."""

from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlmodel import select

from beneficiary_app import schema
from beneficiary_app.access.asked import Allowed
from beneficiary_app.access.mandate_models import Help
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.trail.models import Act
from beneficiary_app.vault.service import Vault
from prove.helped import oracle, squares
from tests.assisted.test_machine import Helps
from tests.conftest import OPERATOR, SECRET

STEPS = 25


def matrix(*, every: int = 1) -> tuple[int, int]:
    """How many squares were decided, and how many otherwise than the oracle says."""
    found = [isinstance(square.decide(), Allowed) == oracle(square) for square in squares(every=every)]
    return len(found), found.count(False)


def machine(folder: Path, examples: int) -> tuple[int, int]:
    """Play so many orders of steps; how many sessions they held, and how many acts. Raises when one is outside."""
    url = f"sqlite:///{folder / 'machine.sqlite3'}"
    schema.migrate(url)
    vault = Vault(Config(environment="test", secret=SECRET, data_dir=folder, database_url=url))
    opened = Database(url, OPERATOR, vault)
    played = type("OnThatDatabase", (Helps,), {"database": opened, "vault": vault})
    how = settings(
        max_examples=examples, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(played, settings=how)
    with opened.reading() as session:
        sessions = len(session.exec(select(Help.id)).all())
        acts = len(session.exec(select(Act.seq).where(Act.actor_kind == "helper")).all())
    opened.close()
    return sessions, acts
