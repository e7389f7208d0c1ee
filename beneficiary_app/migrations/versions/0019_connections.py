"""sign-ins at providers of identities"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

WAYS = ('link', 'letter', 'passkey', 'card', 'sheet', 'phone', 'recovery', 'franceconnect', 'help')
SCHEMES = ('nir', 'external', 'civil', 'france_travail', 'pivot')
PROVIDERS = ('franceconnect', 'proconnect')


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    """A column of an aware time."""
    return sa.Column(name, beneficiary_app.database.Moment(timezone=True), nullable=nullable)


def words(name: str, length: int) -> sa.Column:
    """A column of words."""
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=False)


def one_of(table: str, name: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    """A column held to a list."""
    listed = ', '.join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f'{name} IN ({listed})', name=op.f(f'ck_{table}_{name}'))


def upgrade() -> None:
    """Three tables, an eighth way in, a fifth identifier."""
    op.create_table('trip',
    words('digest', 64), words('provider', 16), words('errand', 16), words('browser', 64), words('device', 16),
    sa.Column('session_id', sa.Uuid(), nullable=True), moment('expires_at'), moment('used_at', nullable=True),
    one_of('trip', 'provider', PROVIDERS), one_of('trip', 'errand', ('enter', 'add', 'leave')),
    one_of('trip', 'device', ('personal', 'shared')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_trip')),
    )
    op.create_index(op.f('ix_trip_expires_at'), 'trip', ['expires_at'])
    op.create_table('connection',
    words('provider', 16), words('subject', 64), sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('carnet_id', sa.Uuid(), nullable=True), sa.Column('professional_id', sa.Uuid(), nullable=True),
    moment('added_at'), moment('used_at'), one_of('connection', 'provider', PROVIDERS),
    sa.CheckConstraint('(carnet_id IS NULL) <> (professional_id IS NULL)', name=op.f('ck_connection_one_of_two')),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_connection_carnet_id_person')),
    sa.ForeignKeyConstraint(['professional_id'], ['professional.id'],
                            name=op.f('fk_connection_professional_id_professional')),
    sa.PrimaryKeyConstraint('provider', 'subject', name=op.f('pk_connection')),
    sa.UniqueConstraint('id', name=op.f('uq_connection_id')),
    sa.UniqueConstraint('carnet_id', name=op.f('uq_connection_carnet_id')),
    )
    op.create_index(op.f('ix_connection_professional_id'), 'connection', ['professional_id'])
    op.create_table('way_out',
    words('digest', 64), words('provider', 16), words('sealed', 16384), moment('expires_at'),
    one_of('way_out', 'provider', PROVIDERS), sa.PrimaryKeyConstraint('digest', name=op.f('pk_way_out')),
    )
    op.create_index(op.f('ix_way_out_expires_at'), 'way_out', ['expires_at'])
    _allow('open_session', 'way', WAYS)
    _allow('identifier', 'scheme', SCHEMES)


def _allow(table: str, column: str, values: tuple[str, ...]) -> None:
    name = op.f(f'ck_{table}_{column}')
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(name, type_='check')
        batch_op.create_check_constraint(name, sa.column(column).in_(values))
