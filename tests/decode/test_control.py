import io
from typing import Any

import pyarrow as pa
import pytest

from seika.config.contract import Contract
from seika.config.source import Source
from seika.decode.control import reconcile
from seika.decode.csv import read_csv
from seika.decode.rows import headers_of
from seika.decode.xlsx import read_xlsx
from seika.errors import BadData

HEAD = "no,hours,rows\n"
CONTRACT = Contract.model_validate(
    {
        "label": {"ja": "x", "en": "x"},
        "carries": "month",
        "grain": "One row",
        "columns": {name: {"type": kind, "label": {"ja": "x", "en": "x"}} for name, kind in (("person_key", "string"), ("minutes", "int"))},
    }
)


def source(kind: str = "csv", **column: Any) -> Source:
    return Source.model_validate(
        {
            "label": {"ja": "x", "en": "x"},
            "connector": {"type": "folder", "pattern": "x_{period}.csv"},
            "due": {"working_day": 5},
            "format": {"type": kind, "total_row_starts_with": "total"},
            "columns": {"person_key": {"header": "no", "read": "code"}, "minutes": {"header": "hours", "read": "clock", **column}},
            "control": {"rows": "rows", "sums": ["minutes"]},
        }
    )


def reconciled(text: str, **column: Any) -> BadData | None:
    declared = source(**column)
    records = read_csv(lambda: io.BytesIO((HEAD + text).encode()), declared.format, headers_of(declared, []), "x.csv")
    try:
        reconcile(records, declared, CONTRACT, "x.csv")
    except BadData as refusal:
        return refusal
    return None


@pytest.mark.parametrize("total", ["total,25:30,2", 'total,"25:30","2"', "total,25:30,２", "total,25:30,2,extra"])
def test_a_file_whose_total_row_says_what_came_is_taken(total: str) -> None:
    assert reconciled(f"1,8:00,\n2,17:30,\n{total}\n") is None


def test_a_total_of_thousands_of_hours_is_read() -> None:
    rows = "".join(f"{number},20:00,\n" for number in range(1000))
    assert reconciled(f'{rows}total,"20,000:00","1,000"\n') is None


@pytest.mark.parametrize(
    ("total", "declared", "counted"),
    [("total,26:00,2", "1560", "1530"), ("total,25:30,3", "3", "2")],
    ids=["another sum", "a row is missing"],
)
def test_a_file_whose_total_row_says_something_else_is_refused_with_both_numbers(total: str, declared: str, counted: str) -> None:
    refusal = reconciled(f"1,8:00,\n2,17:30,\n{total}\n")
    assert refusal and refusal.code == "DECODE-65"
    assert (refusal.where["declared"], refusal.where["counted"]) == (declared, counted)


@pytest.mark.parametrize(
    ("rows", "code"),
    [("1,8:00,\n", "DECODE-63"), ("1,8:00,\ntotal,8:00,1\ntotal,8:00,1\n", "DECODE-63"), ("1,8:00,\ntotal,,1\n", "DECODE-64")],
    ids=["cut off before the total", "two totals", "no number"],
)
def test_a_total_that_is_missing_double_or_no_number_is_refused(rows: str, code: str) -> None:
    refusal = reconciled(rows)
    assert refusal and refusal.code == code


def test_a_sum_with_a_cell_that_cannot_be_read_is_left_to_the_row_and_the_count_is_still_compared() -> None:
    assert reconciled("1,8:00,\n2,late,\ntotal,25:30,2\n") is None
    refusal = reconciled("1,8:00,\n2,late,\ntotal,25:30,5\n")
    assert refusal and refusal.where["header"] == "rows"


def test_totals_are_in_the_unit_of_the_column() -> None:
    assert reconciled("1,7.75,\n2,1.5,\ntotal,9.25,2\n", read="duration", unit="decimal_hours") is None


def test_a_sheet_is_reconciled_too() -> None:
    import xlsxwriter

    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((["no", "hours", "rows"], ["1", "8:00", ""], ["total", "8:00", 2])):
            sheet.write_row(number, 0, row)
    declared = source("xlsx")
    records = read_xlsx(lambda: io.BytesIO(kept.getvalue()), declared.format, headers_of(declared, []), "x.xlsx")
    assert isinstance(records.columns["no"], pa.DictionaryArray)
    with pytest.raises(BadData, match="DECODE-65"):
        reconcile(records, declared, CONTRACT, "x.xlsx")


@pytest.mark.parametrize("change", [{"control": {}}, {"control": {"sums": ["person_key"]}}, {"format": {"type": "csv"}}])
def test_a_control_of_nothing_of_codes_or_without_a_total_row_is_a_wrong_declaration(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="control"):
        Source.model_validate({**source().model_dump(exclude_unset=True), **change})
