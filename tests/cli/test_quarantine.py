"""``seika quarantine`` as a data steward uses it."""

import getpass
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from corpus import FOLDER
from door import KEY, lay
from typer.testing import CliRunner

from seika.check import check, let_through
from seika.cli import app
from seika.config import load_organization
from seika.decode import decode
from seika.errors import BadConfig, BadData
from seika.receive import receive
from seika.store import ledger
from seika.store.stewardship import waived_in
from seika.transform import choose

OVERTIME = "attendance.overtime_minutes.plausible"
WARNING = "attendance.is_closed.closed"


@pytest.fixture(autouse=True)
def ward(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    monkeypatch.setenv("SEIKA_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "250")
    taken("shokuin_202504.csv", "roster", "roster/plain.csv")


def taken(name: str, source: str, fixture: str) -> str:
    lay(name, (FOLDER / fixture).read_bytes())
    (delivery_id,) = receive("shinagawa", source)
    if decode(delivery_id).state == "decoded":
        check(delivery_id)
    return delivery_id


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["quarantine", *arguments])
    assert done.exit_code == code, done.output
    return re.sub(r"\s+", " ", done.output)


def test_the_list_names_rule_row_and_column_of_the_senders_file_and_no_value() -> None:
    delivery = taken("kintai_202504.csv", "attendance", "attendance/several_rows_each_with_its_own.csv")
    listed = run("list", "-o", "shinagawa", "--rows")
    assert f"{delivery} │ 5 │ 職員番号 │ attendance.person_key.on_roster" in listed
    assert f"{delivery} │ 7 │ 時間外(時:分) │ {OVERTIME}" in listed
    assert "99999901" not in listed and "20:00" not in listed and "品川" not in listed
    assert "│ 1 │" in run("list", "-o", "shinagawa", "--rule", OVERTIME)
    assert "nothing is held back" in run("list", "-o", "shinagawa", "--period", "2025-05")


def test_a_row_is_shown_only_with_the_right_to_the_vault_and_every_look_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = taken("kintai_202504.csv", "attendance", "attendance/overtime_of_20_hours.csv")
    assert "SEIKA_VAULT_READER=1" in run("show", delivery, "3", code=1)
    monkeypatch.setenv("SEIKA_VAULT_READER", "1")
    shown = run("show", delivery, "3")
    assert "20:00" in shown and "00012346" in shown and "髙﨑" not in shown  # names are not read, not even here
    looks = [event for event in ledger.events("shinagawa") if event.code == "DECODE-62"]
    assert len(looks) == 1 and getpass.getuser() in looks[0].message
    assert "DECODE-61" in run("show", delivery, "99", code=1)


def test_a_row_that_is_right_all_the_same_is_let_through_and_its_month_is_due_again() -> None:
    delivery = taken("kintai_202504.csv", "attendance", "attendance/overtime_of_20_hours.csv")
    before = hash_of_inputs()
    said = run("release", delivery, "3", "--rule", OVERTIME, "--reason", "earthquake duty, confirmed by the office", "--by", "office")
    assert "accepted 2, quarantined 0" in said
    after = ledger.delivery(delivery)
    assert (after.state, after.accepted_count, after.quarantined_count) == ("accepted", 2, 0)
    assert hash_of_inputs() != before
    # A later check, for whatever reason, knows it still.
    assert CliRunner().invoke(app, ["ingest", "-o", "shinagawa", "--again", delivery]).exit_code == 0
    assert ledger.delivery(delivery).quarantined_count == 0


def hash_of_inputs() -> str:
    held = choose.accepted(load_organization("shinagawa"))
    return choose.input_hash([choose._extract(each, False) for each in held["attendance"]])


@pytest.mark.parametrize(
    ("fixture", "row", "rule", "code"),
    [
        ("attendance/clock_in_words.csv", 3, "attendance.start_minutes.readable", "CHECK-31"),
        ("attendance/same_day_twice.csv", 4, "attendance.work_date.once", "CHECK-32"),
        ("attendance/overtime_of_20_hours.csv", 2, OVERTIME, "CHECK-30"),
    ],
)
def test_what_cannot_count_is_not_let_through(fixture: str, row: int, rule: str, code: str) -> None:
    delivery = taken("kintai_202504.csv", "attendance", fixture)
    with pytest.raises(BadData, match=code):
        let_through(delivery, [row], rule, "a good reason", "office")
    assert ledger.delivery(delivery).quarantined_count == 1


def test_the_fix_list_is_a_workbook_with_the_senders_columns_and_what_to_do(tmp_path: Path) -> None:
    taken("kintai_202504.csv", "attendance", "attendance/several_rows_each_with_its_own.csv")
    taken("kyuka_202504.csv", "leave", "leave/unit_column_missing.csv")
    out, again = tmp_path / "fix.xlsx", tmp_path / "again.xlsx"
    assert "4 points" in run("fix-list", "-o", "shinagawa", "--out", str(out))
    run("fix-list", "-o", "shinagawa", "--out", str(again))
    assert out.read_bytes() == again.read_bytes()
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["はじめに", "1 kintai_202504.csv", "2 kyuka_202504.csv"]
    rows = [tuple(cell.value for cell in row) for row in book["1 kintai_202504.csv"].iter_rows()]
    assert rows[1][:3] == ("行", "列", "何が")
    assert [(row[0], row[1]) for row in rows[2:]] == [(5, "職員番号"), (6, "勤務日"), (7, "時間外(時:分)")]
    text = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert "99999901" not in text and "R7.4.31" not in text and "単位区分" in text


def test_the_returned_file_is_compared_with_the_one_before() -> None:
    old = taken("kintai_202504.csv", "attendance", "attendance/two_faults_in_one_row.csv")
    new = taken("kintai_202504_2.csv", "attendance", "attendance/overtime_of_20_hours.csv")
    compared = run("compare", old, new)
    assert "attendance.person_key.on_roster │ 1 │ 0 │ mended" in compared
    assert f"{OVERTIME} │ 1 │ 1 │ left" in compared


WAIVER = """\
- rule: attendance.overtime_minutes.plausible
  owner: 人事課
  reason: 災害対応のため
  since: 2026-11-01
  until: {until}
"""


def with_waiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: str, rule: str = OVERTIME) -> None:
    import shutil

    from seika.config import paths

    shutil.copytree(paths.organizations() / "shinagawa", tmp_path / "shinagawa")
    (tmp_path / "shinagawa" / "waivers.yml").write_text(WAIVER.format(until=until).replace(OVERTIME, rule), encoding="utf-8")
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(tmp_path))


