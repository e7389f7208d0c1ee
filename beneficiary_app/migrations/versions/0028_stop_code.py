"""the paper that stops everything"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0028'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table."""
    op.create_table('stop_code',
    sa.Column('carnet_id', sa.Uuid(), nullable=False),
    sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('made_at', beneficiary_app.database.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_stop_code_carnet_id_person')),
    sa.PrimaryKeyConstraint('carnet_id', name=op.f('pk_stop_code')),
    sa.UniqueConstraint('digest', name=op.f('uq_stop_code_digest')),
    )
