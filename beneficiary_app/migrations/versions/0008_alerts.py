"""what she must be told of in every open session"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The number of the last alert of a carnet, and how far each session was told."""
    for table, column in (('trail_head', 'alert_seq'), ('open_session', 'told_seq')):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=False, server_default='0'))
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(column, server_default=None)
