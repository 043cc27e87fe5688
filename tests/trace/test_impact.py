"""The other way round: what a delivery, a row, a person or a rule does to what was published."""

from __future__ import annotations

import random

import pytest
from typer.testing import CliRunner

from seika.cli import app
from seika.errors import BadData
from seika.store import lake, ledger, releases
from seika.store.ledger import Delivery
from seika.trace import Cell, Reader, trace
from seika.trace.impact import Asked, impact

AUDITOR, ANYBODY = Reader("an auditor", is_auditor=True), Reader("anybody")
PERIOD = "2025-06"


def delivery_of(ward: str, source_id: str) -> Delivery:
    return next(each for each in ledger.deliveries(ward, source_id) if each.period == PERIOD)


def test_a_row_touches_the_cells_that_list_it_and_a_row_that_none_lists_is_not_in_them(ward: str) -> None:
    delivery = delivery_of(ward, "attendance")
    numbers = lake.table(delivery).column("row_number").to_pylist()
    cell = Cell("overtime_hours_per_capita_month")
    listed = {row.row_number for part in trace(ward, PERIOD, cell, AUDITOR, with_rows=True).parts for row in part.rows or ()}
    counted = random.Random(3).choice(sorted(listed & set(numbers)))
    touched = {each.key for each in impact(ward, Asked(row=(delivery.delivery_id, counted)), AUDITOR)}
    assert ("overtime_hours_per_capita_month", "month", "as_was", "0000000", "all", "all") in touched
    assert not {key for key in touched if key[0].startswith("male_childcare")}
    (beyond,) = [max(numbers) + 1]
    assert list(impact(ward, Asked(row=(delivery.delivery_id, beyond)), AUDITOR)) == []


def test_a_row_of_the_roster_touches_what_is_counted_through_it(ward: str) -> None:
    eligible = trace(ward, PERIOD, Cell("overtime_hours_per_capita_month"), AUDITOR, with_rows=True).parts[1].rows or ()
    row = eligible[0]
    kpis = {each.key[0] for each in impact(ward, Asked(row=(row.delivery_id, row.row_number)), AUDITOR)}
    assert {"headcount", "overtime_hours_per_capita_month"} <= kpis  # its own, and attendance by the unit that it names


def test_a_person_is_found_by_pseudonym_and_asking_is_for_auditors_and_logged(ward: str) -> None:
    delivery = delivery_of(ward, "roster")
    key = next(each for each in lake.table(delivery).to_pylist() if each["assigned_to_date"] is None)["person_key"]
    with pytest.raises(BadData) as refused:
        list(impact(ward, Asked(person=key), ANYBODY))
    assert refused.value.code == "TRACE-02"
    touched = list(impact(ward, Asked(person=key), AUDITOR))
    assert {each.period for each in touched} == {"2025-04", "2025-05", "2025-06"}
    event = ledger.events(ward)[0]
    assert (event.code, key in event.message) == ("TRACE-05", False)


def test_a_rule_touches_the_cells_in_which_the_rows_it_holds_back_would_count(ward: str) -> None:
    delivery = delivery_of(ward, "attendance")
    rules = {row["rule_id"] for row in lake.table(delivery, "quarantine").to_pylist()}
    assert "attendance.overtime_minutes.plausible" in rules
    touched = {each.key for each in impact(ward, Asked(rule="attendance.overtime_minutes.plausible"), ANYBODY)}
    assert ("overtime_hours_per_capita_month", "month", "as_was", "0000000", "all", "all") in touched
    assert list(impact(ward, Asked(rule="no.such.rule"), ANYBODY)) == []


def test_the_command_counts_the_cells_of_a_delivery(ward: str) -> None:
    delivery = delivery_of(ward, "childcare")
    done = CliRunner().invoke(app, ["impact", "-o", ward, "--delivery", delivery.delivery_id])
    assert done.exit_code == 0 and "childcare_return_rate" in done.output
    published = len(releases.kpi_rows(f"{ward}-{PERIOD}-r1"))
    assert 0 < int(done.output.splitlines()[-1].split()[0]) < published
    assert CliRunner().invoke(app, ["impact", "-o", ward]).exit_code == 1
