"""papers that somebody asks her for"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table."""
    def text(name, length):
        return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=False)

    def moment(name, *, nullable=True):
        return sa.Column(name, beneficiary_app.database.Moment(timezone=True), nullable=nullable)

    op.create_table('paper_request',
    sa.Column('carnet_id', sa.Uuid(), nullable=False), sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('professional_id', sa.Uuid(), nullable=False), sa.Column('structure_id', sa.Uuid(), nullable=True),
    text('by_name', 200), text('by_structure', 200), text('kind', 16), text('what', 120), text('why', 300),
    text('accepts', 300), sa.Column('before', sa.Date(), nullable=True), moment('asked_at', nullable=False),
    moment('withdrawn_at'), text('not_had', 16), moment('answered_at'), sa.Column('remind_on', sa.Date(), nullable=True),
    sa.Column('paper_id', sa.Uuid(), nullable=True), sa.Column('grant_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint(
        "kind IN ('identite', 'logement', 'ressources', 'emploi', 'sante', 'famille', 'justice', 'autre')",
        name=op.f('ck_paper_request_kind')),
    sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f('fk_paper_request_carnet_id_person')),
    sa.ForeignKeyConstraint(['professional_id'], ['professional.id'],
                            name=op.f('fk_paper_request_professional_id_professional')),
    sa.ForeignKeyConstraint(['structure_id'], ['structure.id'], name=op.f('fk_paper_request_structure_id_structure')),
    sa.PrimaryKeyConstraint('carnet_id', 'id', name=op.f('pk_paper_request')),
    )
