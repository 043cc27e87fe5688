"""The schema of ledger and release database, version by version (Alembic, run by the program itself)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, text

from seika.errors import BadConfig

SCHEMA, TABLE = "ledger", "schema_version"  # not Alembic's own names: the database may be shared
_LOCK = 7_234_101


def head() -> str:
    """Return the newest version this program knows: the number that its last migration's file name starts with."""
    return max(path.name[:4] for path in (Path(__file__).parent / "versions").glob("[0-9]*.py"))


def version(connection: Connection) -> str | None:
    """Return the version a database is at; none for an empty one."""
    if connection.execute(text(f"select to_regclass('{SCHEMA}.{TABLE}')")).scalar() is None:
        return None
    found = connection.execute(text(f"select version_num from {SCHEMA}.{TABLE}")).scalar()  # noqa: S608
    return None if found is None else str(found)


def migrate(engine: Engine) -> None:
    """Bring a database to the newest version, in one transaction and one process at a time; ``BadConfig STORE-09`` if newer."""
    with engine.connect() as connection:
        found = version(connection)
    if found == head():
        return
    if found is not None and found > head():
        raise BadConfig("STORE-09", found=found, known=head())
    # Alembic costs more than the rest of a short command: only who has something to migrate pays for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    with engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        connection.execute(text(f"create schema if not exists {SCHEMA}"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
