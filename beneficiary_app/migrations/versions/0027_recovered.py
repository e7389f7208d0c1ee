"""what a recovery hides, whom she trusts besides professionals, who is accredited, and her number"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0027'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, and columns."""
    moment = beneficiary_app.database.Moment(timezone=True)

    def text(name, length, **more):
        return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=False, **more)

    op.create_table('relative',
    sa.Column('carnet_id', sa.Uuid(), nullable=False), sa.Column('id', sa.Uuid(), nullable=False),
    text('name', 60), text('half', 64),
    sa.Column('named_at', moment, nullable=False), sa.Column('ended_at', moment, nullable=True),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_relative_carnet_id_person')),
    sa.PrimaryKeyConstraint('carnet_id', 'id', name=op.f('pk_relative')),
    sa.UniqueConstraint('half', name=op.f('uq_relative_half')),
    )
    op.add_column('recovery', sa.Column('relative_id', sa.Uuid(), nullable=True))
    op.add_column('professional', sa.Column('accredited_at', moment, nullable=True))
    op.add_column('open_session', sa.Column('hides_until', moment, nullable=True))
    op.add_column('pairing', sa.Column('hides', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table('phone_choice',
    sa.Column('carnet_id', sa.Uuid(), nullable=False),
    text('number', 20), text('language', 8), sa.Column('chosen_at', moment, nullable=False),
    sa.Column('verified_at', moment, nullable=True),
    text('code', 64), sa.Column('code_until', moment, nullable=False),
    *(sa.Column(name, sa.Integer(), nullable=False) for name in ('tries', 'sent', 'told_seq')),
    sa.Column('sent_on', sa.Date(), nullable=False), sa.Column('told_at', moment, nullable=True),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_phone_choice_carnet_id_person')),
    sa.PrimaryKeyConstraint('carnet_id', name=op.f('pk_phone_choice')),
    )
