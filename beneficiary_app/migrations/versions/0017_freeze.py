"""the week after a recovery; what is answered to her words"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, four columns."""
    moment = beneficiary_app.database.Moment(timezone=True)
    op.create_table('freeze',
    sa.Column('carnet_id', sa.Uuid(), nullable=False), sa.Column('until', moment, nullable=False),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_freeze_carnet_id_person')),
    sa.PrimaryKeyConstraint('carnet_id', name=op.f('pk_freeze')),
    )
    names = ('answer', None), ('answered_by', 200), ('answered_structure', 200)
    with op.batch_alter_table('reply') as batch_op:
        for name, length in names:
            kind = sqlmodel.sql.sqltypes.AutoString(length=length) if length else sqlmodel.sql.sqltypes.AutoString()
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=''))
        batch_op.add_column(sa.Column('answered_at', moment, nullable=True))
    with op.batch_alter_table('reply') as batch_op:
        for name, _length in names:
            batch_op.alter_column(name, server_default=None)
