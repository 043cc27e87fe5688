"""What Alembic runs: the connection and its transaction come from ``migrate``."""

from alembic import context

from seika.store.migrations import SCHEMA, TABLE

context.configure(connection=context.config.attributes["connection"], version_table=TABLE, version_table_schema=SCHEMA)
with context.begin_transaction():
    context.run_migrations()
