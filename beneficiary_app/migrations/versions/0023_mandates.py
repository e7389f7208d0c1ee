"""who may act for her, and each time that somebody did"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0023'
down_revision = '0025'
branch_labels = None
depends_on = None

PARTS = (
    'logement', 'emploi', 'formation', 'difficulte_administrative', 'difficulte_financiere', 'mobilite', 'sante',
    'contraintes_familiales', 'maitrise_langue', 'numerique', 'rendez_vous', 'accompagnement', 'droits', 'coordonnees',
    'papiers_identite', 'papiers_logement', 'papiers_ressources', 'papiers_emploi', 'papiers_sante', 'papiers_famille',
    'papiers_justice', 'papiers_autre',
)


def some(name: str, *, nullable: bool = False) -> sa.Column:
    """A column of an id."""
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def moment(name: str, *, nullable: bool = True) -> sa.Column:
    """A column of an aware time."""
    return sa.Column(name, beneficiary_app.database.Moment(timezone=True), nullable=nullable)


def text(name: str, length: int | None = None, *, nullable: bool = False) -> sa.Column:
    """A column of words."""
    kind = sqlmodel.sql.sqltypes.AutoString(length=length) if length else sqlmodel.sql.sqltypes.AutoString()
    return sa.Column(name, kind, nullable=nullable)


def whole(name: str) -> sa.Column:
    """A column of a number."""
    return sa.Column(name, sa.Integer(), nullable=False)


def yes_or_no(name: str) -> sa.Column:
    """A column of a yes or a no."""
    return sa.Column(name, sa.Boolean(), nullable=False)


def of_carnet(table: str) -> sa.ForeignKeyConstraint:
    """What leads with a carnet."""
    return sa.ForeignKeyConstraint(['carnet_id'], ['person.carnet_id'], name=op.f(f'fk_{table}_carnet_id_person'))


def one_of(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    """A closed list."""
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f'ck_{table}_{column}'))


def of_directory(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    """Who, and where she or he works."""
    return (
        sa.ForeignKeyConstraint(
            ['professional_id'], ['professional.id'], name=op.f(f'fk_{table}_professional_id_professional')
        ),
        sa.ForeignKeyConstraint(['structure_id'], ['structure.id'], name=op.f(f'fk_{table}_structure_id_structure')),
    )


def upgrade() -> None:
    """Four tables, and what an open session and the directory say more."""
    op.create_table('mandate',
    some('carnet_id'), some('id'), text('state', 16), some('professional_id', nullable=True),
    some('structure_id', nullable=True), text('holder_name', 200), text('holder_structure', 200), text('posture', 16),
    yes_or_no('adds'), yes_or_no('changes'), yes_or_no('whole'), whole('days'), text('given_how', 16), text('digest', 64, nullable=True),
    moment('code_ends_at'), text('stop', 64, nullable=True), moment('made_at', nullable=False), moment('starts_at'),
    moment('ends_at'), text('words'), text('words_language', 8), text('words_hash', 64), text('paper_hash', 64),
    moment('warned_at'), moment('ended_at'), text('ended_because', 16),
    of_carnet('mandate'), *of_directory('mandate'),
    one_of('mandate', 'state', ('offered', 'active', 'ended')),
    one_of('mandate', 'posture', ('with', 'beside', 'for')),
    one_of('mandate', 'given_how', ('device', 'card', 'paper')),
    sa.CheckConstraint("state <> 'active' OR structure_id IS NOT NULL", name=op.f('ck_mandate_holder')),
    sa.PrimaryKeyConstraint('carnet_id', 'id', name=op.f('pk_mandate')),
    sa.UniqueConstraint('digest', name=op.f('uq_mandate_digest')),
    sa.UniqueConstraint('stop', name=op.f('uq_mandate_stop')),
    )
    op.create_index('ix_mandate_structure_id', 'mandate', ['structure_id'])
    op.create_index('ix_mandate_professional_id', 'mandate', ['professional_id'])
    op.create_table('mandate_part',
    some('carnet_id'), some('mandate_id'), text('part', 32), of_carnet('mandate_part'),
    one_of('mandate_part', 'part', PARTS),
    sa.PrimaryKeyConstraint('carnet_id', 'mandate_id', 'part', name=op.f('pk_mandate_part')),
    )
    op.create_table('help',
    some('carnet_id'), some('id'), some('mandate_id'), some('professional_id'), some('structure_id', nullable=True),
    text('helper_name', 200), text('structure_name', 200), text('posture', 16), moment('starts_at', nullable=False),
    moment('ends_at', nullable=False), moment('ended_at'), text('ended_because', 16), whole('first_seq'),
    whole('seen'), whole('added'), whole('changed'), text('receipt', 64, nullable=True), text('receipt_hash', 64),
    of_carnet('help'), *of_directory('help'), one_of('help', 'posture', ('with', 'beside', 'for')),
    sa.PrimaryKeyConstraint('carnet_id', 'id', name=op.f('pk_help')),
    sa.UniqueConstraint('receipt', name=op.f('uq_help_receipt')),
    )
    op.create_index('ix_help_professional_id', 'help', ['professional_id'])
    op.create_index('ix_help_mandate_id', 'help', ['mandate_id'])
    op.create_table('help_answer',
    some('carnet_id'), whole('seq'), yes_or_no('agrees'), text('text', 2000), moment('answered_at', nullable=False),
    of_carnet('help_answer'), sa.PrimaryKeyConstraint('carnet_id', 'seq', name=op.f('pk_help_answer')),
    )
    op.add_column('open_session', some('help_id', nullable=True))
    with op.batch_alter_table('professional') as batch_op:
        batch_op.add_column(sa.Column('volunteer', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('professional') as batch_op:
        batch_op.alter_column('volunteer', server_default=None)
