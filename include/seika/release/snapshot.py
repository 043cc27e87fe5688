"""What transform left in a folder, as the rows that are published and the hashes that say what they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from seika.canonical import hash_of
from seika.errors import BadData
from seika.kpi import rolled_up
from seika.release.withhold import Withheld, withhold
from seika.store import semantics
from seika.store.releases import CELL_KEY
from seika.store.stewardship import waived_in

Row = dict[str, Any]
Earlier = Callable[[str, Sequence[Row], Mapping[str, Any]], list[Row]]
KPI_COLUMNS = (
    "organization_id", "period", "kpi_id", "window_id", "tree_code", "unit_code", "unit_level", "breakdown_id", "breakdown_code",
    "speaks_from", "speaks_to", "numerator", "denominator", "value", "people", "target", "baseline", "status", "stale_since",
)  # fmt: skip
# What later versions of Seika added, with what it is where it says nothing: a row hashes as it did before there was such a column.
_LATER = {"tree_code": "as_was", "breakdown_id": "all", "breakdown_code": "all", "baseline": None, "stale_since": None}
OUTCOME_COLUMNS = ("organization_id", "period", "node_id", "level", "status", "kpi_count", "behind_count")
INPUT_COLUMNS = ("delivery_id", "source_id", "period", "sha256", "accepted_count", "quarantined_count")
_SELECTION = (
    "organization_id",
    "period",
    "input_hash",
    "configuration_hash",
    "code_hash",
    "deliveries",
    "kpis",
    "disclosure",
    "status_rules",
    "units",
)
_DECIMALS = 4  # of value and target as published


@dataclass(frozen=True)
class Result:
    """One month as it will be published: rows after suppression, in the order in which they are hashed."""

    selection: dict[str, Any]
    kpi_rows: list[Row]
    outcome_rows: list[Row]
    inputs: list[Row]
    waivers: tuple[Row, ...] = ()
    withheld: Withheld | None = field(default=None, compare=False)
    semantics: Mapping[str, list[Row]] = field(default_factory=dict)


def read_result(folder: Path, earlier: Earlier = lambda *_: []) -> Result:
    """Return the month in ``folder`` as it may be published after what ``earlier`` names (``seika.store.earlier.comparable``).

    ``BadData RELEASE-04`` where a file is missing or wrong, ``RELEASE-05`` for a KPI without rules of disclosure, ``DISCLOSURE-02`` where
    these cannot be kept.
    """
    selection = _read_selection(folder / "selection.json")
    rows = _read_rows(folder / "kpi_value.parquet", KPI_COLUMNS, "numerator_people", "numerator_largest")
    outcomes = _read_rows(folder / "outcome_status.parquet", OUTCOME_COLUMNS)
    for row in (*rows, *outcomes):
        if (row["organization_id"], row["period"]) != (selection["organization_id"], selection["period"]):
            raise BadData("RELEASE-04", file=folder, problem="its rows speak of another organization or month")
    withheld = withhold(rows, selection, earlier(selection["organization_id"], rows, selection["disclosure"]))
    kpi_rows = [{name: row[name] for name in KPI_COLUMNS} for row in withheld.rows]
    return Result(
        selection=selection,
        kpi_rows=_ordered(kpi_rows, *CELL_KEY),
        outcome_rows=_ordered([_told(row, kpi_rows, selection) for row in outcomes], "node_id"),
        inputs=_ordered([{name: each[name] for name in INPUT_COLUMNS} for each in selection["deliveries"]], "delivery_id"),
        waivers=_waivers(selection["deliveries"]),
        withheld=withheld,
        semantics=_read_semantics(folder / "semantics.json"),
    )


def content_hash(kpi_rows: Iterable[Mapping[str, Any]], outcome_rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the SHA-256 of what is published, as given: the rows in order, decimals with four places, dates as ISO text."""
    return hash_of(published_content(kpi_rows, outcome_rows))


