import shutil
from pathlib import Path

import pytest
from door import KEY, lay

from seika.config import paths
from seika.config.load import load_yaml
from seika.config.source import Source
from seika.decode import decode
from seika.errors import BadConfig
from seika.period import Period
from seika.receive import receive
from seika.store import lake, ledger

DECLARED = """\
label: {ja: 勤怠, en: Attendance}
connector: {type: folder, pattern: "kintai_{period}*.csv"}
due: {working_day: 5}
format: {type: csv, encoding: cp932, header_row: 3}
columns:
  work_date: {header: 勤務日, read: wareki}
  remark_code: {header: 備考, read: code, width: 2}
changes:
  - since: "2025-10"
    format: {header_row: null}
    columns:
      work_date: {header: 年月日, read: date}
      remark_code: null
  - since: "2026-04"
    format: {encoding: utf-8}
"""


def source(tmp_path: Path, declared: str = DECLARED) -> Source:
    path = tmp_path / "attendance.yml"
    path.write_text(declared, encoding="utf-8")
    return load_yaml(path, Source)


def test_a_source_is_read_as_it_was_declared_for_the_month_of_the_delivery(tmp_path: Path) -> None:
    declared = source(tmp_path)
    before, then, now = (declared.as_of(Period(month)) for month in ("2025-09", "2025-10", "2026-04"))
    assert before == declared and "remark_code" in before.columns
    assert (then.columns["work_date"].header, then.columns["work_date"].read, sorted(then.columns)) == ("年月日", "date", ["work_date"])
    assert (then.format.encoding, then.format.header_row) == ("cp932", 1)  # type: ignore[union-attr]
    assert (now.format.encoding, now.columns) == ("utf-8", then.columns)  # type: ignore[union-attr]
    assert now.as_of(Period("2026-05")) == now


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("read: date}", "read: moon}", 12),
        ("{encoding: utf-8}", "{encoding: ebcdic}", 15),
        ("{encoding: utf-8}", "{encodding: utf-8}", 15),
        ("{encoding: utf-8}", "{header_row: 2, header_starts_with: x}", 15),
        ('"2026-04"', '"2026-13"', 14),
        ("    format: {encoding: utf-8}", "    due: {working_day: 3}", 15),
        ('"2026-04"', '"2025-01"', 1),
    ],
)
def test_a_change_that_makes_no_valid_source_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int) -> None:
    assert DECLARED.count(old) == 1
    with pytest.raises(BadConfig) as refusal:
        source(tmp_path, DECLARED.replace(old, new))
    assert refusal.value.where["file"].endswith("attendance.yml") and refusal.value.where["line"] == str(line)


def test_deliveries_before_and_after_a_change_are_each_read_in_their_form(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    shutil.copytree(paths.organizations() / "shinagawa", tmp_path / "bodies/shinagawa")
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(tmp_path / "bodies"))
    with (tmp_path / "bodies/shinagawa/sources/attendance.yml").open("a", encoding="utf-8") as file:
        file.write('changes:\n  - {since: "2025-05", format: {encoding: utf-8}}\n')
    good = (Path(__file__).parents[1] / "fixtures/attendance/cp932_wareki_25h30.csv").read_bytes()
    for month, content in (("202504", good), ("202505", good.decode("cp932").encode())):
        lay(f"kintai_{month}.csv", content, "shinagawa")
        (delivery_id,) = receive("shinagawa", "attendance")
        assert decode(delivery_id).state == "decoded"
        assert len(lake.read(ledger.delivery(delivery_id))) == 3
