"""what tells that a paper is the same as another, also after it came back from a copy; the part of a single thing"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0025'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three columns."""
    empty = "x''" if op.get_bind().dialect.name == 'sqlite' else "''"
    op.add_column('paper_version',
    sa.Column('source', sa.LargeBinary(), nullable=False, server_default=sa.text(empty)))
    op.add_column('paper_version',
    sa.Column('pdf_fingerprint', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False, server_default=''))
    op.add_column('grant_item',
    sa.Column('part', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False, server_default=''))
