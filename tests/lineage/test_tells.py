"""All six steps of a small ward, told to a real endpoint over HTTP: what arrives is OpenLineage, and nothing of anybody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lineage_schema
import pyarrow as pa
import pytest
from door import FIXTURES, GOOD, KEY, lay
from jsonschema import ValidationError
from lineage_endpoint import endpoint
from whole_way import take_in

from seika.errors import BadConfig
from seika.lineage.transport import listener
from seika.period import Period
from seika.release import release
from seika.report import report
from seika.store import lake, ledger
from seika.transform import transform

WARD, MONTH = "shinagawa", Period("2025-04")
RUN, ROOT = "0191d3a2-0000-7000-8000-000000000001", "0191d3a2-0000-7000-8000-000000000002"
Event = dict[str, Any]


@pytest.fixture(scope="module")
def events(own_state: Path) -> Iterator[list[Event]]:
    with pytest.MonkeyPatch.context() as patch, endpoint() as (address, received):
        patch.setenv("SEIKA_PERSON_KEY", KEY)
        patch.setenv("OPENLINEAGE_URL", address)
        patch.setenv("OPENLINEAGE_PARENT_ID", f"airflow/ingest__shinagawa__roster.receive/{RUN}")
        patch.setenv("OPENLINEAGE_ROOT_PARENT_ID", f"airflow/ingest__shinagawa__roster/{ROOT}")
        for name, fixture in GOOD.items():
            lay(name, fixture)
        lay("kintai_202505.csv", "corpus/attendance/column_twice.csv")
        take_in(WARD)
        report(release(transform(WARD, MONTH).folder).snapshot_id)
        yield received


def of(events: list[Event], verb: str, state: str = "COMPLETE") -> list[Event]:
    return [event for event in events if event["job"]["name"].split(".")[0] == verb and event["eventType"] == state]


def fields(event: Event, output: str) -> dict[str, set[str]]:
    """Return by column of an output the columns that it comes from."""
    (dataset,) = (each for each in event["outputs"] if each["name"] == output)
    columns = dataset["facets"]["columnLineage"]["fields"]
    return {name: {f"{each['name']}:{each['field']}" for each in field["inputFields"]} for name, field in columns.items()}


def test_every_step_begins_once_and_ends_once(events: list[Event]) -> None:
    runs: dict[str, list[str]] = {}
    for event in events:
        runs.setdefault(event["run"]["runId"], []).append(event["eventType"])
    assert len(runs) > 20
    assert {tuple(states) for states in runs.values()} == {("START", "COMPLETE"), ("START", "FAIL")}
    assert {event["job"]["name"].split(".")[0] for event in events} == {"receive", "decode", "check", "transform", "release", "report"}


def test_every_event_is_as_the_specification_says(events: list[Event]) -> None:
    for event in events:
        lineage_schema.check(event)


@pytest.mark.parametrize("spoil", ["run", "type", "facet", "field", "missing"])
def test_the_specification_refuses_what_is_spoilt(events: list[Event], spoil: str) -> None:
    event = json.loads(json.dumps(of(events, "transform")[0]))
    dataset = event["outputs"][0]
    match spoil:
        case "run":
            event["run"]["runId"] = "today"
        case "type":
            event["eventType"] = "DONE"
        case "facet":
            dataset["facets"]["schema"]["_schemaURL"] = "https://example.org/mine.json"
        case "field":
            dataset["facets"]["columnLineage"]["fields"]["value"]["inputFields"][0]["colour"] = "red"
        case _:
            del dataset["name"]
    with pytest.raises(ValidationError):
        lineage_schema.check(event)


def test_one_steps_outputs_are_the_next_ones_inputs_from_the_file_to_the_report(events: list[Event]) -> None:
    known = {"source/shinagawa/roster"}
    for verb in ("receive", "decode", "check", "transform", "release", "report"):
        ours = [event for event in of(events, verb) if "roster" in event["job"]["name"] or verb in ("transform", "release", "report")]
        made = {output["name"] for event in ours for output in event["outputs"]}
        read = {each["name"] for event in ours for each in event["inputs"]}
        assert known & read, verb
        known |= made
    assert {"report/shinagawa/pdf", "release/shinagawa/kpi_value"} <= known
    assert {each["namespace"] for event in events for each in event.get("inputs", []) + event.get("outputs", [])} == {"seika"}


def test_a_published_value_leads_back_column_by_column_to_the_headers_of_the_files(events: list[Event]) -> None:
    (released,), (transformed,) = of(events, "release"), of(events, "transform")
    assert fields(released, "release/shinagawa/kpi_value")["value"] == {"computed/shinagawa/kpi_value:value"}
    behind = fields(transformed, "computed/shinagawa/kpi_value")["value"]
    assert {"lake/shinagawa/attendance:overtime_minutes", "lake/shinagawa/leave:quantity_count"} <= behind
    decoded = next(event for event in of(events, "decode") if event["job"]["name"].endswith("attendance"))
    assert fields(decoded, "lake/shinagawa/attendance")["overtime_minutes"] == {"vault/shinagawa/attendance:時間外(時:分)"}


def test_what_becomes_a_pseudonym_is_told_to_be_masked(events: list[Event]) -> None:
    decoded = next(event for event in of(events, "decode") if event["job"]["name"].endswith("roster"))
    columns = decoded["outputs"][0]["facets"]["columnLineage"]["fields"]
    masked = {name for name, field in columns.items() if field["inputFields"][0]["transformations"][0]["masking"]}
    assert masked == {"person_key"}


def test_what_the_rules_found_and_how_many_rows_stand_is_told_by_counts(events: list[Event]) -> None:
    for event in of(events, "check"):
        (looked_at,), (held_back,) = event["inputs"], event["outputs"]
        delivery = ledger.delivery(looked_at["facets"]["version"]["datasetVersion"])
        told = {each["assertion"]: each["success"] for each in looked_at["inputFacets"]["dataQualityAssertions"]["assertions"]}
        assert told == {each.rule_id: each.passed for each in ledger.check_results(delivery.delivery_id)}
        assert held_back["outputFacets"]["outputStatistics"]["rowCount"] == delivery.quarantined_count


def test_a_refused_file_ends_as_failed_by_its_code_alone(events: list[Event]) -> None:
    (failed,) = [event for event in events if event["eventType"] == "FAIL"]
    assert failed["job"]["name"] == "decode.shinagawa.attendance"
    assert failed["run"]["facets"]["errorMessage"]["message"] == "DECODE-05"
    assert failed["outputs"] == []


def test_each_run_names_the_run_that_it_belongs_to_and_its_month(events: list[Event]) -> None:
    parents = [event["run"]["facets"]["parent"] for event in events]
    assert {each["run"]["runId"] for each in parents} == {RUN}
    assert {(each["root"]["run"]["runId"], each["root"]["job"]["name"]) for each in parents} == {(ROOT, "ingest__shinagawa__roster")}
    assert of(events, "transform")[0]["run"]["facets"]["nominalTime"]["nominalStartTime"] == "2025-04-01T00:00:00+09:00"


def test_no_event_holds_sql_a_literal_a_file_name_or_a_value_of_anybody(events: list[Event]) -> None:
    said = json.dumps(events, ensure_ascii=False)
    assert re.findall(r"\bselect\b|\bwhere\b|\bfrom \"", said, flags=re.I) == []
    assert [name for name in GOOD if name in said] == []
    cells: set[str] = set()
    for delivery in ledger.deliveries(WARD, state="accepted"):
        table = lake.table(delivery)
        texts = [column.to_pylist() for column in table.columns if pa.types.is_string(column.type)]
        ids = {delivery.delivery_id}
        cells |= {cell for column in texts for cell in column if cell and len(cell) >= 8} - ids
    assert len(cells) > 5, "there are pseudonyms to look for"
    assert [cell for cell in cells if cell in said] == []
    raw = "".join((FIXTURES / name).read_bytes().decode("cp932", "ignore") for name in GOOD.values() if name.endswith(".csv"))
    people = {cell.strip('"') for line in raw.splitlines() for cell in line.split(",") if re.fullmatch(r'"?(\d{8}|\S+ \S+子?)"?', cell)}
    assert people
    assert [cell for cell in people if cell in said] == []


def test_nothing_is_told_where_nobody_listens_or_it_is_disabled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENLINEAGE_URL", raising=False)
    assert listener() is None
    monkeypatch.setenv("OPENLINEAGE_URL", "http://127.0.0.1:9")
    assert listener() is not None
    monkeypatch.setenv("AIRFLOW__OPENLINEAGE__DISABLED", "True")
    assert listener() is None


def test_airflows_own_setting_names_a_file_and_the_command_line_follows_it(
    own_state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, events: list[Event]
) -> None:
    file = tmp_path / "events.jsonl"
    monkeypatch.delenv("OPENLINEAGE_URL", raising=False)
    monkeypatch.setenv("AIRFLOW__OPENLINEAGE__TRANSPORT", json.dumps({"type": "file", "log_file_path": str(file), "append": True}))
    from typer.testing import CliRunner

    from seika.cli import app

    before = len(events)
    assert CliRunner().invoke(app, ["report", "-o", WARD]).exit_code == 0
    told = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [event["eventType"] for event in told] == ["START", "COMPLETE"]
    assert len(events) == before


def test_an_endpoint_that_does_not_answer_stops_no_step_and_is_asked_once(
    own_state: Path, monkeypatch: pytest.MonkeyPatch, events: list[Event], caplog: pytest.LogCaptureFixture
) -> None:
    told = {"type": "http", "url": "http://127.0.0.1:9", "timeout": 1, "retry": {"total": 0}}
    monkeypatch.setenv("AIRFLOW__OPENLINEAGE__TRANSPORT", json.dumps(told))
    from seika.decode import decode

    delivery = ledger.deliveries(WARD, state="accepted")[0]
    assert decode(delivery.delivery_id).state == "accepted"
    assert [record.getMessage().split()[0] for record in caplog.records].count("lineage.unheard") == 1


def test_a_wrong_setting_is_refused_without_repeating_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__OPENLINEAGE__TRANSPORT", '{"type": "carrier pigeon", "auth": "secret"}')
    with pytest.raises(BadConfig) as refused:
        listener()
    assert refused.value.code == "LINEAGE-01"
    assert "secret" not in refused.value.message("ja")
