"""Every number leads back to its rows, and the rows come to it again."""

from __future__ import annotations

import json
import random
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from seika.canonical import hash_file
from seika.cli import app
from seika.config import paths
from seika.errors import BadData
from seika.store import lake, ledger, releases, semantics
from seika.store.database import transaction
from seika.store.number_id import number_id
from seika.trace import Cell, Reader, trace

AUDITOR, ANYBODY = Reader("an auditor", is_auditor=True), Reader("anybody")
PERIOD = "2025-06"


def cells(ward: str, *statuses: str) -> list[tuple[str, dict[str, Any]]]:
    """Return period and row of all published cells, or of those with a status."""
    rows = [(each.period, row) for each in releases.current_snapshots(ward) for row in releases.kpi_rows(each.snapshot_id)]
    return [(period, row) for period, row in rows if not statuses or row["status"] in statuses]


def cell_of(row: dict[str, Any]) -> Cell:
    return Cell(row["kpi_id"], row["unit_code"], row["window_id"], (row["breakdown_id"], row["breakdown_code"]), row["tree_code"])


def test_the_rows_of_200_random_cells_come_to_what_was_published(ward: str) -> None:
    shown = [(period, row) for period, row in cells(ward) if row["status"] != "suppressed"]
    counted = [each for each in shown if each[1]["numerator"]]
    chosen = random.Random(5).sample(shown, 60) + random.Random(6).sample(counted, 140)
    for period, row in chosen:
        found = trace(ward, period, cell_of(row), AUDITOR, with_rows=True)
        parts = {part.role: part for part in found.parts}
        assert parts["numerator"].quantity == row["numerator"]
        if "denominator" in parts:
            assert parts["denominator"].quantity == row["denominator"]
        for part in found.parts:
            assert sum((part.rows_by_delivery or {}).values()) == len(part.rows or ())
            assert {each.delivery_id for each in part.rows or ()} <= {each.delivery.delivery_id for each in found.deliveries}


def test_a_row_that_is_listed_stands_in_the_file_under_that_number(ward: str) -> None:
    found = trace(ward, PERIOD, Cell("headcount"), AUDITOR, with_rows=True)
    (part,) = found.parts
    assert part.rows and len(part.rows) == found.row["numerator"]
    delivery = ledger.delivery(part.rows[0].delivery_id)
    held = {row["row_number"]: row for row in lake.table(delivery).to_pylist()}
    back = {row["row_number"] for row in lake.table(delivery, "quarantine").to_pylist()}
    assert all(row.row_number in held and row.row_number not in back for row in part.rows)


def test_the_answer_names_everything_from_the_snapshot_to_the_file(ward: str) -> None:
    found = trace(ward, PERIOD, Cell("overtime_hours_per_capita_month"), ANYBODY)
    snapshot = releases.current(ward, PERIOD)
    assert found.snapshot == snapshot and found.row["value"] is not None
    assert found.kpi["provenance"]["document"] and found.version["numerator"] == "overtime_minutes"
    assert "sum(counted.amount)" in found.parts[0].measure["aggregate_sql"]
    assert {each.delivery.source_id for each in found.deliveries} == {"attendance", "roster"}
    attendance = next(each for each in found.deliveries if each.delivery.source_id == "attendance")
    assert attendance.origin["type"] == "folder" and attendance.checks
    assert hash_file(paths.state() / "vault" / attendance.delivery.sha256) == attendance.delivery.sha256
    assert found.manifest["lock_hash"] and found.manifest["recipe_hash"]


def test_rows_are_for_auditors_and_each_look_is_in_the_ledger(ward: str) -> None:
    with pytest.raises(BadData) as refused:
        trace(ward, PERIOD, Cell("headcount"), ANYBODY, with_rows=True)
    assert refused.value.code == "TRACE-02"
    trace(ward, PERIOD, Cell("headcount"), AUDITOR, with_rows=True)
    event = ledger.events(ward)[0]
    assert (event.verb, event.code, event.period) == ("trace", "TRACE-05", PERIOD)
    assert "an auditor" in event.message and "headcount" in event.message


def test_a_withheld_cell_says_where_it_comes_from_but_no_number_of_its_own(ward: str) -> None:
    period, row = cells(ward, "suppressed")[0]
    hidden = trace(ward, period, cell_of(row), ANYBODY)
    assert hidden.hidden and hidden.deliveries
    assert all((part.quantity, part.rows_by_delivery, part.rows) == (None, None, None) for part in hidden.parts)
    before = len(ledger.events(ward, limit=1000))
    seen = trace(ward, period, cell_of(row), AUDITOR)
    assert seen.parts[0].quantity is not None and len(ledger.events(ward, limit=1000)) == before + 1


