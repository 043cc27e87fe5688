"""Names, staff numbers, respondent numbers and free text end in the vault: no other file, table or log line holds one."""

import csv
import io
import json
import logging
import unicodedata
from pathlib import Path

import pytest
from door import FIXTURES, GOOD, KEY, lay
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lake_search import found_in, lake_text, tables_text
from numbers_of_staff import attended, numbers, ward
from telltale import NUMBER, TALES, plant
from whole_way import take_in

from seika.decode import decode
from seika.receive import receive
from seika.simulate import simulate
from seika.store import ledger

PLANTED = [
    "品川 太郎", "シナガワ", "髙﨑", "大井", "見知らぬ", "00012345", "12346", "00000777", "99999901",
    "1001", "1003", "感謝している", "秘密の意見", "とても良い", KEY,
]  # fmt: skip
_SHORT = ["1001", "1003"]


def test_no_planted_value_is_in_lake_ledger_log_or_error(
    state: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    extracts = {**GOOD, "kintai_202504_2.csv": "attendance/unknown_staff_bad_day_twice_and_short_row.csv"}
    extracts["kintai_202504_3.csv"] = "attendance/missing_overtime_column.csv"
    for name, fixture in extracts.items():
        lay(name, fixture)
    with caplog.at_level(logging.DEBUG):
        assert len(take_in("shinagawa")) == 9
    written = lake_text() + tables_text() + caplog.text + "".join(capfd.readouterr())
    assert "attendance.person_key.on_roster" in written, "the places were not looked at"
    assert found_in(written, [word for word in PLANTED if word not in _SHORT]) == []
    # Four digits may be minutes; a respondent's number would stand in quotes.
    assert [word for word in _SHORT if f"'{word}'" in written] == []


def test_the_planted_values_are_in_what_was_sent() -> None:
    sent = "".join(_text(fixture) for fixture in (*GOOD.values(), "attendance/unknown_staff_bad_day_twice_and_short_row.csv"))
    assert [word for word in PLANTED[:-1] if word not in sent and word != "12346"] == []


def _text(fixture: str) -> str:
    content = (FIXTURES / fixture).read_bytes()
    return content.decode("cp932", errors="ignore") + content.decode("utf-8", errors="ignore")


def test_whatever_is_typed_into_any_column_of_any_source_of_both_wards_ends_at_decode(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    wards = ["shinagawa", "setagaya"]
    folder = simulate(wards, tmp_path / "out", staff=60, months=18, first_period="2025-04").folder
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    first = {(file["organization_id"], file["source_id"]): file["file"] for file in reversed(files) if file["state"] == "accepted"}
    assert len(first) == 35
    planted = unreadable = 0
    with caplog.at_level(logging.DEBUG):
        for (organization_id, source_id), name in first.items():
            (path,) = [found for turn in (2, 1) if (found := folder / f"round-{turn}" / organization_id / name).is_file()][-1:]
            planted += plant(path, organization_id, source_id)
            lay(name, path.read_bytes(), organization_id)
            (delivery_id,) = receive(organization_id, source_id)
            done = decode(delivery_id)
            assert done.state == "decoded", name
            unreadable += (done.undecodable_count or 0) > 0
    # where a file has no column of codes, what was typed lies in columns that nobody reads
    assert planted > 500 and unreadable > 20
    written = lake_text() + tables_text() + caplog.text + "".join(capfd.readouterr())
    assert "roster.rank_code.readable" in written, "the places were not looked at"
    assert found_in(written, [*TALES, *(unicodedata.normalize("NFKC", tale) for tale in TALES), NUMBER]) == []


def test_the_ledger_of_staff_numbers_leaves_neither_numbers_nor_ids_nor_names_in_the_lake(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ward(tmp_path / "organizations", monkeypatch)
    with caplog.at_level(logging.DEBUG):
        numbers("00012345 PERSON-1 2013-04-01 2025-04-15", "00077777 PERSON-1 2025-04-16", "00012346 PERSON-2 2013-04-01")
        decode(attended("00012345 R7.4.15", "00077777 R7.4.16", "00099999 R7.4.16"))
    written = lake_text() + tables_text() + caplog.text
    assert "attendance.person_key.known_number" in written
    assert found_in(written, ["00012345", "00077777", "00012346", "00099999", "77777", "PERSON-1", "PERSON-2", "山田", "花子"]) == []


_LETTERS = st.text(
    st.characters(codec="cp932", categories=["L", "N", "P", "Zs"], exclude_characters="\u2016\u301c"), min_size=4, max_size=60
)
_FREE_TEXT = _LETTERS.filter(lambda text: any(letter.isalpha() and not letter.isascii() for letter in unicodedata.normalize("NFKC", text)))
_TABLES = {name: fixture for name, fixture in GOOD.items() if name.endswith(".csv")}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(_TABLES)), row=st.integers(1, 3), place=st.integers(0, 13), typed=_FREE_TEXT)
def test_any_free_text_in_any_cell_of_a_good_file_ends_at_decode(
    state: Path, monkeypatch: pytest.MonkeyPatch, name: str, row: int, place: int, typed: str
) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    content = (FIXTURES / _TABLES[name]).read_bytes()
    encoding = "utf-8-sig" if name.startswith(("ishiki", "kenshu")) else "cp932"
    rows = list(csv.reader(io.StringIO(content.decode(encoding), newline="")))
    row = min(row, len(rows) - 1)
    rows[row][place % len(rows[row])] = typed
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    lay(name, stream.getvalue().encode(encoding))
    source_id = _TABLES[name].split("/")[0]
    for delivery_id in receive("shinagawa", source_id):
        decode(delivery_id)
        delivery = ledger.delivery(delivery_id)
        written = lake_text(f"shinagawa/{source_id}/2025-04/{delivery_id}") + str(delivery) + str(ledger.events("shinagawa"))
        assert delivery_id in written
        assert found_in(written, [typed, typed.strip(), unicodedata.normalize("NFKC", typed)]) == []
