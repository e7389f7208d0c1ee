"""Tries at a secret, counted in SQL: five a minute for one account, twenty for one address, sixty questions."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, text
from sqlmodel import Session

from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity.models import Attempt

AN_ACCOUNT, AN_ADDRESS, QUESTIONS = 5, 20, 60
WINDOW = timedelta(minutes=1)
KEPT = timedelta(hours=1)
_attempts = Attempt.metadata.tables["attempt"]


class TooMany(Refusal):
    """The sixth try in a minute: said in the same words for every account, known or not."""

    status = 429
    title = N_("Trop d’essais")
    sentence = N_("Attendez une minute, puis essayez encore. Rien n’est perdu.")


def count(session: Session, buckets: Mapping[str, int], *, now: datetime) -> None:
    """Write one try down in each bucket, of which each has its limit a minute. Raises ``TooMany``.

    Call it in a transaction of its own, before the secret is looked at: a refusal of the secret must not undo it.
    """
    for bucket in sorted(buckets):
        if session.get_bind().dialect.name == "postgresql":
            # Two tries at once wait for each other; on SQLite every writer does.
            session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:bucket, 0))"), {"bucket": bucket})
        recent = select(func.count()).where(_attempts.c.bucket == bucket, _attempts.c.at > now - WINDOW)
        if session.execute(recent).scalar_one() >= buckets[bucket]:
            raise TooMany(log="too many tries")
    session.execute(delete(_attempts).where(_attempts.c.at < now - KEPT))
    session.add_all(Attempt(bucket=bucket, at=now) for bucket in buckets)
    session.flush()
