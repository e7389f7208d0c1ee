"""the copy that she takes away"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table."""
    moment = beneficiary_app.database.Moment(timezone=True)

    def text(name, length):
        return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=False)

    op.create_table('whole_copy',
    sa.Column('carnet_id', sa.Uuid(), nullable=False), sa.Column('id', sa.Uuid(), nullable=False),
    text('state', 16), text('language', 8),
    *(sa.Column(name, sa.Integer(), nullable=False) for name in ('step', 'done', 'total', 'tries')),
    sa.Column('asked_at', moment, nullable=False), sa.Column('claimed_until', moment, nullable=True),
    sa.Column('expires_at', moment, nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.Column('pieces', beneficiary_app.database.Json(), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'making', 'ready', 'failed')", name=op.f('ck_whole_copy_state')),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_whole_copy_carnet_id_person')),
    sa.PrimaryKeyConstraint('carnet_id', name=op.f('pk_whole_copy')),
    )
    op.create_index('ix_whole_copy_state', 'whole_copy', ['state', 'claimed_until'])
