"""The chosen extracts and the resolved configuration, mounted as dbt sources in a scratch database."""

# names in the SQL are those of contracts and of our own tables
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from seika.config import paths
from seika.config.contract import Contract
from seika.config.load import load_yaml
from seika.transform.choose import Extract
from seika.transform.declared import Month, tables

if TYPE_CHECKING:
    import duckdb

_TYPES = {"string": "varchar", "int": "bigint", "date": "date", "timestamp": "timestamp", "boolean": "boolean"}


def mount(database: Path, month: Month) -> None:
    """Make ``database`` anew with schema ``lake`` (one view a source) and schema ``config`` (one table each).

    A source's view holds the rows of its extracts less those in quarantine; a source without extracts is an empty table of the same
    columns, so that every model can be built for every organization.
    """
    import duckdb

    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema lake")
        connection.execute("create schema config")
        for source, contract in contracts(paths.home() / "include" / "contracts").items():
            of_source = [each for each in month.extracts if each.source_id == source]
            mount_source(connection, source, types_of(contract), of_source, database.parent)
        for name, table in tables(month).items():
            connection.register("declared", table)
            connection.execute(f"create table config.{name} as select * from declared")
            connection.unregister("declared")


@cache
def contracts(folder: Path) -> dict[str, Contract]:
    """Every source's contract, read once a process: an organization without a source has an empty table for it."""
    return {path.stem: load_yaml(path, Contract) for path in sorted(folder.glob("*.yml"))}


def types_of(contract: Contract) -> dict[str, str]:
    """Return the columns of a source in the lake with their DuckDB types."""
    return {name: _TYPES[column.type] for name, column in contract.columns.items()} | {"delivery_id": "varchar", "row_number": "bigint"}


def mount_source(
    connection: duckdb.DuckDBPyConnection, source: str, types: Mapping[str, str], extracts: Sequence[Extract], folder: Path
) -> None:
    """Make ``lake.<source>`` of what counts of its extracts; files of a remote lake are fetched into ``folder``.

    A column that the contract has got since an extract was decoded says nothing in it.
    """
    import pyarrow.parquet as pq

    if not extracts:
        columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
        connection.execute(f"create table lake.{source} ({columns})")
        return
    rows = _local([each.rows for each in extracts], folder)
    held = [set(pq.read_schema(path).names) for path in rows]
    anywhere, by_name = set.union(*held), "" if all(names >= types.keys() for names in held) else ", union_by_name = true"
    columns = ", ".join(f"extract.{name}" if name in anywhere else f"cast(null as {kind}) as {name}" for name, kind in types.items())
    sql = f"create view lake.{source} as select {columns} from read_parquet({_listed(rows)}{by_name}) as extract"
    held_back = [each.quarantine for each in extracts if each.quarantine]
    if held_back:
        sql += f" anti join read_parquet({_listed(_local(held_back, folder))}) as quarantine using (delivery_id, row_number)"
    connection.execute(sql)


def _local(urls: Sequence[str], folder: Path) -> list[str]:
    """Return local files; what lies elsewhere is fetched first, because no extension of DuckDB's may be."""
    local = []
    for url in urls:
        if "://" not in url:
            local.append(url)
            continue
        import fsspec

        target = folder / "fetched" / "-".join(url.split("/")[-2:])
        target.parent.mkdir(exist_ok=True)
        with fsspec.open(url, "rb") as stream:
            target.write_bytes(stream.read())
        local.append(str(target))
    return local


def _listed(files: Sequence[str]) -> str:
    return "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in files) + "]"
