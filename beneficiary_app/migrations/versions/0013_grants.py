"""what she opens to others, what she hides"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import beneficiary_app.database

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

KINDS = (
    'carnet_opened', 'signed_in', 'signed_out', 'imported', 'letter_made', 'card_made', 'card_ended', 'sheet_made',
    'terms_accepted', 'passkey_added', 'passkey_removed', 'passkey_suspect', 'trusted', 'untrusted', 'recovery_started',
    'recovery_seconded', 'recovery_given', 'recovery_cancelled', 'step_added', 'step_done',
    'step_reopened', 'step_dropped', 'step_changed', 'goal_added', 'goal_reached', 'goal_stopped', 'goal_reopened',
    'situation_ended', 'situation_back', 'note_written', 'replied', 'reply_withdrawn', 'appointment_confirmed',
    'appointment_excused', 'fact_corrected', 'grant_given', 'grant_extended', 'grant_narrowed', 'grant_paused',
    'grant_resumed', 'grant_ended', 'grant_left', 'grant_ending', 'grant_asked', 'grant_refused', 'grant_talk',
    'ask_withdrawn', 'hidden', 'unhidden', 'shown', 'first_look', 'looked', 'look_refused', 'situation_added',
    'appointment_added', 'reply_answered', 'connection_added', 'connection_removed',
    'paper_begun', 'paper_added', 'paper_ready', 'paper_unreadable',
    'paper_given_up', 'paper_changed', 'paper_binned', 'paper_restored', 'paper_destroyed', 'paper_ending',
    'paper_taken', 'paper_looked', 'paper_asked', 'paper_later', 'paper_reminder', 'paper_not_had', 'paper_ask_withdrawn', 'printed',
    'exported', 'export_asked', 'mandate_offered', 'mandate_given', 'mandate_narrowed', 'mandate_ended', 'mandate_ending',
    'help_started', 'help_ended', 'help_looked', 'help_refused', 'help_paused', 'help_agreed',
    'help_disputed',
    'draft_kept', 'draft_dropped', 'paper_sent', 'paper_found', 'stop_code_made', 'stopped_by_code',
)
TOLD = (
    'signed_in', 'letter_made', 'card_made', 'sheet_made', 'passkey_added', 'passkey_removed', 'passkey_suspect',
    'exported', 'trusted', 'recovery_started', 'recovery_seconded', 'recovery_given',
)
PARTS = (
    'logement', 'emploi', 'formation', 'difficulte_administrative', 'difficulte_financiere', 'mobilite', 'sante',
    'contraintes_familiales', 'maitrise_langue', 'numerique', 'rendez_vous', 'accompagnement', 'droits', 'coordonnees',
    'papiers_identite', 'papiers_logement', 'papiers_ressources', 'papiers_emploi', 'papiers_sante', 'papiers_famille',
    'papiers_justice', 'papiers_autre',
)


def moment(name: str, *, nullable: bool = True) -> sa.Column:
    """A column of an aware time."""
    return sa.Column(name, beneficiary_app.database.Moment(timezone=True), nullable=nullable)


def some(name: str, *, nullable: bool = False) -> sa.Column:
    """A column of an id."""
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def text(name: str, length: int | None = None) -> sa.Column:
    """A column of words."""
    kind = sqlmodel.sql.sqltypes.AutoString(length=length) if length else sqlmodel.sql.sqltypes.AutoString()
    return sa.Column(name, kind, nullable=False)


def yes_or_no(name: str) -> sa.Column:
    """A column of a yes or a no."""
    return sa.Column(name, sa.Boolean(), nullable=False)


def leads_to(table: str, column: str, other: str, key: str) -> sa.ForeignKeyConstraint:
    """A foreign key, named as the house names them."""
    return sa.ForeignKeyConstraint([column], [f'{other}.{key}'], name=op.f(f'fk_{table}_{column}_{other}'))


def of_carnet(table: str) -> sa.ForeignKeyConstraint:
    """The carnet that a row belongs to."""
    return leads_to(table, 'carnet_id', 'person', 'carnet_id')


def upgrade() -> None:
    """Four tables, the acts of access, and for each act whether she must be told."""
    op.create_table('access_grant',
    some('carnet_id'), some('id'), text('state', 16), some('professional_id', nullable=True),
    some('structure_id', nullable=True), text('holder_name', 200), text('holder_structure', 200), yes_or_no('sees'),
    yes_or_no('adds'), text('why', 300), sa.Column('days', sa.Integer(), nullable=False),
    moment('made_at', nullable=False), moment('starts_at'), moment('ends_at'), text('words'),
    text('words_language', 8), text('words_hash', 64), moment('ended_at'), text('ended_because', 16),
    some('answers', nullable=True), moment('talk_at'), moment('warned_at'),
    sa.CheckConstraint("state IN ('draft', 'asked', 'active', 'paused', 'ended')", name=op.f('ck_access_grant_state')),
    sa.CheckConstraint('professional_id IS NOT NULL OR structure_id IS NOT NULL', name=op.f('ck_access_grant_holder')),
    of_carnet('access_grant'),
    leads_to('access_grant', 'professional_id', 'professional', 'id'),
    leads_to('access_grant', 'structure_id', 'structure', 'id'),
    sa.PrimaryKeyConstraint('carnet_id', 'id', name=op.f('pk_access_grant')),
    )
    op.create_index('ix_access_grant_professional_id', 'access_grant', ['professional_id'])
    op.create_index('ix_access_grant_structure_id', 'access_grant', ['structure_id'])
    op.create_table('grant_part',
    some('carnet_id'), some('grant_id'), text('part', 32), of_carnet('grant_part'),
    sa.CheckConstraint(sa.column('part').in_(PARTS), name=op.f('ck_grant_part_part')),
    sa.PrimaryKeyConstraint('carnet_id', 'grant_id', 'part', name=op.f('pk_grant_part')),
    )
    op.create_table('grant_item',
    some('carnet_id'), some('grant_id'), text('target', 16), some('target_id'), text('title', 500),
    of_carnet('grant_item'),
    sa.PrimaryKeyConstraint('carnet_id', 'grant_id', 'target', 'target_id', name=op.f('pk_grant_item')),
    )
    op.create_table('hidden',
    some('carnet_id'), text('target', 16), some('target_id'), moment('hidden_at', nullable=False), of_carnet('hidden'),
    sa.PrimaryKeyConstraint('carnet_id', 'target', 'target_id', name=op.f('pk_hidden')),
    )
    with op.batch_alter_table('act') as batch_op:
        batch_op.drop_constraint(op.f('ck_act_kind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_act_kind'), sa.column('kind').in_(KINDS))
        batch_op.add_column(sa.Column('alert', sa.Boolean(), nullable=False, server_default=sa.false()))
    acts = sa.table('act', sa.column('kind'), sa.column('alert'))
    op.execute(sa.update(acts).where(acts.c.kind.in_(TOLD)).values(alert=True))
    with op.batch_alter_table('act') as batch_op:
        batch_op.alter_column('alert', server_default=None)
