"""notes that a professional writes"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A note has a part, an author and a structure; those of before are hers alone."""
    with op.batch_alter_table('note') as batch_op:
        for name, length in (('part', 32), ('author_name', 200), ('structure_name', 200)):
            kind = sqlmodel.sql.sqltypes.AutoString(length=length)
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=''))
    with op.batch_alter_table('note') as batch_op:
        for name in ('part', 'author_name', 'structure_name'):
            batch_op.alter_column(name, server_default=None)
