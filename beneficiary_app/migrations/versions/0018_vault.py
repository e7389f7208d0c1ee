"""one key a person"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table."""
    moment = beneficiary_app.database.Moment(timezone=True)
    op.create_table('person_key',
    sa.Column('carnet_id', sa.Uuid(), nullable=False),
    sa.Column('master', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', moment, nullable=False),
    sa.PrimaryKeyConstraint('carnet_id', name=op.f('pk_person_key')),
    )
    op.create_index(op.f('ix_person_key_master'), 'person_key', ['master'])
