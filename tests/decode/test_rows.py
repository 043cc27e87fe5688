import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from seika.config.contract import Contract
from seika.config.format import Format
from seika.config.load import load_yaml
from seika.config.source import Answers, Source
from seika.config.table import read_table
from seika.decode.csv import read_csv
from seika.decode.rows import Faults, Place, headers_of, items_of, typed
from seika.errors import BadConfig, BadData
from seika.period import Period

INCLUDE = Path(__file__).parents[2] / "include"
FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", "k" * 32)


def decoded(source_id: str, content: bytes, **changed: Any) -> tuple[pa.Table, Faults]:
    source = load_yaml(INCLUDE / "organizations/shinagawa/sources" / f"{source_id}.yml", Source).model_copy(update=changed)
    contract = load_yaml(INCLUDE / "contracts" / f"{source_id}.yml", Contract)
    items = read_table(INCLUDE / "organizations/shinagawa/survey_items.csv") if source.answers else []
    records = read_csv(lambda: io.BytesIO(content), source.format, headers_of(source, items), "extract.csv")
    return typed(records, source, contract, Place("id", "shinagawa", source_id, Period("2025-04")), items)


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def faults_of(found: Faults) -> list[tuple[int, str, str | None]]:
    return [(row["row_number"], row["rule_id"], row["column_name"]) for row in found.table().to_pylist()]


def test_eras_times_past_midnight_and_lost_zeros_of_an_attendance_extract_are_typed() -> None:
    rows, faults = decoded("attendance", fixture("attendance/cp932_wareki_25h30.csv"))
    got = rows.to_pylist()
    assert faults_of(faults) == []
    assert [row["work_date"].isoformat() for row in got] == ["2025-04-15", "2025-04-15", "2025-04-16"]
    assert [(row["start_minutes"], row["end_minutes"], row["overtime_minutes"], row["late_night_minutes"]) for row in got] == [
        (501, 1530, 495, 210),
        (510, 1035, 0, 0),
        (510, 1035, 45, 0),
    ]
    assert [(row["is_telework"], row["is_closed"], row["row_number"], row["delivery_id"]) for row in got] == [
        (False, True, 2, "id"),
        (True, True, 3, "id"),
        (False, True, 4, "id"),
    ]


def test_a_staff_number_without_its_zeros_is_the_same_person() -> None:
    attendance, _ = decoded("attendance", fixture("attendance/cp932_wareki_25h30.csv"))
    roster, _ = decoded("roster", fixture("roster/cp932_wareki_gannen.csv"))
    assert set(attendance.column("person_key").to_pylist()) == set(roster.column("person_key").to_pylist())


def test_the_table_has_the_columns_and_types_of_the_contract_in_its_order() -> None:
    contract = load_yaml(INCLUDE / "contracts/attendance.yml", Contract)
    rows, _ = decoded("attendance", fixture("attendance/cp932_wareki_25h30.csv"))
    assert rows.schema.names == [*contract.columns, "delivery_id", "row_number"]
    kinds = {"string": "string", "int": "int64", "date": "date32[day]", "boolean": "bool"}
    assert [str(rows.schema.field(name).type) for name in contract.columns] == [kinds[each.type] for each in contract.columns.values()]


def test_a_row_with_any_fault_is_named_with_rule_and_column_and_does_not_reach_the_rows() -> None:
    rows, faults = decoded("attendance", fixture("attendance/unknown_staff_bad_day_twice_and_short_row.csv"))
    assert faults_of(faults) == [(6, "attendance.work_date.readable", "work_date"), (8, "attendance.delivery.row_width", None)]
    assert rows.column("row_number").to_pylist() == [2, 3, 4, 5, 7, 9, 10]


def test_an_empty_cell_that_must_be_filled_is_a_fault_of_its_own() -> None:
    content = fixture("attendance/cp932_wareki_25h30.csv").replace("R7.4.15".encode("cp932"), b"")
    _, faults = decoded("attendance", content)
    assert faults_of(faults) == [(2, "attendance.work_date.present", "work_date")]


def test_a_wide_survey_becomes_one_row_an_answer_and_a_faulty_sheet_is_held_back_whole() -> None:
    rows, faults = decoded("survey", fixture("survey/bom_likert_free_text_with_line_break.csv"))
    items = read_table(INCLUDE / "organizations/shinagawa/survey_items.csv")
    got = rows.to_pylist()
    assert faults_of(faults) == [(4, "survey.points_count.readable", items[2]["item_id"]), (5, "survey.delivery.answered", None)]
    assert [row["item_id"] for row in got] == [item["item_id"] for item in items] + [item["item_id"] for item in items[2:]]
    assert [row["points_count"] for row in got[:6]] == [5, 4, 3, 2, 1, 5]
    assert {(row["row_number"], row["unit_code"], row["answered_at"].isoformat()) for row in got} == {
        (2, "0101000", "2025-04-10T09:05:33"),
        (3, "0101000", "2025-04-10T00:30:00"),
    }


