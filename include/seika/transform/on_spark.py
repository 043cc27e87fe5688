"""A month on Spark: its extracts as views, its configuration as tables, the same models, the result read back."""

# names in the SQL are those of contracts and of our own tables
# ruff: noqa: S608
from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from fsspec.core import url_to_fs

from seika.config import paths
from seika.errors import BadData, Outage
from seika.transform.build import Project, build
from seika.transform.declared import Month, tables
from seika.transform.mount import contracts

if TYPE_CHECKING:
    from seika.transform.choose import Extract

Run = Callable[[str], list[Any]]
_PARTS = ("", "_lake", "_config")
_ROW = {"delivery_id": "string", "row_number": "bigint"}
_ARROW = {"string": pa.string(), "bigint": pa.int64(), "date": pa.date32(), "boolean": pa.bool_()}


def built(project: Project, month: Month, orders: Mapping[str, str], exclude: Sequence[str] = ("unit_test",)) -> dict[str, pa.Table]:
    """Build ``month`` on Spark and return the tables named by ``orders``, each in its order and with the types it has on DuckDB.

    All that was made is dropped again. Raises what ``build`` does, and ``Outage TRANSFORM-08`` where no Spark answers.
    """
    target, schema = _told(project, month)
    with _connected(project.folder, target) as run:
        try:
            if target == "spark":
                _clean(schema)
            _mount(run, schema, month)
            build(project, exclude, target)
            return {name: _read(run, f"{schema}.{name}", order) for name, order in orders.items()}
        except BadData:
            _answering(run)  # a model that fails because its Spark is gone is no fault of the data
            raise
        finally:
            _drop(run, schema)