def test_a_published_number_that_its_rows_do_not_come_to_is_an_error(ward: str) -> None:
    snapshot = releases.current(ward, PERIOD)
    assert snapshot
    change = (
        "update kpi.kpi_value_row set numerator = numerator {} 1 where snapshot_id = :id and kpi_id = 'headcount' and unit_code = :unit"
    )
    unit = next(row["unit_code"] for _, row in cells(ward) if row["unit_level"] == "organization")

    def forge(sign: str) -> None:
        with transaction() as connection:
            connection.execute(text("set local session_replication_role = replica"))
            assert connection.execute(text(change.format(sign)), {"id": snapshot.snapshot_id, "unit": unit}).rowcount

    forge("+")
    try:
        with pytest.raises(BadData) as refused:
            trace(ward, PERIOD, Cell("headcount"), ANYBODY)
        assert refused.value.code == "TRACE-01"
    finally:
        forge("-")


@pytest.mark.parametrize(
    ("period", "cell", "code"),
    [("2031-01", Cell("headcount"), "TRACE-03"), (PERIOD, Cell("no_such"), "TRACE-04"), (PERIOD, Cell("headcount", "nowhere"), "TRACE-04")],
)
def test_what_was_never_published_is_said_to_be_so(ward: str, period: str, cell: Cell, code: str) -> None:
    with pytest.raises(BadData) as refused:
        trace(ward, period, cell, ANYBODY)
    assert refused.value.code == code


def test_the_command_prints_a_tree_for_people_and_one_object_for_machines(ward: str) -> None:
    arguments = ["trace", "overtime_hours_per_capita_month", "-o", ward, "-p", PERIOD]
    shown = CliRunner().invoke(app, arguments)
    assert shown.exit_code == 0
    found = trace(ward, PERIOD, Cell("overtime_hours_per_capita_month"), ANYBODY)
    for needle in (found.snapshot.snapshot_hash, "kintai_202506", found.deliveries[0].delivery.sha256, "sum(counted.amount)"):
        assert needle in shown.output
    told = json.loads(CliRunner().invoke(app, [*arguments, "--rows", "--json"]).output)
    assert told["row"]["kpi_id"] == "overtime_hours_per_capita_month" and len(told["parts"][0]["rows"]) > 100


def test_the_command_takes_the_id_of_a_number_as_reports_have_it(ward: str) -> None:
    snapshot = releases.current(ward, PERIOD)
    assert snapshot
    rows = [row for row in releases.kpi_rows(snapshot.snapshot_id) if row["value"] is not None]
    whole = next(row for row in rows if row["unit_level"] != "organization")
    part = next(row for row in rows if row["breakdown_id"] != "all") if any(row["breakdown_id"] != "all" for row in rows) else whole
    for row in (whole, part):
        told = CliRunner().invoke(app, ["trace", f"seika:{number_id(snapshot.snapshot_id, row)}", "--json"])
        found = json.loads(told.output)
        assert {name: found["key"][name] for name in releases.CELL_KEY} == {name: row[name] for name in releases.CELL_KEY}
        assert found["row"]["snapshot_id"] == snapshot.snapshot_id
    for arguments, code in ((["headcount"], "TRACE-12"), (["a/b/c"], "TRACE-11"), (["x-2025-01-r1/a/b/c"], "STORE-11")):
        refused = CliRunner().invoke(app, ["trace", *arguments])
        assert refused.exit_code != 0 and code in refused.output


def test_no_answer_names_a_person(ward: str) -> None:
    delivery = next(each for each in ledger.deliveries(ward) if each.source_id == "roster" and each.period == PERIOD)
    keys = set(pq.read_table(lake.url(delivery), columns=["person_key"]).column("person_key").to_pylist())
    told = CliRunner().invoke(app, ["trace", "headcount", "-o", ward, "-p", PERIOD, "--rows", "--json"]).output
    assert keys and not [key for key in keys if key in told]


def test_the_declarations_are_published_with_every_month(ward: str) -> None:
    for each in releases.current_snapshots(ward):
        found = semantics.read(each.snapshot_id)
        assert {row["kpi_id"] for row in releases.kpi_rows(each.snapshot_id)} <= {row["kpi_id"] for row in found["kpi_definition"]}
        assert json.loads(each.manifest)["semantics_hash"] == semantics.semantics_hash(found)
