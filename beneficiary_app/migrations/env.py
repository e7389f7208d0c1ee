"""Alembic’s entry: the application’s own engine and models."""

from alembic import context

from beneficiary_app.actor import system
from beneficiary_app.barrier import laying
from beneficiary_app.database import open_engine
from beneficiary_app.schema import target
from beneficiary_app.voice import say


def run() -> None:
    """Run the migrations and lay the policies, in one transaction."""
    engine = open_engine(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.execution_options(carnet_writes=True).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target(),
            render_as_batch=True,
            compare_type=True,
            compare_server_default=True,
        )
        with context.begin_transaction():
            # The owner too is held by the policies: a migration that reads rows says who it is.
            say(connection, system("migration"))
            laying.lift(connection)
            context.run_migrations()
            laying.lay(connection)
        connection.commit()
    engine.dispose()


run()
