"""The database’s shape: every model, and the migrations that make it."""

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, make_url

from beneficiary_app import once
from beneficiary_app.access import mandate_models as mandates
from beneficiary_app.access import models as access
from beneficiary_app.appointments import models as appointments
from beneficiary_app.barrier import roles
from beneficiary_app.carnet import models as carnet
from beneficiary_app.config import Config
from beneficiary_app.database import metadata, open_engine
from beneficiary_app.desk import models as desk
from beneficiary_app.documents import models as documents
from beneficiary_app.documents import request_models as paper_requests
from beneficiary_app.drafts import models as drafts
from beneficiary_app.identity import connect_models as connections
from beneficiary_app.identity import health
from beneficiary_app.identity import key_models as keys
from beneficiary_app.identity import models as identity
from beneficiary_app.journey import models as journey
from beneficiary_app.kiosk import models as kiosk
from beneficiary_app.notes import models as notes
from beneficiary_app.notices import models as notices
from beneficiary_app.paths import MIGRATIONS
from beneficiary_app.people import models as people
from beneficiary_app.recovery import models as recovery
from beneficiary_app.replies import models as replies
from beneficiary_app.support import models as support
from beneficiary_app.takeaway import models as takeaway
from beneficiary_app.trail import models as trail
from beneficiary_app.vault import models as vault

MODELS = (
    trail,
    people,
    identity,
    keys,
    connections,
    health,
    access,
    mandates,
    replies,
    journey,
    notes,
    support,
    appointments,
    carnet,
    once,
    desk,
    recovery,
    notices,
    vault,
    documents,
    paper_requests,
    takeaway,
    kiosk,
    drafts,
)


def target() -> MetaData:
    """What the models say the database should be."""
    return metadata


def alembic(url: str) -> AlembicConfig:
    """Alembic’s configuration for one database."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(url: str) -> None:
    """Bring a database to today’s shape; forward only."""
    command.upgrade(alembic(url), "head")


def admit(owner_url: str, url: str) -> None:
    """Let the role of ``url`` into the database of ``owner_url``, under its policies."""
    engine = open_engine(owner_url)
    with engine.begin() as connection:
        roles.admit(connection, make_url(url))
    engine.dispose()


def bring_up(config: Config) -> None:
    """Bring the database to today’s shape, as its owner when there is one, and let the application’s own role in."""
    migrate(config.owner_url or config.url)
    if config.owner_url:
        admit(config.owner_url, config.url)


def latest(url: str) -> str:
    """The revision that an up-to-date database bears."""
    return ScriptDirectory.from_config(alembic(url)).get_current_head() or ""
