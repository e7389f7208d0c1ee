"""passkeys and their challenges"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    """A column of an aware time."""
    return sa.Column(name, beneficiary_app.database.Moment(timezone=True), nullable=nullable)


def words(name: str, length: int) -> sa.Column:
    """A column of a short text."""
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=False)


def upgrade() -> None:
    """Three tables of passkeys."""
    op.create_table('holder',
    sa.Column('id', sa.Uuid(), nullable=False), sa.Column('carnet_id', sa.Uuid(), nullable=True),
    sa.Column('professional_id', sa.Uuid(), nullable=True), words('handle', 64),
    sa.CheckConstraint('(carnet_id IS NULL) <> (professional_id IS NULL)', name=op.f('ck_holder_one_of_two')),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_holder_carnet_id_person')),
    sa.ForeignKeyConstraint(
        ['professional_id'], ['professional.id'], name=op.f('fk_holder_professional_id_professional')
    ),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holder')),
    sa.UniqueConstraint('carnet_id', name=op.f('uq_holder_carnet_id')),
    sa.UniqueConstraint('professional_id', name=op.f('uq_holder_professional_id')),
    sa.UniqueConstraint('handle', name=op.f('uq_holder_handle')),
    )
    op.create_table('passkey',
    words('credential_id', 1400), sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False), words('public_key', 2000),
    sa.Column('sign_count', sa.Integer(), nullable=False), words('aaguid', 36),
    sa.Column('can_be_copied', sa.Boolean(), nullable=False), sa.Column('is_copied', sa.Boolean(), nullable=False),
    words('name', 60), moment('added_at'), moment('used_at', nullable=True), moment('removed_at', nullable=True),
    sa.ForeignKeyConstraint(['holder_id'], ['holder.id'], name=op.f('fk_passkey_holder_id_holder')),
    sa.PrimaryKeyConstraint('credential_id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('id', name=op.f('uq_passkey_id')),
    )
    op.create_index(op.f('ix_passkey_holder_id'), 'passkey', ['holder_id'])
    op.create_table('challenge',
    words('digest', 64), words('purpose', 16), sa.Column('session_id', sa.Uuid(), nullable=True), words('act', 32),
    moment('expires_at'), moment('used_at', nullable=True),
    sa.CheckConstraint("purpose IN ('enter', 'add', 'prove', 'join', 'desk')", name=op.f('ck_challenge_purpose')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_challenge')),
    )
    op.create_index(op.f('ix_challenge_expires_at'), 'challenge', ['expires_at'])
