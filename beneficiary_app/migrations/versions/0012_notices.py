"""where she wants to be told"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row a carnet whose owner wants messages."""
    moment = beneficiary_app.database.Moment(timezone=True)
    op.create_table('notice_choice',
    sa.Column('carnet_id', sa.Uuid(), nullable=False),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('language', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('chosen_at', moment, nullable=False),
    sa.Column('told_seq', sa.Integer(), nullable=False),
    sa.Column('told_at', moment, nullable=True),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_notice_choice_carnet_id_person')),
    sa.PrimaryKeyConstraint('carnet_id', name=op.f('pk_notice_choice')),
    )