def published_content(kpi_rows: Iterable[Mapping[str, Any]], outcome_rows: Iterable[Mapping[str, Any]]) -> list[list[list[object]]]:
    """Return what the content hash is of: two tables, each a list of rows, each the published columns as texts and whole numbers."""
    tables = ((kpi_rows, KPI_COLUMNS), (outcome_rows, OUTCOME_COLUMNS))
    return [[_hashed(row, names) for row in rows] for rows, names in tables]


def _hashed(row: Mapping[str, Any], names: Iterable[str]) -> list[object]:
    later = {name: _plain(row[name]) for name in names if name in _LATER and row[name] != _LATER[name]}
    return [_plain(row[name]) for name in names if name not in _LATER] + ([later] if later else [])


def deliveries_hash(inputs: Iterable[Mapping[str, Any]]) -> str:
    """Return the SHA-256 of the list of deliveries that a snapshot keeps as its inputs."""
    return hash_of([[row[name] for name in INPUT_COLUMNS] for row in inputs])


def _read_selection(path: Path) -> dict[str, Any]:
    try:
        selection: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadData("RELEASE-04", file=path, problem=_reason(error)) from None
    missing = [name for name in _SELECTION if name not in selection]
    if missing:
        raise BadData("RELEASE-04", file=path, problem=f"it lacks {', '.join(missing)}")
    return selection


def _read_semantics(path: Path) -> dict[str, list[Row]]:
    """Return the declarations as the models saw them; none where a month was computed without."""
    if not path.is_file():
        return {}
    try:
        return semantics.from_text(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, ArithmeticError) as error:
        raise BadData("RELEASE-04", file=path, problem=_reason(error)) from None


def _read_rows(path: Path, columns: tuple[str, ...], *where_there: str) -> list[Row]:
    try:
        table = pq.ParquetFile(path).read()
    except (OSError, ValueError) as error:
        raise BadData("RELEASE-04", file=path, problem=_reason(error)) from None
    missing = [name for name in columns if name not in table.column_names]
    if missing:
        raise BadData("RELEASE-04", file=path, problem=f"it lacks {', '.join(missing)}")
    wanted = [*columns, *(name for name in where_there if name in table.column_names)]
    rows: list[Row] = table.select(wanted).to_pylist()
    return rows


def _told(outcome: Row, kpi_rows: list[Row], selection: Mapping[str, Any]) -> Row:
    """Return an outcome judged anew from the published statuses: what a withheld KPI stands at must not shine through."""
    first = {(kpi_id, kpi["window_id"]) for kpi_id, kpi in selection["kpis"].items() if kpi["node_id"] == outcome["node_id"]}
    whole = [row for row in kpi_rows if is_whole(row) and (row["kpi_id"], row["window_id"]) in first]
    statuses = [row["status"] for row in whole]
    if "suppressed" not in statuses:
        return outcome
    rule = selection["status_rules"][outcome["node_id"]]
    return {**outcome, "status": rolled_up(statuses, rule), "behind_count": statuses.count("behind")}


def is_whole(row: Mapping[str, Any]) -> bool:
    """Whether a cell speaks of the whole organization as it was: what outcomes are judged by."""
    return (row["unit_level"], row["tree_code"], row["breakdown_id"]) == ("organization", "as_was", "all")


def _waivers(deliveries: list[Row]) -> tuple[Row, ...]:
    return tuple(
        {"delivery_id": each["delivery_id"], **asdict(waived), "protects": [*waived.protects]}
        for each in sorted(deliveries, key=lambda each: str(each["delivery_id"]))
        for waived in waived_in(each.get("decisions"))
    )


def _ordered(rows: list[Row], *key: str) -> list[Row]:
    return sorted(rows, key=lambda row: tuple(row[name] for name in key))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:.{_DECIMALS}f}"
    return value.isoformat() if isinstance(value, date) else value


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
