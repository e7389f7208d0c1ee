"""what a device says of its sync"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0026'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table: counts and moments."""
    moment = beneficiary_app.database.Moment(timezone=True)
    op.create_table('device_health',
    sa.Column('carnet_id', sa.Uuid(), nullable=False), sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('at', moment, nullable=False),
    *(sa.Column(name, sa.Integer(), nullable=False) for name in ('waiting', 'refused', 'lost')),
    *(sa.Column(name, moment, nullable=True) for name in ('oldest_at', 'emptied_at')),
    sa.Column('version', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_device_health_carnet_id_person')),
    sa.PrimaryKeyConstraint('carnet_id', 'session_id', name=op.f('pk_device_health')),
    )