def _told(project: Project, month: Month) -> tuple[str, str]:
    """Say to ``profiles.yml`` where the build is; return the target's name and the schema of the models."""
    schema = f"seika_{month.organization.id}"
    scratch = paths.scratch() / "spark"
    os.environ |= {"SEIKA_SPARK_SCHEMA": schema, "SEIKA_SPARK_LOCAL": str(scratch / "local")}
    os.environ.setdefault("SEIKA_SPARK_WAREHOUSE", str(scratch / "warehouse"))
    if not os.environ.get("SEIKA_SPARK_MASTER"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # a driver without a cluster has nobody to listen to
    return "spark_thrift" if os.environ.get("SEIKA_SPARK_THRIFT") else "spark", schema


@contextmanager
def _connected(folder: Path, target: str) -> Iterator[Run]:
    """Yield what runs a statement by the same profile as dbt, and returns its rows."""
    from dbt.adapters.contracts.connection import Connection
    from dbt.adapters.exceptions import FailedToConnectError
    from dbt.adapters.spark.connections import SparkConnectionManager
    from dbt.config.runtime import load_profile
    from dbt.flags import set_from_args
    from dbt_common.context import set_invocation_context

    set_invocation_context(os.environ)
    set_from_args(Namespace(PROFILES_DIR=str(folder)), None)
    profile = load_profile(str(folder), {}, target_override=target)
    try:
        connection = SparkConnectionManager.open(Connection(type="spark", name="seika", credentials=profile.credentials))
    except FailedToConnectError as failed:
        raise Outage("TRANSFORM-08", problem=type(failed.__cause__).__name__) from None

    def run(sql: str) -> list[Any]:
        cursor = connection.handle.cursor()
        cursor.execute(sql)
        return list(cursor.fetchall() or []) if sql.startswith(("select", "describe")) else []

    _answering(run)
    try:
        yield run
    finally:
        connection.handle.close()


def _answering(run: Run) -> None:
    """Raise ``Outage TRANSFORM-08`` where Spark does not answer."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from thrift.Thrift import TException

    try:
        run("select 1")
    except (PySparkException, Py4JError, TException, OSError) as failed:
        raise Outage("TRANSFORM-08", problem=type(failed).__name__) from None


def _mount(run: Run, schema: str, month: Month) -> None:
    """Make the schemas anew, with one view a source in ``<schema>_lake`` and one table a declared one in ``<schema>_config``."""
    _drop(run, schema)
    for part in _PARTS:
        run(f"create schema {schema}{part}")
    for source, contract in contracts(paths.home() / "include" / "contracts").items():
        kinds = {name: {"int": "bigint"}.get(column.type, column.type) for name, column in contract.columns.items()}
        of_source = [each for each in month.extracts if each.source_id == source]
        _mount_source(run, f"{schema}_lake.{source}", kinds | _ROW, of_source)
    for name, table in tables(month).items():
        # Not a view: a metastore keeps the text of a view, and some (Derby) only its first 32,700 characters.
        run(f"create table {schema}_config.{name} using parquet as {_declared_sql(table)}")


def _clean(schema: str) -> None:
    """Remove the files of a build that was killed: this process does not know its tables and could not make them again."""
    system, root = url_to_fs(os.environ["SEIKA_SPARK_WAREHOUSE"])
    for part in _PARTS:
        place = f"{root}/{schema}{part}.db"
        if system.exists(place):
            system.rm(place, recursive=True)


def _drop(run: Run, schema: str) -> None:
    for part in _PARTS:
        run(f"drop schema if exists {schema}{part} cascade")


def _mount_source(run: Run, view: str, kinds: Mapping[str, str], extracts: Sequence[Extract]) -> None:
    """Make the view of what counts of a source's extracts: their rows less those in quarantine.

    Each file is a table with its columns said: a file that is only named would be opened for them at each use.
    """
    parts = []
    for number, each in enumerate(extracts, 1):
        run(f"create table {view}_{number}_rows ({_columns(kinds)}) using parquet location '{_place(each.rows)}'")
        parts.append(f"select {', '.join(kinds)} from {view}_{number}_rows")
        if each.quarantine:
            run(f"create table {view}_{number}_held_back ({_columns(_ROW)}) using parquet location '{_place(each.quarantine)}'")
            parts[-1] += f" left anti join {view}_{number}_held_back using ({', '.join(_ROW)})"
    run(f"create view {view} as {' union all '.join(parts) or _nothing(kinds)}")


def _declared_sql(table: pa.Table) -> str:
    """Return a table of the configuration as text: a cluster shares no folder with whoever computes but the lake."""
    kinds = {field.name: _spark_type(str(field.type)) for field in table.schema}
    rows = ", ".join("(" + ", ".join(_literal(value) for value in row.values()) + ")" for row in table.to_pylist())
    typed = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in kinds.items())
    return f"select {typed} from values {rows} as declared ({', '.join(kinds)})" if rows else _nothing(kinds)


def _nothing(kinds: Mapping[str, str]) -> str:
    return f"select {', '.join(f'cast(null as {kind}) as {name}' for name, kind in kinds.items())} where false"


def _columns(kinds: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in kinds.items())


def _place(url: str) -> str:
    return (url if "://" in url else Path(url).absolute().as_uri()).replace("'", "\\'")


def _literal(value: object) -> str:
    return "null" if value is None else "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


def _spark_type(arrow: str) -> str:
    return {"date32[day]": "date", "int64": "bigint", "bool": "boolean"}.get(arrow, arrow.replace("decimal128", "decimal"))


def _read(run: Run, relation: str, order: str) -> pa.Table:
    """Return a table as text and typed here: the two ways to Spark have different ideas of a decimal and a date."""
    kinds = {row[0]: row[1] for row in run(f"describe table {relation}")}
    rows = run(f"select {', '.join(f'cast({name} as string) as {name}' for name in kinds)} from {relation}")
    columns = {name: _typed([row[number] for row in rows], kind) for number, (name, kind) in enumerate(kinds.items())}
    return pa.table(columns).sort_by([(key, "ascending") for key in order.split(", ")])


def _typed(values: list[str | None], kind: str) -> pa.Array:
    if kind.startswith("decimal("):
        precision, scale = map(int, kind[len("decimal(") : -1].split(","))
        return pa.array([None if value is None else Decimal(value) for value in values], pa.decimal128(precision, scale))
    return pa.array(values, pa.string()).cast(_ARROW[kind])