def test_a_waived_rule_runs_and_holds_nothing_back_until_its_last_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_waiver(tmp_path, monkeypatch, "2026-12-31")
    lay("kintai_202504.csv", (FOLDER / "attendance/overtime_of_20_hours.csv").read_bytes())
    (delivery,) = receive("shinagawa", "attendance")
    decode(delivery)
    assert check(delivery, date(2026, 12, 31)).quarantined_count == 0
    (result,) = [each for each in ledger.check_results(delivery) if each.rule_id == OVERTIME]
    assert (result.action, result.passed, result.failed_count) == ("waived", False, 1)
    (waived,) = waived_in(ledger.delivery(delivery).decisions)
    assert (waived.rule_id, waived.owner, waived.until, waived.rows) == (OVERTIME, "人事課", "2026-12-31", 1)
    from seika.store.reopen import reopen

    reopen(delivery, BadData("STORE-12", delivery=delivery, state="accepted"))
    assert check(delivery, date(2027, 1, 1)).quarantined_count == 1
    assert "touches overtime_hours_per_capita_month" in CliRunner().invoke(app, ["status", "-o", "shinagawa"]).output.replace("\n", "")


@pytest.mark.parametrize(
    ("until", "rule", "code"),
    [
        ("2027-02-28", OVERTIME, "CONFIG-02"),
        ("2026-11-02", OVERTIME, "CHECK-36"),
        ("2026-12-31", "attendance.moon.full", "CHECK-35"),
        ("2026-12-31", WARNING, "CHECK-38"),
    ],
)
def test_a_waiver_that_is_too_long_over_or_of_no_rule_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: str, rule: str, code: str
) -> None:
    from seika.check import check_waivers

    with_waiver(tmp_path, monkeypatch, until, rule)
    with pytest.raises(BadConfig, match=code):
        check_waivers(load_organization("shinagawa"), date(2026, 11, 21))
    if code != "CONFIG-02":
        assert CliRunner().invoke(app, ["doctor", "-o", "shinagawa"]).exit_code == 1


def test_the_page_of_a_delivery_says_what_was_found_without_a_value_or_an_outside_resource() -> None:
    delivery = taken("kintai_202504.csv", "attendance", "attendance/several_rows_each_with_its_own.csv")
    path = Path(run("page", delivery).strip())
    text = path.read_text(encoding="utf-8")
    assert "受領 6 = 採用 3 + 保留 3" in text and OVERTIME in text
    assert "99999901" not in text and "20:00" not in text and "品川 太郎" not in text
    assert not re.search(r"(src|href)=.(?!data:)", text) and "url(" not in text
    refused = taken("kyuka_202504.csv", "leave", "leave/unit_column_missing.csv")
    assert "単位区分" in Path(run("page", refused).strip()).read_text(encoding="utf-8")
