"""orientation requests, and what she changes herself"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0004'
down_revision = '0001'
branch_labels = None
depends_on = None

KINDS = (
    'carnet_opened', 'signed_in', 'signed_out', 'imported', 'step_added', 'step_done', 'step_reopened', 'step_dropped',
    'step_changed', 'goal_added', 'goal_reached', 'goal_stopped', 'goal_reopened', 'situation_ended', 'situation_back',
    'note_written', 'replied', 'reply_withdrawn', 'appointment_confirmed', 'appointment_excused', 'fact_corrected',
    'printed', 'exported',
)
TARGETS = (
    'step', 'goal', 'situation', 'contract', 'orientation', 'event', 'appointment', 'fact', 'member', 'project',
    'request',
)


def upgrade() -> None:
    """A table for what was asked about her support; more acts, and two more things that she can answer."""
    op.create_table('orientation_request',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('author_name', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('structure_name', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('recorded_at', beneficiary_app.database.Moment(timezone=True), nullable=False),
    sa.Column('carnet_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('asked_by', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('wanted', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('state', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('decided_by', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('decided', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('decision_reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.CheckConstraint("state IN ('asked', 'accepted', 'refused')", name=op.f('ck_orientation_request_state')),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_orientation_request_carnet_id_person')),
    sa.PrimaryKeyConstraint('carnet_id', 'id', name=op.f('pk_orientation_request'))
    )
    _allow('act', 'kind', KINDS)
    _allow('reply', 'target', TARGETS)


def _allow(table: str, column: str, values: tuple[str, ...]) -> None:
    name = op.f(f'ck_{table}_{column}')
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(name, type_='check')
        batch_op.create_check_constraint(name, sa.column(column).in_(values))
