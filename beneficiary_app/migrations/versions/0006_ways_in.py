"""sessions of two kinds, printed codes, tries, terms"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

KINDS = (
    'carnet_opened', 'signed_in', 'signed_out', 'imported', 'letter_made', 'card_made', 'card_ended', 'sheet_made',
    'terms_accepted', 'passkey_added', 'passkey_removed', 'passkey_suspect', 'step_added', 'step_done',
    'step_reopened', 'step_dropped', 'step_changed', 'goal_added', 'goal_reached', 'goal_stopped', 'goal_reopened',
    'situation_ended', 'situation_back', 'note_written', 'replied', 'reply_withdrawn', 'appointment_confirmed',
    'appointment_excused', 'fact_corrected', 'printed', 'exported',
)


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    """A column of an aware time."""
    return sa.Column(name, beneficiary_app.database.Moment(timezone=True), nullable=nullable)


def words(name: str, length: int) -> sa.Column:
    """A column of a short text."""
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=False)


def upgrade() -> None:
    """Open sessions end here: they do not say on whose device they are."""
    op.drop_table('open_session')
    op.create_table('open_session',
    words('digest', 64), sa.Column('id', sa.Uuid(), nullable=False), sa.Column('carnet_id', sa.Uuid(), nullable=False),
    words('kind', 16), words('way', 16), words('device', 60), moment('opened_at'), moment('proved_at'),
    words('proved_for', 32), moment('used_at'), moment('ends_at'), moment('expires_at'),
    moment('closed_at', nullable=True),
    sa.CheckConstraint("kind IN ('personal', 'shared', 'assisted')", name=op.f('ck_open_session_kind')),
    sa.CheckConstraint("way IN ('link', 'letter', 'passkey', 'card', 'sheet')", name=op.f('ck_open_session_way')),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_open_session_carnet_id_person')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_open_session')),
    sa.UniqueConstraint('id', name=op.f('uq_open_session_id')),
    )
    op.create_index(op.f('ix_open_session_carnet_id'), 'open_session', ['carnet_id'])
    op.create_table('code',
    words('lookup', 64), sa.Column('id', sa.Uuid(), nullable=False), sa.Column('carnet_id', sa.Uuid(), nullable=False),
    words('kind', 16), words('proof', 200), moment('made_at'), moment('expires_at', nullable=True),
    moment('used_at', nullable=True), moment('ended_at', nullable=True),
    sa.CheckConstraint("kind IN ('letter', 'card', 'sheet')", name=op.f('ck_code_kind')),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_code_carnet_id_person')),
    sa.PrimaryKeyConstraint('lookup', name=op.f('pk_code')),
    sa.UniqueConstraint('id', name=op.f('uq_code_id')),
    )
    op.create_index(op.f('ix_code_carnet_id'), 'code', ['carnet_id'])
    op.create_table('attempt',
    sa.Column('id', sa.Uuid(), nullable=False), words('bucket', 64), moment('at'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt')),
    )
    op.create_index(op.f('ix_attempt_at'), 'attempt', ['at'])
    op.create_index(op.f('ix_attempt_bucket'), 'attempt', ['bucket'])
    op.create_table('terms',
    sa.Column('carnet_id', sa.Uuid(), nullable=False), words('version', 16), words('language', 8),
    moment('accepted_at'),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_terms_carnet_id_person')),
    sa.PrimaryKeyConstraint('carnet_id', 'version', name=op.f('pk_terms')),
    )
    with op.batch_alter_table('act') as batch_op:
        batch_op.drop_constraint(op.f('ck_act_kind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_act_kind'), sa.column('kind').in_(KINDS))
