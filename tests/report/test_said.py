"""What is said beside the numbers: what moved, what needs a decision, why a number is otherwise; and what no hard case breaks."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from editions import html_text, pdf_text, records, workbook
from hard_month import RESTATED, STALE, WITHHELD, Make
from months import PERIOD, content, history, kpi_rows, organization, published
from pypdf import PdfReader

from seika.config import Organization
from seika.errors import BadConfig
from seika.report.content import Content
from seika.report.html import html_bytes
from seika.report.late import late_sources
from seika.report.lines import Line
from seika.report.month import fell, month_section, moves
from seika.report.outcomes import remarks
from seika.report.past import Past
from seika.report.pdf import pdf_bytes
from seika.report.waiver_notes import waivers_of
from seika.report.xlsx import xlsx_bytes
from seika.store.instead import Instead


def line_of(made: Content, kpi_id: str) -> Line:
    return next(line for line in made.lines if line.kpi_id == kpi_id and line.is_first_window)


def past(value: str | None, status: str = "no_target") -> Past:
    return Past("x-2026-08-r1", None if value is None else Decimal(value), status)


def packed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("tolerance", "value", "before", "moved"),
    [
        (None, "11.5", "11.5", False),
        (None, "11.6", "11.5", True),
        ("0.5", "12.0", "11.5", False),
        ("0.5", "12.1", "11.5", True),
        (None, "11.6", None, False),
    ],
)
def test_a_kpi_moved_above_its_tolerance_or_by_its_last_digit(
    hard: Make, tolerance: str | None, value: str, before: str | None, moved: bool
) -> None:
    held = Decimal(tolerance) if tolerance else None
    line = replace(line_of(hard("ja"), RESTATED), value=Decimal(value), before=past(before), year_ago=None, tolerance=held)
    assert bool(moves([line])) is moved


def test_the_largest_relative_change_comes_first_and_better_follows_the_direction(hard: Make) -> None:
    line = replace(line_of(hard("ja"), RESTATED), value=Decimal("10"), year_ago=None)  # hours: lower is better
    little, much = replace(line, before=past("10.1")), replace(line, kpi_id="much", before=past("20"))
    assert [move.line.kpi_id for move in moves([little, much])] == ["much", RESTATED]
    assert line.kpi.direction == "lower"
    shown = html_text(html_bytes(replace(hard("ja"), lines=(little,))))
    assert "↓ よい向き(前月)" in shown


@pytest.mark.parametrize(("before", "said"), [("96.0", "↑ よい向き"), ("101.0", "↓ 悪い向き"), ("102.0", "↓ (前月)")])
def test_what_is_to_come_nearer_to_a_value_is_better_from_either_side(hard: Make, before: str, said: str) -> None:
    line = line_of(hard("ja"), RESTATED)
    kpi = line.kpi.model_copy(update={"direction": "nearer", "ideal": Decimal(100)})
    line = replace(line, kpi=kpi, value=Decimal("98.0"), before=past(before), year_ago=None)
    assert said in html_text(html_bytes(replace(hard("ja"), lines=(line,))))


def test_what_adds_up_through_the_year_is_compared_with_the_year_before_only(hard: Make) -> None:
    lines = [line for line in hard("ja").lines if line.window.endswith("_to_date")]
    assert lines and all(line.before is None and line.year_ago for line in lines)


def test_nothing_is_compared_across_a_break(hard: Make, body: Organization) -> None:
    line = line_of(hard("ja"), "headcount")
    assert hard("ja").history.year_ago(line.key, line.kpi, PERIOD) is not None
    broken = line.kpi.model_validate(
        line.kpi.model_dump() | {"breaks": [{"on": "2026-04", "reason": {"ja": "数え方を改めた", "en": "counted otherwise"}}]}
    )
    assert hard("ja").history.year_ago(line.key, broken, PERIOD) is None
    assert hard("ja").history.before(line.key, broken, PERIOD) is not None


def test_a_status_that_is_worse_than_last_month_is_named(hard: Make) -> None:
    line = replace(line_of(hard("ja"), RESTATED), status="on_track")
    assert fell([replace(line, before=past("1", "achieved"))]) and not fell([replace(line, before=past("1", "behind"))])
    assert not fell([replace(line, before=past("1", "suppressed"))])


def test_every_remark_stands_with_its_reason_in_every_edition(hard: Make) -> None:
    made = hard("ja")
    surfaces = [pdf_text(pdf_bytes(made)), packed(html_text(html_bytes(made))), packed(str(workbook(xlsx_bytes(made))))]
    for needle in (
        "資料待ち:抽出ファイルが届いていないため、令和8年8月の値です",
        "秘匿:人数が下限(10人)に満たないか、差し引きで割り出せる値です",
        "訂正:前の版では11.2でした。理由:出退勤の訂正",
        "免除:品質確認の規則を免除して受け入れた抽出ファイルを含みます",
        "該当3行",
        "災害対応のため",
    ):
        assert all(needle in surface for surface in surfaces), needle
    remarks = {each["指標ID"]: each["注記"] for each in records(workbook(xlsx_bytes(made))["指標(全体)"])}
    assert "訂正" in remarks[RESTATED] and "資料待ち" in remarks[STALE] and "秘匿" in remarks[WITHHELD]
    assert [kpi_id for kpi_id, said in remarks.items() if "訂正" in said] == [RESTATED]


def test_the_decisions_of_the_month_count_what_the_lines_say(hard: Make) -> None:
    made = hard("ja")
    items = next(block for block in month_section(made).blocks if block.kind == "items").items  # type: ignore[union-attr]
    behind = [line for line in made.first if line.status == "behind"]
    heads = [item.head for item in items]
    assert f"遅れ {len(behind)}件" in heads and "訂正した数値 1件" in heads and "資料待ち 1件" in heads
    assert "品質確認の規則を免除した指標 1件" in heads
    assert f"{behind[0].value_text}%" in items[heads.index(f"遅れ {len(behind)}件")].text


def test_a_source_that_missed_its_month_is_late_and_one_that_never_came_is_not(body: Organization) -> None:
    deliveries = published(body).deliveries
    kept = [replace(each, period="2026-08") if each.source_id == "attendance" else each for each in deliveries]
    kept = [each for each in kept if each.source_id != "survey"]
    made = content(body, deliveries=tuple(kept))
    assert [each.source_id for each in late_sources(made)] == ["attendance"]
    assert late_sources(content(body)) == []


def test_a_first_month_says_that_there_is_nothing_to_compare_with(body: Organization) -> None:
    assert "比べる前の月がまだ公表されていません" in pdf_text(pdf_bytes(content(body)))


def test_the_notes_of_the_picture_stand_above_it_in_one_piece_with_it(hard: Make) -> None:
    pages = [packed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf_bytes(hard("ja")))).pages]
    (page,) = [page for page in pages if "実線は文書に明記された" in page]
    assert "最終アウトカム" in page and page.index("実線は文書に明記された") < page.index("最終アウトカム")


def test_every_box_with_kpis_leads_to_them(hard: Make) -> None:
    made = hard("ja")
    page = html_bytes(made).decode("utf-8")
    linked = set(re.findall(r'<a href="#outcome-(\w+)"', page))
    assert linked == {line.outcome for line in made.lines} and linked == set(re.findall(r'id="outcome-(\w+)"', page))
    pages = PdfReader(io.BytesIO(pdf_bytes(made))).pages
    inner = [link for page in pages for note in page.get("/Annots", []) if "/URI" not in (link := note.get_object()).get("/A", {})]
    assert len(inner) == len({line.outcome for line in made.printed})


def test_a_small_body_without_departments_has_its_month_on_one_page_and_names_its_snapshot(tmp_path: Path) -> None:
    small = organization("handbook", tmp_path, departments=[])
    made = content(small, past=history(small, kpi_rows(small)))
    pages = [packed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf_bytes(made))).pages]
    assert "動いた指標" in pages[0] and "ロジックモデルと状況" in pages[0] and "アウトカムと指標" not in pages[0]
    assert all(needle in "".join(pages) for needle in (made.published.snapshot_id, made.published.snapshot_hash, "seikatrace"))


def test_the_page_asks_nothing_of_the_net_and_text_is_no_markup(tmp_path: Path) -> None:
    made = content(organization("setagaya", tmp_path, departments=["<script>alert(1)</script>", "=cmd|' /C calc'!A0"]))
    page = html_bytes(made).decode("utf-8")
    assert not re.findall(r"(?:src|href)=\"(?!data:|#)", page) and "@import" not in page and "url(" not in page
    assert "<script>" not in page
    formulas = [cell for rows in workbook(xlsx_bytes(made)).values() for row in rows for cell in row if str(cell).startswith("=cmd")]
    assert formulas and all(isinstance(cell, str) for cell in formulas)


def test_long_names_stay_on_the_page(hard: Make) -> None:
    assert pdf_text(pdf_bytes(hard("ja"))).count("全ての分室と出張所)") > 10


def test_a_character_that_the_fonts_lack_stops_the_report(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="REPORT-02"):
        pdf_bytes(content(organization("setagaya", tmp_path, departments=["\U0002ebf0部"])))


def test_a_provisional_definition_and_a_derived_name_carry_their_mark(hard: Make) -> None:
    made = hard("ja")
    page = html_bytes(made).decode("utf-8")
    rows = [row for row in re.findall(r"<tr>.*?</tr>", page) if '<span class="mark">仮</span>' in row]
    marked = {kpi_id for row in rows for kpi_id in re.findall(r'<span class="under">(\w+)/', row)}
    assert marked == {line.kpi_id for line in made.lines if line.kpi.is_provisional}
    assert page.count('<span class="mark">仮称</span>') == sum(box.node.provenance == "derived" for box in made.boxes)


def test_the_waivers_of_a_manifest_are_told_once_with_the_rows_of_all_deliveries() -> None:
    told = {
        "rule_id": "attendance.overtime_minutes.plausible", "owner": "人事課", "reason": "災害対応のため", "rows": 3,
        "since": "2025-04-01", "until": "2025-05-31", "protects": ["overtime_hours_per_capita_month"],
    }  # fmt: skip
    (waiver,) = waivers_of({"waivers": [told, told | {"rows": 4}]})
    assert waiver.rows == 7


def test_the_year_shows_the_documents_records_and_says_which_year_they_are_of(hard: Make) -> None:
    text = packed(html_text(html_bytes(hard("ja"))))
    assert "令和8年度の記録は文書にありません。直近の令和5年度の記録を示します" in text
    assert "令和5年6月に職員ワークショップを84名の参加で開いた" in text and "計画(Plan)文書に記録がありません" in text


def test_training_is_set_against_competencies_where_a_ward_says_which_course_teaches_which(tmp_path: Path) -> None:
    made = content(organization("shinagawa", tmp_path))
    text = packed(html_text(html_bytes(made)))
    assert "能力ごとの研修と受講" in text and "研修と能力の対応表がないため" not in text
    courses = [row for row in made.organization.table("training_competencies") if row["competency"] == "倫理"]
    assert re.search(rf"倫理{len(courses)}\d+50", text)


def test_the_workbook_has_native_charts_and_small_lines_over_the_trend(hard: Make) -> None:
    import zipfile

    made = hard("ja")
    parts = zipfile.ZipFile(io.BytesIO(xlsx_bytes(made)))
    charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
    trending = [line for line in made.printed if line.is_first_window and sum(value is not None for value in line.trend) > 1]
    assert len(charts) == len(trending) > 20
    drawn = parts.read(charts[0]).decode() + parts.read(charts[-1]).decode()
    assert "{" not in drawn and "<c:numRef>" in drawn  # series point at cells: a program may refuse numbers written out
    sheets = "".join(parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet"))
    assert sheets.count("<x14:sparkline>") == sum(sum(value is not None for value in line.trend) > 1 for line in made.lines)
    assert sheets.count('state="frozen"') == 5


@pytest.mark.parametrize(
    ("choice", "said"),
    [("longer_window", "代わりに、同じ所属の「年度累計」の値"), ("unit_above", "代わりに、上位の所属(区全体)の値")],
)
def test_a_reader_of_a_withheld_number_is_told_what_to_read_in_its_place(hard: Make, choice: str, said: str) -> None:
    made = hard("ja")
    line = line_of(made, WITHHELD)
    root = next(unit["unit_code"] for unit in made.organization.units if not unit["parent_unit_code"])
    found = {line.number: Instead(choice, "fiscal_year_to_date", root, "x-2026-09-r1/k/fiscal_year_to_date/0")}
    told = remarks(line, replace(made, published=replace(made.published, instead=found)))
    assert any(said in each for each in told), told
    assert not any("代わりに" in each for each in remarks(line, made))
