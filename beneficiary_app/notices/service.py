"""Her choice, and the round that tells what is new since the last one.

The words are neutral: neither her name, nor what happened, nor the word of any administration. What was sent is noted
after it left: a round that is cut sends again rather than never.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Table, select
from sqlmodel import Session

from beneficiary_app import i18n
from beneficiary_app.database import Database
from beneficiary_app.i18n import N_, gettext, say
from beneficiary_app.notices.models import NoticeChoice, PhoneChoice
from beneficiary_app.notices.senders import Sender, Senders
from beneficiary_app.trail.models import TrailHead

# However much happens, one message in that time.
APART = timedelta(minutes=10)
SUBJECT = N_("Votre carnet")
TEXT = N_("Il y a du nouveau dans votre carnet. Ouvrez-le pour voir : %(address)s")
_heads = TrailHead.metadata.tables["trail_head"]
_choices = NoticeChoice.metadata.tables["notice_choice"]
_numbers = PhoneChoice.metadata.tables["phone_choice"]


def chosen(session: Session, carnet_id: UUID) -> str:
    """The address that she gave; empty when she wants no message."""
    found = session.get(NoticeChoice, carnet_id)
    return found.email if found else ""


def choose(session: Session, carnet_id: UUID, email: str, language: str, *, now: datetime) -> None:
    """Keep where she wants to be told, from now on; an empty address ends it."""
    found = session.get(NoticeChoice, carnet_id)
    if not email:
        if found:
            session.delete(found)
            session.flush()
        return
    made = found or NoticeChoice(carnet_id=carnet_id, email=email, language=language, chosen_at=now)
    made.email, made.language, made.chosen_at = email, language, now
    made.told_seq = session.execute(select(_heads.c.alert_seq).where(_heads.c.carnet_id == carnet_id)).scalar_one()
    session.add(made)
    session.flush()


def tell(database: Database, senders: Senders, origin: str, *, now: datetime) -> tuple[int, int]:
    """One round: how many messages left, and how many could not and will be tried again."""
    sent, failed = _tell(database, senders.mail, _choices, _choices.c.email, origin, now)
    if senders.sms is not None:
        verified = _numbers.c.verified_at.is_not(None)
        more = _tell(database, senders.sms, _numbers, _numbers.c.number, origin, now, verified)
        sent, failed = sent + more[0], failed + more[1]
    return sent, failed


def _tell(
    database: Database,
    sender: Sender,
    table: Table,
    where: ColumnElement[str],
    origin: str,
    now: datetime,
    *more: ColumnElement[bool],
) -> tuple[int, int]:
    with database.reading() as session:
        due = session.execute(
            select(table.c.carnet_id, where.label("where"), table.c.language, _heads.c.alert_seq)
            .join(_heads, _heads.c.carnet_id == table.c.carnet_id)
            .where(
                _heads.c.alert_seq > table.c.told_seq,
                (table.c.told_at.is_(None)) | (table.c.told_at < now - APART),
                *more,
            )
        ).all()
    sent = failed = 0
    for one in due:
        with i18n.speaking(one.language):
            subject, text = gettext(SUBJECT), say(TEXT, address=origin)
        try:
            sender.send(one.where, subject, text)
        except OSError:
            failed += 1
            continue
        sent += 1
        told = table.update().where(table.c.carnet_id == one.carnet_id)
        with database.transaction() as session:
            session.execute(told.values(told_seq=one.alert_seq, told_at=now))
    return sent, failed
