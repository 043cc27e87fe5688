"""What somebody may put into files and names to make the program do something else."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from shelf import CHOICES, declare
from sqlalchemy import text
from trial import declare_trial

from seika.config import load_organization
from seika.config.format import Format
from seika.config.load import load_yaml
from seika.decode.records import Headers
from seika.decode.xlsx import read_xlsx
from seika.errors import BadConfig, BadData
from seika.store import database, ledger
from seika.store.database import transaction
from seika.transform.compiled import literal

SECRET = "planted-file-content"
FORM = Format.model_validate({"type": "xlsx", "sheet": "Sheet1", "header_row": 1})


def workbook(change: dict[str, bytes], tmp_path: Path) -> Path:
    """Return a workbook of one sheet with parts of it replaced."""
    made = openpyxl.Workbook()
    made["Sheet"].title = "Sheet1"
    made["Sheet1"].append(["a", "b"])
    made["Sheet1"].append(["x", "y"])
    plain, path = io.BytesIO(), tmp_path / "hostile.xlsx"
    made.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(info.filename, change.get(info.filename) or source.read(info.filename))
    return path


def sheet(cells: bytes, head: bytes = b"") -> bytes:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<?xml version="1.0"?>' + head + b'<worksheet xmlns="' + space + b'"><sheetData>' + cells + b"</sheetData></worksheet>"


def row(*texts: bytes, number: int = 1) -> bytes:
    at = str(number).encode()
    cells = (b'<c r="%c%s" t="inlineStr"><is><t>%s</t></is></c>' % (65 + place, at, each) for place, each in enumerate(texts))
    return b'<row r="' + at + b'">' + b"".join(cells) + b"</row>"


def read(path: Path) -> str:
    """Return all that comes out of a workbook, or the code of its refusal."""
    try:
        return str(read_xlsx(lambda: path.open("rb"), FORM, Headers(("a", "b"), ()), path.name))
    except BadData as refusal:
        return refusal.message("en")


def test_a_workbook_as_it_should_be_is_read(tmp_path: Path) -> None:
    part = sheet(row(b"a", b"b") + row(b"x", b"y", number=2))
    assert "DECODE" not in read(workbook({"xl/worksheets/sheet1.xml": part}, tmp_path))


def test_an_entity_of_a_workbook_reads_no_file_of_the_server(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file://%s/secret">]>' % str(tmp_path).encode()
    part = sheet(row(b"a", b"b") + row(b"&e;", b"y", number=2), entity)
    assert SECRET not in read(workbook({"xl/worksheets/sheet1.xml": part}, tmp_path))


def test_entities_that_multiply_do_not_fill_the_memory(tmp_path: Path) -> None:
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10))
    head = b'<!DOCTYPE x [<!ENTITY l0 "lol">' + laughs + b"]>"
    part = sheet(row(b"a", b"b") + row(b"&l9;", b"y", number=2), head)
    assert len(read(workbook({"xl/worksheets/sheet1.xml": part}, tmp_path))) < 10_000


@pytest.mark.parametrize("name", ["x'; drop table ledger.event; --", "a b", "../../etc", 'quote"d'])
def test_a_name_in_the_configuration_reaches_no_statement_of_sql(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = declare(tmp_path / "shelf", kpis=CHOICES.replace("headcount", f'"{name}"' if '"' not in name else f"'{name}'"))
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(folder.parent))
    with pytest.raises(BadConfig):
        load_organization("trial")


def test_a_value_of_the_configuration_is_a_literal_in_sql_whatever_it_holds(state: Path) -> None:
    import duckdb

    for value in ("it's", "x'; drop table t; --", "\\' or 1=1 --", "𠮷'"):
        assert duckdb.sql(f"select {literal(value)}").fetchone() == (value,)


def test_a_hostile_name_of_a_file_is_a_text_in_the_ledger(state: Path) -> None:
    name = "'; drop table ledger.event; --.csv"
    made, _ = ledger.add_delivery("trial", "attendance", "2026-09", "a" * 64, name, 1)
    assert ledger.delivery(made.delivery_id).file_name == name
    with transaction() as connection:
        assert connection.execute(text("select count(*) from ledger.event")).scalar() == 0
    database.close()


@pytest.mark.parametrize("connection", ["../x", "A B", "http://x", "x;y", ""])
def test_a_channel_names_a_connection_and_no_address(connection: str, tmp_path: Path) -> None:
    from seika.config.operation import Operation

    path = declare_trial(tmp_path / "shelf") / "operation.yml"
    path.write_text(f"alerts: {{channels: [{{type: webhook, connection: '{connection}'}}]}}\n", encoding="utf-8")
    with pytest.raises(BadConfig):
        load_yaml(path, Operation)


def test_security_md_names_only_tests_that_exist() -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    there = {name for path in (root / "tests").rglob("*.py") for name in re.findall(r"def (test_\w+)\(", path.read_text(encoding="utf-8"))}
    assert len(named) > 30 and sorted(named - there) == []
