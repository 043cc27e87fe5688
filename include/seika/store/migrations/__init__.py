"""The schema of ledger and release database, version by version (Alembic, run by the program itself)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, text

from seika.config.load import load_raw
from seika.errors import BadConfig

SCHEMA_OF_VIEWS = "kpi"
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
        _comment(connection)


def _comment(connection: Connection) -> None:
    """Write what ``release/columns.yml`` says of the published views into the database, as it says it by now."""
    declared = load_raw(Path(__file__).parents[2] / "release" / "columns.yml")
    quote = connection.dialect.identifier_preparer.quote_identifier
    for name, relation in declared.items():
        for view, key in ((name, "name"), (relation["view_ja"], "label_ja")):
            place = f"{SCHEMA_OF_VIEWS}.{quote(view)}"
            _say(connection, f"view {place}", relation["says_ja"])
            for column in relation["columns"]:
                said = column["says_ja"] if key == "label_ja" else f"{column['label_ja']}: {column['says_ja']}"
                _say(connection, f"column {place}.{quote(column[key])}", said)


def _say(connection: Connection, what: str, said: str) -> None:
    literal = "'" + said.replace("'", "''") + "'"  # a comment takes no parameter
    connection.exec_driver_sql(f"comment on {what} is {literal}".replace("%", "%%"))
