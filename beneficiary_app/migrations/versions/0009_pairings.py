"""shared computers that are opened from her phone"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    """A column of an aware time."""
    return sa.Column(name, beneficiary_app.database.Moment(timezone=True), nullable=nullable)


def words(name: str, length: int) -> sa.Column:
    """A column of a short text."""
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=False)


def upgrade() -> None:
    """A table of pairings, and a sixth way in."""
    op.create_table('pairing',
    words('digest', 64), sa.Column('id', sa.Uuid(), nullable=False), words('number', 64), words('picture', 32),
    words('place', 60), moment('asked_at'), moment('expires_at'), sa.Column('carnet_id', sa.Uuid(), nullable=True),
    moment('approved_at', nullable=True), moment('used_at', nullable=True),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_pairing')),
    sa.UniqueConstraint('id', name=op.f('uq_pairing_id')),
    )
    op.create_index(op.f('ix_pairing_number'), 'pairing', ['number'])
    op.create_index(op.f('ix_pairing_expires_at'), 'pairing', ['expires_at'])
    with op.batch_alter_table('open_session') as batch_op:
        batch_op.drop_constraint(op.f('ck_open_session_way'), type_='check')
        batch_op.create_check_constraint(
            op.f('ck_open_session_way'), sa.column('way').in_(('link', 'letter', 'passkey', 'card', 'sheet', 'phone'))
        )
