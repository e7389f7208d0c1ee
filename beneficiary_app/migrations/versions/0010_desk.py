"""professionals sign in, and can be suspended"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    """A column of an aware time."""
    return sa.Column(name, beneficiary_app.database.Moment(timezone=True), nullable=nullable)


def words(name: str, length: int) -> sa.Column:
    """A column of a short text."""
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=False)


def whose(table: str) -> sa.ForeignKeyConstraint:
    """The professional of a row."""
    name = op.f(f'fk_{table}_professional_id_professional')
    return sa.ForeignKeyConstraint(['professional_id'], ['professional.id'], name=name)


def upgrade() -> None:
    """Two tables, and since when a professional is suspended."""
    with op.batch_alter_table('professional') as batch_op:
        batch_op.add_column(moment('suspended_at', nullable=True))
    op.create_table('desk_invitation',
    words('digest', 64), sa.Column('professional_id', sa.Uuid(), nullable=False), moment('expires_at'),
    moment('used_at', nullable=True), whose('desk_invitation'),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_desk_invitation')),
    )
    op.create_index(op.f('ix_desk_invitation_professional_id'), 'desk_invitation', ['professional_id'])
    op.create_table('desk_session',
    words('digest', 64), sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('professional_id', sa.Uuid(), nullable=False), words('device', 60), moment('opened_at'),
    moment('ends_at'), moment('expires_at'), moment('closed_at', nullable=True), whose('desk_session'),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_desk_session')),
    sa.UniqueConstraint('id', name=op.f('uq_desk_session_id')),
    )
    op.create_index(op.f('ix_desk_session_professional_id'), 'desk_session', ['professional_id'])
