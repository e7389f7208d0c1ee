"""papers, their versions, the files that arrive"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def _listed(values) -> str:
    return ', '.join(f"'{value}'" for value in values)


def upgrade() -> None:
    """Three tables."""
    moment = beneficiary_app.database.Moment(timezone=True)
    json = beneficiary_app.database.Json()

    def text(name, length, **more):
        return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=False, **more)

    op.create_table('paper',
    text('source', 32), text('author_name', 200), text('structure_name', 200),
    sa.Column('recorded_at', moment, nullable=False),
    sa.Column('carnet_id', sa.Uuid(), nullable=False), sa.Column('id', sa.Uuid(), nullable=False),
    text('kind', 16), sa.Column('title', sa.LargeBinary(), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=True), sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('warned_at', moment, nullable=True), sa.Column('binned_at', moment, nullable=True),
    sa.CheckConstraint(
        f"kind IN ({_listed(('identite', 'logement', 'ressources', 'emploi', 'sante', 'famille', 'justice', 'autre'))})",
        name=op.f('ck_paper_kind')),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_paper_carnet_id_person')),
    sa.PrimaryKeyConstraint('carnet_id', 'id', name=op.f('pk_paper')),
    )
    op.create_index('ix_paper_binned_at', 'paper', ['binned_at'])
    op.create_table('paper_version',
    sa.Column('carnet_id', sa.Uuid(), nullable=False), sa.Column('paper_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    text('state', 16), text('original', 16), text('problem', 32),
    sa.Column('made_at', moment, nullable=False), sa.Column('received_at', moment, nullable=True),
    sa.Column('claimed_until', moment, nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False), text('object', 64),
    sa.Column('size', sa.Integer(), nullable=False), text('fingerprint', 64), text('object_digest', 64),
    sa.Column('shape', json, nullable=False),
    sa.CheckConstraint(f"state IN ({_listed(('arriving', 'checking', 'ready', 'refused'))})",
        name=op.f('ck_paper_version_state')),
    sa.CheckConstraint(f"original IN ({_listed(('none', 'asked', 'kept'))})", name=op.f('ck_paper_version_original')),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_paper_version_carnet_id_person')),
    sa.PrimaryKeyConstraint('carnet_id', 'paper_id', 'number', name=op.f('pk_paper_version')),
    )
    op.create_index('ix_paper_version_state', 'paper_version', ['state', 'claimed_until'])
    op.create_table('paper_file',
    sa.Column('carnet_id', sa.Uuid(), nullable=False), sa.Column('paper_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False), sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('length', sa.Integer(), nullable=False), sa.Column('received', sa.Integer(), nullable=False),
    sa.Column('pieces', json, nullable=False), sa.Column('expires_at', moment, nullable=False),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_paper_file_carnet_id_person')),
    sa.PrimaryKeyConstraint('carnet_id', 'paper_id', 'number', 'place', name=op.f('pk_paper_file')),
    )
    op.create_index('ix_paper_file_expires_at', 'paper_file', ['expires_at'])
