"""acts in a chain that only grows, and the seals of it"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def words(name: str, length: int) -> sa.Column:
    """A column of a digest."""
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=False, server_default='')


def upgrade() -> None:
    """Digests for every act, two tables of seals, and triggers that let an act only be added."""
    with op.batch_alter_table('trail_head') as batch_op:
        batch_op.add_column(words('hash', 64))
    with op.batch_alter_table('act') as batch_op:
        for name in ('told', 'hash'):
            batch_op.add_column(words(name, 64))
    with op.batch_alter_table('trail_head') as batch_op:
        batch_op.alter_column('hash', server_default=None)
    with op.batch_alter_table('act') as batch_op:
        for name in ('told', 'hash'):
            batch_op.alter_column(name, server_default=None)
    moment = beneficiary_app.database.Moment(timezone=True)
    op.create_table('seal',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False), sa.Column('at', moment, nullable=False),
    sa.Column('leaves', sa.Integer(), nullable=False),
    *(sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=False)
      for name, length in (('before', 64), ('root', 64), ('signature', 128))),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_seal')),
    )
    op.create_table('sealed_head',
    sa.Column('carnet_id', sa.Uuid(), nullable=False), sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.PrimaryKeyConstraint('carnet_id', 'number', name=op.f('pk_sealed_head')),
    )
    op.create_index('ix_sealed_head_number', 'sealed_head', ['number'])
    _only_added()


def _only_added() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for name in ('UPDATE', 'DELETE'):
            op.execute(
                f"CREATE TRIGGER act_no_{name.lower()} BEFORE {name} ON act "
                "BEGIN SELECT RAISE(ABORT, 'an act is never changed'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION act_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'an act is never changed'; END $$"
    )
    op.execute(
        'CREATE TRIGGER act_no_change BEFORE UPDATE OR DELETE ON act FOR EACH ROW EXECUTE FUNCTION act_is_kept()'
    )
    op.execute(
        'CREATE TRIGGER act_no_truncate BEFORE TRUNCATE ON act FOR EACH STATEMENT EXECUTE FUNCTION act_is_kept()'
    )
