"""whom she trusts, and requests to let her in again"""

import sqlalchemy as sa
from alembic import op

import beneficiary_app.database

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

KINDS = (
    'carnet_opened', 'signed_in', 'signed_out', 'imported', 'letter_made', 'card_made', 'card_ended', 'sheet_made',
    'terms_accepted', 'passkey_added', 'passkey_removed', 'passkey_suspect', 'trusted', 'untrusted', 'recovery_started',
    'recovery_seconded', 'recovery_given', 'recovery_cancelled', 'step_added', 'step_done',
    'step_reopened', 'step_dropped', 'step_changed', 'goal_added', 'goal_reached', 'goal_stopped', 'goal_reopened',
    'situation_ended', 'situation_back', 'note_written', 'replied', 'reply_withdrawn', 'appointment_confirmed',
    'appointment_excused', 'fact_corrected', 'printed', 'exported',
)


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    """A column of an aware time."""
    return sa.Column(name, beneficiary_app.database.Moment(timezone=True), nullable=nullable)


def some(name: str, *, nullable: bool = False) -> sa.Column:
    """A column of an id."""
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def leads_to(table: str, column: str, other: str, key: str) -> sa.ForeignKeyConstraint:
    """A foreign key, named as the house names them."""
    return sa.ForeignKeyConstraint([column], [f'{other}.{key}'], name=op.f(f'fk_{table}_{column}_{other}'))


def upgrade() -> None:
    """Two tables, a seventh way in, a fourth printed code, six acts."""
    op.create_table('trusted',
    some('carnet_id'), some('id'), some('professional_id'), moment('named_at'), moment('ended_at', nullable=True),
    leads_to('trusted', 'carnet_id', 'person', 'carnet_id'),
    leads_to('trusted', 'professional_id', 'professional', 'id'),
    sa.PrimaryKeyConstraint('carnet_id', 'id', name=op.f('pk_trusted')),
    )
    op.create_index(op.f('ix_trusted_professional_id'), 'trusted', ['professional_id'])
    op.create_table('recovery',
    some('carnet_id'), some('id'), some('started_by'), moment('started_at'), some('seconded_by', nullable=True),
    moment('seconded_at', nullable=True), moment('opens_at', nullable=True), moment('expires_at'),
    moment('cancelled_at', nullable=True), moment('given_at', nullable=True),
    leads_to('recovery', 'carnet_id', 'person', 'carnet_id'),
    leads_to('recovery', 'started_by', 'professional', 'id'),
    leads_to('recovery', 'seconded_by', 'professional', 'id'),
    sa.PrimaryKeyConstraint('carnet_id', 'id', name=op.f('pk_recovery')),
    )
    op.create_index(op.f('ix_recovery_started_by'), 'recovery', ['started_by'])
    _allow('act', 'kind', KINDS)
    _allow('open_session', 'way', ('link', 'letter', 'passkey', 'card', 'sheet', 'phone', 'recovery'))
    _allow('code', 'kind', ('letter', 'card', 'sheet', 'recovery'))


def _allow(table: str, column: str, values: tuple[str, ...]) -> None:
    name = op.f(f'ck_{table}_{column}')
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(name, type_='check')
        batch_op.create_check_constraint(name, sa.column(column).in_(values))
