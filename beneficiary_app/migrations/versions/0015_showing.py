"""what she shows for ten minutes, and whether she is told of every look"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    """A column of an aware time."""
    return sa.Column(name, beneficiary_app.database.Moment(timezone=True), nullable=nullable)


def text(name: str, length: int | None = None) -> sa.Column:
    """A column of words."""
    kind = sqlmodel.sql.sqltypes.AutoString(length=length) if length else sqlmodel.sql.sqltypes.AutoString()
    return sa.Column(name, kind, nullable=False)


def of_carnet(table: str) -> sa.ForeignKeyConstraint:
    """The carnet that a row belongs to."""
    return sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f(f'fk_{table}_carnet_id_person'))


def upgrade() -> None:
    """Two tables."""
    op.create_table('showing',
    sa.Column('carnet_id', sa.Uuid(), nullable=False), sa.Column('id', sa.Uuid(), nullable=False), text('digest', 64),
    sa.Column('parts', beneficiary_app.database.Json(), nullable=False), text('words'), text('words_language', 8),
    moment('made_at'), moment('ends_at'), moment('ended_at', nullable=True),
    sa.Column('grant_id', sa.Uuid(), nullable=True),
    of_carnet('showing'),
    sa.PrimaryKeyConstraint('carnet_id', 'id', name=op.f('pk_showing')),
    sa.UniqueConstraint('digest', name=op.f('uq_showing_digest')),
    )
    op.create_table('look_choice',
    sa.Column('carnet_id', sa.Uuid(), nullable=False), moment('chosen_at'), of_carnet('look_choice'),
    sa.PrimaryKeyConstraint('carnet_id', name=op.f('pk_look_choice')),
    )
