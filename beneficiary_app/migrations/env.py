"""Alembic’s entry: the application’s own engine and models."""

from alembic import context

from beneficiary_app.database import open_engine
from beneficiary_app.schema import target


def run() -> None:
    """Run the migrations in one transaction."""
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
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