def test_a_declaration_that_misses_a_column_of_the_contract_is_a_wrong_configuration() -> None:
    source = load_yaml(INCLUDE / "organizations/shinagawa/sources/attendance.yml", Source)
    columns = {name: column for name, column in source.columns.items() if name != "is_closed"}
    with pytest.raises(BadConfig, match="DECODE-12") as refusal:
        decoded("attendance", fixture("attendance/cp932_wareki_25h30.csv"), columns=columns)
    assert refusal.value.where["columns"] == "is_closed"


def test_a_file_of_an_older_form_lacks_an_optional_column_and_nothing_else() -> None:
    newer = "職員番号,勤務日,出勤打刻,退勤打刻,時間外(時:分),うち深夜,在宅区分,締区分,PC終了\r\n00012345,R7.4.1,8:30,17:15,,,,1,17:40\r\n"
    rows, faults = decoded("attendance", newer.encode("cp932"))
    assert [(row["pc_end_minutes"], row["work_pattern_code"]) for row in rows.to_pylist()] == [(1060, None)]
    older, _ = decoded("attendance", fixture("attendance/cp932_wareki_25h30.csv"))
    assert {row["pc_end_minutes"] for row in older.to_pylist()} == {None} and older.schema == rows.schema
    assert faults_of(faults) == []


def test_a_column_that_must_have_a_value_cannot_be_optional() -> None:
    columns = load_yaml(INCLUDE / "organizations/shinagawa/sources/attendance.yml", Source).columns
    loose = {**columns, "overtime_minutes": columns["overtime_minutes"].model_copy(update={"optional": True})}
    with pytest.raises(BadConfig, match=r"DECODE-12.*overtime_minutes"):
        decoded("attendance", fixture("attendance/cp932_wareki_25h30.csv"), columns=loose)


def test_a_key_is_a_pseudonym_whatever_reads_it() -> None:
    rows, _ = decoded("survey", fixture("survey/bom_likert_free_text_with_line_break.csv"))
    assert all(len(key) == 32 for key in rows.column("respondent_key").to_pylist())


def answered(
    header: str, rows: str, items: list[dict[str, str]], **answers: Any
) -> tuple[list[tuple[int, str, int]], list[tuple[int, str]]]:
    source = load_yaml(INCLUDE / "organizations/handbook/sources/survey.yml", Source)
    source = source.model_copy(update={"answers": Answers(words={str(number): number for number in range(1, 6)}, **answers)})
    contract = load_yaml(INCLUDE / "contracts/survey.yml", Contract)
    content = f"{header}\n{rows}\n".encode()
    records = read_csv(lambda: io.BytesIO(content), Format(type="csv"), headers_of(source, items), "extract.csv")
    asked = items_of(source, items, records)
    rows_read, faults = typed(records, source, contract, Place("id", "handbook", "survey", Period("2025-04")), asked)
    got = [(row["row_number"], row["item_id"], row["points_count"]) for row in rows_read.to_pylist()]
    return got, [(row, rule) for row, rule, _ in faults_of(faults)]


def test_a_question_with_several_answers_is_one_item_an_option() -> None:
    items = [{"item_id": f"q1_{option}", "header": "Q1", "option": option} for option in ("training", "mentor")]
    rows, faults = answered("Q1", "training\ntraining; mentor\n\nmoney", items, separator=";")
    assert rows == [(2, "q1_training", 1), (2, "q1_mentor", 0), (3, "q1_training", 1), (3, "q1_mentor", 1)]
    assert faults == [(5, "survey.points_count.readable")] * 2


def test_each_header_that_looks_like_a_question_is_an_item() -> None:
    rows, faults = answered("Dept,Q1,Note,Q2", "a,5,x,1\nb,,y,4", [], headers="Q*")
    assert rows == [(2, "Q1", 5), (2, "Q2", 1), (3, "Q2", 4)]
    assert faults == []


def test_a_survey_without_a_header_that_looks_like_a_question_is_refused() -> None:
    with pytest.raises(BadData, match="DECODE-04") as refusal:
        answered("Dept,Note", "a,x", [], headers="Q*")
    assert refusal.value.where["headers"] == "Q*"


def test_a_step_that_the_items_own_scale_does_not_have_is_unreadable_though_another_items_scale_has_it() -> None:
    header, *rows = fixture("corpus/survey/plain.csv").decode("utf-8-sig").splitlines()
    place = header.split(",").index("Q1 安心して仕事に取り組める職場である")
    cells = rows[0].split(",")
    content = "\n".join([header, ",".join([*cells[:place], "7", *cells[place + 1 :]]), rows[1]])
    _, faults = decoded("survey", content.encode("utf-8-sig"))
    assert faults_of(faults) == [(2, "survey.points_count.readable", "q01")]
