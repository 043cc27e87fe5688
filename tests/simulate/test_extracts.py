"""Simulated extracts look like a ward's: the same bytes again, leading zeros, eras, hours past midnight, known faults."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from seika.canonical import hash_file
from seika.errors import BadConfig
from seika.simulate import simulate
from seika.simulate.defects import NOBODY, UNREADABLE_DAY

WARDS = ["setagaya", "shinagawa"]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulate(WARDS, tmp_path_factory.mktemp("simulated") / "out", staff=80, months=14).folder


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulate(["setagaya"], tmp_path_factory.mktemp("many") / "out", staff=1500, months=1).folder


def text_of(path: Path, encoding: str = "cp932") -> str:
    return path.read_bytes().decode(encoding)


def rows_of(path: Path, encoding: str = "cp932") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(path, encoding))))


def hashes(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): hash_file(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(out: Path, tmp_path: Path) -> None:
    again = simulate(WARDS, tmp_path / "again", staff=80, months=14).folder
    other = simulate(WARDS, tmp_path / "other", staff=80, months=14, seed=2).folder
    assert hashes(again) == hashes(out)
    assert hashes(other)["truth.json"] != hashes(out)["truth.json"]


def test_staff_numbers_keep_their_leading_zeros_and_eras_come_in_two_spellings(out: Path) -> None:
    rows = rows_of(out / "round-1/shinagawa/kintai_202504.csv")[:-1]
    assert {len(row["職員番号"]) for row in rows} == {8}
    assert any(row["職員番号"].startswith("000") for row in rows)
    days = " ".join(row["勤務日"] for row in rows)
    assert "令和7年4月1日" in days and "R7.4.2" in days


def test_somebody_works_past_midnight(many: Path) -> None:
    ends = [row["退勤打刻"] for path in (many / "round-1/setagaya").glob("kintai_*.csv") for row in rows_of(path)]
    assert "25:30" in ends


def test_childcare_has_twins_split_leave_and_leave_that_begins_in_the_year_after_the_birth(many: Path) -> None:
    rows = rows_of(many / "round-1/setagaya/ikuji_202504.csv")
    children = {(row["職員コード"], row["子番号"]): row["子の出生日"] for row in rows}
    births = Counter((number, birth) for (number, _), birth in children.items())
    assert max(births.values()) == 2
    assert any(row["取得回"] == "2" for row in rows) and any(row["取得回"] == "" for row in rows)
    assert any("2025/4/" in row["開始日"] and "2025/4/" not in row["子の出生日"] for row in rows)


def test_leave_comes_in_days_half_days_and_hours_and_some_is_cancelled(out: Path) -> None:
    rows = rows_of(out / "round-1/shinagawa/kyuka_202506.csv")
    assert {row["単位区分"] for row in rows} == {"日", "半日", "時間"}
    assert {row["取消区分"] for path in (out / "round-1/shinagawa").glob("kyuka_*.csv") for row in rows_of(path)} == {"", "取消"}


def test_the_roster_knows_moves_and_leavers_only_once_they_happened(out: Path) -> None:
    def assignments(month: str) -> Counter[str]:
        rows = rows_of(out / f"round-1/shinagawa/shokuin_{month}.csv")
        return Counter(row["職員番号"] for row in rows if row["生年月日"] != UNREADABLE_DAY)

    first, last = assignments("202504"), assignments("202605")
    assert all(last[number] >= first[number] for number in first) and any(last[number] > first[number] for number in first)
    assert set(first) < set(last)
    readings = {row["氏名カナ"] for row in rows_of(out / "round-1/shinagawa/shokuin_202504.csv")}
    assert len(readings) > 20


def test_nobody_is_at_work_on_a_national_holiday_but_those_called_in(many: Path) -> None:
    rows = rows_of(many / "round-1/setagaya/kintai_202504.csv")
    patterns = Counter(row["勤務区分"] for row in rows if row["勤務日"] in {"令和7年4月29日", "R7.4.29"})
    assert patterns["休日勤務"] and set(patterns) == {"休日勤務"}
    assert {row["勤務区分"] for row in rows} >= {"通常", "時差", "交代", "休日勤務"}


def test_the_roster_says_how_people_were_hired_and_why_they_left(many: Path) -> None:
    rows = rows_of(many / "round-1/setagaya/shokuin_202504.csv")
    assert {row["採用区分"] for row in rows} == {"Ⅰ類", "Ⅱ類", "Ⅲ類", "経験者", "任期付", "会計年度", "再任用"}
    left = [row for row in rows if row["退職日"]]
    assert left and all(row["退職理由"] for row in left)


def test_a_few_are_seconded_and_a_few_hold_a_post_beside_the_main_one(many: Path) -> None:
    rows = [row for row in rows_of(many / "round-1/setagaya/shokuin_202504.csv") if row["生年月日"] != UNREADABLE_DAY]
    beside = [row["職員コード"] for row in rows if row["本務兼務区分"] == "兼務"]
    away = {row["職員コード"] for row in rows if row["派遣区分"] == "派遣"}
    assert len(beside) == len(set(beside)) > 10 and len(away) > 10
    assert len({row["職員コード"] for row in rows if row["派遣区分"] == "受入"}) > 10
    main = Counter(row["職員コード"] for row in rows if row["本務兼務区分"] == "本務" and row["発令終了日"] == "")
    assert set(main.values()) == {1} and set(beside) <= set(main)
    assert not away & {row["職員コード"] for row in rows_of(many / "round-1/setagaya/kintai_202504.csv")[:-1]}


def test_shorter_hours_come_after_leave_and_what_has_ended_says_how(many: Path) -> None:
    rows = [row for row in rows_of(many / "round-1/setagaya/ikuji_202504.csv") if row["開始日"]]
    assert {row["育休区分"] for row in rows} >= {"育休"}
    assert any(row["終了区分"] == "復職" for row in rows) and any(row["終了区分"] == "" for row in rows)


def test_attendance_shows_the_unit_of_the_day_not_a_later_one(out: Path) -> None:
    roster = rows_of(out / "round-1/shinagawa/shokuin_202504.csv")[:-1]
    unit = {row["職員番号"]: row["所属コード"] for row in roster if not row["発令終了日"]}
    days = rows_of(out / "round-1/shinagawa/kintai_202504.csv")[:-1]
    moved = Counter(unit[row["職員番号"]] != row["所属コード"] for row in days if row["職員番号"] in unit)
    assert moved[False] > 1000 and moved[True] < 100


def test_a_course_for_newcomers_is_given_to_newcomers_and_one_for_all_to_all(many: Path) -> None:
    rows = [row for row in rows_of(many / "round-1/setagaya/kenshu_202504.csv", "utf-8") if row["指定区分"] == "指定"]
    hired = {row["職員コード"]: row["採用日"] for row in rows_of(many / "round-1/setagaya/shokuin_202504.csv")}
    newcomers = {row["職員コード"] for row in rows if row["研修名"] == "公務員としての基礎的ビジネススキル"}
    assert newcomers and {hired[number] for number in newcomers} == {"2025/4/1"}
    real = {row["職員コード"] for row in rows} - {"99999901"}
    assert real <= {row["職員コード"] for row in rows if row["研修名"] == "メンタルヘルス"}


def test_what_the_catalogue_compels_everybody_to_is_designated_to_everybody(out: Path) -> None:
    rows = [row for row in rows_of(out / "round-1/shinagawa/kenshu_202504.csv", "utf-8") if row["指定区分"] == "指定"]
    real = {row["職員番号"] for row in rows} - {NOBODY}
    assert real and real <= {row["職員番号"] for row in rows if row["研修名"] == "eラーニング活用研修"}


def test_the_first_delivery_of_the_corrected_month_lacks_overtime_and_nothing_else(out: Path) -> None:
    first, second = (rows_of(out / path) for path in ("round-1/shinagawa/kintai_202505.csv", "round-2/shinagawa/kintai_202505_v2.csv"))
    changed = [(old, new) for old, new in zip(first, second, strict=True) if old != new]
    assert len({new["職員番号"] for _, new in changed}) == 10
    assert all(old == new | {"時間外(時:分)": ""} and new["時間外(時:分)"] for old, new in changed)


def test_a_course_for_managers_is_given_to_managers(out: Path) -> None:
    rows = rows_of(out / "round-1/shinagawa/kenshu_202504.csv", "utf-8")
    ranks = {row["職員番号"]: row["職層"] for row in rows_of(out / "round-1/shinagawa/shokuin_202504.csv")}
    held = {row["職員番号"] for row in rows if row["研修名"] == "人権問題(管理職)" and row["指定区分"] == "指定"} - {"99999901"}
    assert {ranks[number] for number in held} == {"部長級", "課長級"}


def test_the_survey_is_utf8_with_a_mark_and_answers_in_words(out: Path) -> None:
    path = out / "round-1/shinagawa/ishiki_202509.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    answers = Counter(cell for row in rows_of(path, "utf-8-sig") for name, cell in row.items() if name.startswith("Q"))
    words = {"そう思う", "ややそう思う", "どちらともいえない", "あまりそう思わない", "そう思わない", "無回答"}
    assert set(answers) == words | {str(step) for step in range(11)}
    assert answers["無回答"]


def test_the_evaluation_has_merged_title_rows_above_its_header(out: Path) -> None:
    book = CalamineWorkbook.from_path(out / "round-1/setagaya/jinji_hyoka_202604.xlsx")
    sheet = book.get_sheet_by_name("評価一覧")
    rows = sheet.to_python(skip_empty_area=False)
    assert rows[0][0] and rows[3][0] == "職員コード"
    assert sheet.merged_cell_ranges


def test_every_file_of_the_manifest_lies_where_it_says_and_every_kind_of_fault_is_there(out: Path) -> None:
    files = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert len(files) > 100
    assert all(hash_file(out / f"round-{each['round']}" / each["organization_id"] / each["file"]) == each["sha256"] for each in files)
    assert Counter(each["state"] for each in files)["rejected"] == 2
    second = [(each["organization_id"], each["file"]) for each in files if each["round"] == 2]
    assert second == [(ward, name) for ward in WARDS for name in ("kintai_202505_v2.csv", "kintai_202603.csv")]
    rules = {mark["rule"] for each in files for mark in each["broken"]}
    assert {"attendance.person_key.on_roster", "attendance.work_date.readable", "leave.quantity_count.plausible"} <= rules


def test_a_broken_row_is_one_more_and_its_place_is_known(out: Path) -> None:
    files = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]
    first = next(each for each in files if each["file"] == "kyuka_202504.csv" and each["organization_id"] == "shinagawa")
    lines = text_of(out / "round-1/shinagawa" / first["file"]).splitlines()
    assert len(lines) - 1 == first["rows"]
    unknown = [mark["row_number"] for mark in first["broken"] if mark["rule"] == "leave.person_key.on_roster"]
    assert unknown and all(lines[row - 1].startswith("99999901,") for row in unknown)


def test_a_month_that_the_organization_does_not_begin_with_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="SIMULATE-02"):
        simulate(["shinagawa"], tmp_path / "out", staff=20, months=1, first_period="2024-04")


def test_a_folder_with_something_else_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(BadConfig, match=r"SIMULATE-03.*thesis.docx"):
        simulate(["handbook"], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_an_earlier_simulation_is_replaced(tmp_path: Path) -> None:
    simulate(["shinagawa"], tmp_path, staff=20, months=2)
    simulate(["handbook"], tmp_path)
    assert sorted(path.name for path in (tmp_path / "round-1").iterdir()) == ["handbook"]


def test_the_open_survey_is_taken_byte_for_byte(tmp_path: Path) -> None:
    made = simulate(["handbook"], tmp_path / "out")
    content = (made.folder / "round-1/handbook/employee_survey_202108.csv").read_bytes()
    assert content.startswith(b'"Happiness","Ben1"')
    assert len(content.splitlines()) == 2834
