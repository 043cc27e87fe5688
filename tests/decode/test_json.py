import io
import json
import zipfile
from typing import Any

import pytest

from seika.config.format import JsonFormat
from seika.decode.json import read_json
from seika.decode.records import Headers, Records
from seika.errors import BadData


def read(content: Any, *headers: str, records: tuple[str, ...] = ("member_data",), file: str | None = None) -> Records:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return read_json(lambda: io.BytesIO(raw), JsonFormat(type="json", file=file, records=records), Headers(headers, ()), "members.json")


def rows(records: Records) -> list[tuple[str, ...]]:
    return list(zip(*(column.to_pylist() for column in records.columns.values()), strict=True))


def capture(**members: Any) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.json", json.dumps(content))
    return stream.getvalue()


MEMBER = {
    "code": "A1",
    "department": {"code": "10", "names": ["本部", "第1"]},
    "custom_fields": [{"id": 99, "values": ["x"]}, {"id": 100, "values": ["係長", "兼務"]}],
}


def test_a_path_leads_into_objects_lists_and_fields_by_their_id() -> None:
    found = read({"member_data": [MEMBER]}, "code", "department.code", "department.names[-1]", "custom_fields[id=100].values[0]")
    assert rows(found) == [("A1", "10", "第1", "係長")]


def test_a_record_of_a_record_sees_the_one_around() -> None:
    sheet = {
        "member_data": [{"code": "A", "records": [{"v": 1}, {"v": 2}]}, {"code": "B", "records": []}, {"code": "C", "records": [{"v": 3}]}]
    }
    found = read(sheet, "^code", "v", records=("member_data", "records"))
    assert rows(found) == [("A", "1"), ("A", "2"), ("C", "3")]
    assert found.row_numbers.tolist() == [1, 2, 3]


def test_numbers_keep_every_digit_and_what_is_missing_or_null_is_empty() -> None:
    found = read(b'{"member_data":[{"a":0.10,"b":12345678901234567890,"c":true,"d":null},{}]}', "a", "b", "c", "d")
    assert rows(found) == [("0.10", "12345678901234567890", "true", ""), ("", "", "", "")]


def test_a_moment_of_the_next_day_is_past_24_hours_on_the_clock_of_its_work_day() -> None:
    days = [
        {"date": "2026-09-01", "dailyWorkings": [{"end": "2026-09-02T01:30:00+09:00"}, {"end": "2026-09-01T08:15:00Z"}, {"end": "x"}, {}]}
    ]
    found = read(days, "end @ ^date", records=("dailyWorkings",))
    assert rows(found) == [("25:30",), ("17:15",), ("x",), ("",)]


def test_what_is_no_record_is_counted_and_the_others_are_read() -> None:
    found = read({"member_data": [{"code": "A"}, "B", {"code": "C"}]}, "code")
    assert (rows(found), found.row_numbers.tolist(), found.misshapen, found.received_count) == ([("A",), ("C",)], [1, 3], (2,), 3)


def test_members_of_a_capture_are_read_in_order_of_name_and_numbered_through() -> None:
    found = read(capture(crews_2=[{"c": 3}], crews_1=[{"c": 1}, {"c": 2}], other=[{"c": 9}]), "c", records=(), file="crews_*.json")
    assert (rows(found), found.row_numbers.tolist()) == ([("1",), ("2",), ("3",)], [1, 2, 3])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "DECODE-02"),
        (b'{"member_data": [', "DECODE-40"),
        (b'{"member_data": [{"code": NaN}]}', "DECODE-40"),
        (b'{"member_data": [{"code": 1, "code": 2}]}', "DECODE-40"),
        ('{"member_data": [{"code": "髙"}]}'.encode("cp932"), "DECODE-40"),
        (b'{"member_data": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "DECODE-40"),
        (b'{"member_data": [{"code": "\\ud800"}]}', "DECODE-40"),
        (b'{"errors": ["no"]}', "DECODE-41"),
        (b'"text"', "DECODE-41"),
        (b'{"member_data": [{"code": ["a"]}]}', "DECODE-43"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(BadData) as refusal:
        read(content, "code")
    assert refusal.value.code == code


@pytest.mark.parametrize("content", [b"no zip", capture(other=[])])
def test_a_capture_without_the_member_is_refused(content: bytes) -> None:
    with pytest.raises(BadData) as refusal:
        read(content, "code", file="members.json")
    assert refusal.value.code == "DECODE-44"


@pytest.mark.parametrize("header", ["a..b", "a[", "a[x]", "[0]", "^", "a b", "a @ b @ c"])
def test_a_header_that_is_no_path_is_a_fault_of_the_declaration(header: str) -> None:
    with pytest.raises(BadData) as refusal:
        read({"member_data": []}, header)
    assert refusal.value.code == "DECODE-42"
