"""kiosks, what somebody had begun to write on one, the papers that she sent from one to her phone"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0024'
down_revision = '0026'
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    """A column of an aware time."""
    return sa.Column(name, beneficiary_app.database.Moment(timezone=True), nullable=nullable)


def words(name: str, length: int, *, nullable: bool = False) -> sa.Column:
    """A column of a short text."""
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=nullable)


def some(name: str) -> sa.Column:
    """A column of an id."""
    return sa.Column(name, sa.Uuid(), nullable=False)


def upgrade() -> None:
    """Three tables, and a third kind of session, which names its kiosk."""
    op.create_table('kiosk',
    some('id'), some('structure_id'), words('name', 60), moment('made_at'), words('code', 64), moment('code_ends_at'),
    words('digest', 64, nullable=True), moment('enrolled_at', nullable=True), words('browser', 60),
    moment('seen_at', nullable=True), words('seen_from', 64), moment('odd_at', nullable=True), words('odd', 60),
    moment('revoked_at', nullable=True),
    sa.ForeignKeyConstraint(['structure_id'], ['structure.id'], name=op.f('fk_kiosk_structure_id_structure')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kiosk')),
    sa.UniqueConstraint('code', name=op.f('uq_kiosk_code')),
    sa.UniqueConstraint('digest', name=op.f('uq_kiosk_digest')),
    )
    op.create_index(op.f('ix_kiosk_structure_id'), 'kiosk', ['structure_id'])
    op.create_table('draft',
    some('carnet_id'), some('form'), words('action', 200), words('page', 200),
    sa.Column('words', sa.LargeBinary(), nullable=False), sa.Column('helper_id', sa.Uuid(), nullable=True),
    words('helper_name', 200), words('parts', 400),
    moment('begun_at'), moment('kept_at'), moment('ended_at', nullable=True),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_draft_carnet_id_person')),
    sa.PrimaryKeyConstraint('carnet_id', 'form', name=op.f('pk_draft')),
    )
    op.create_table('sent_paper',
    some('carnet_id'), some('paper_id'), words('place', 60), moment('sent_at'),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_sent_paper_carnet_id_person')),
    sa.PrimaryKeyConstraint('carnet_id', 'paper_id', name=op.f('pk_sent_paper')),
    )
    kinds = ('personal', 'shared', 'assisted', 'kiosk')
    with op.batch_alter_table('open_session') as batch_op:
        batch_op.add_column(sa.Column('kiosk_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_open_session_kiosk_id_kiosk'), 'kiosk', ['kiosk_id'], ['id'])
        batch_op.drop_constraint(op.f('ck_open_session_kind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_open_session_kind'), sa.column('kind').in_(kinds))
        batch_op.create_index(op.f('ix_open_session_kiosk_id'), ['kiosk_id'])
    with op.batch_alter_table('trip') as batch_op:
        batch_op.drop_constraint(op.f('ck_trip_device'), type_='check')
        batch_op.create_check_constraint(op.f('ck_trip_device'), sa.column('device').in_(kinds))
