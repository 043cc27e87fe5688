from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seika.config.contract import ContractColumn
from seika.config.load import Label
from seika.config.source import Column
from seika.decode.readers import read_cells, reader_of
from seika.decode.widths import Unreadable, is_clean, narrow


def column(read: str, **declared: Any) -> Column:
    return Column.model_validate({"header": "x", "read": read, **declared})


def contract(kind: str, nullable: bool = False) -> ContractColumn:
    return ContractColumn.model_validate({"type": kind, "nullable": nullable, "label": Label(ja="x", en="x")})


READ = [
    (column("code", width=8), "12345", "00012345"),
    (column("code", width=8), "００１２３４５６", "00123456"),
    (column("code", width=8), "A1234567", "A1234567"),
    (column("code"), "00123", "00123"),
    (column("int"), "1,234", 1234),
    (column("int"), "△3", -3),
    (column("int"), "－３", -3),
    (column("date"), "2025/4/1", date(2025, 4, 1)),
    (column("date"), "2025-04-01", date(2025, 4, 1)),
    (column("wareki"), "R7.4.1", date(2025, 4, 1)),
    (column("datetime"), "2024/06/10 9:05:33", datetime(2024, 6, 10, 9, 5, 33)),
    (column("datetime"), "2024-06-10T09:05", datetime(2024, 6, 10, 9, 5)),
    (column("word", words={"男": "male"}), " 男 ", "male"),
    (column("word", words={"A~B": "ab"}), "Ａ～Ｂ", "ab"),
    (column("word", words={"A〜B": "ab"}), "A～B", "ab"),
    (column("flag", true_words=["在宅"]), "在宅", True),
    (column("flag", true_words=["1"], false_words=["0"]), "０", False),
    (column("text"), " 係長級 ", "係長級"),
    (column("duration", unit="h:mm"), "7:45", 465),
    (column("duration", unit="decimal_hours"), "7.75", 465),
    (column("duration", unit="decimal_hours"), "８", 480),
    (column("duration", unit="minutes"), "1,465", 1465),
    (column("duration", unit="words"), "90分", 90),
    (column("duration", unit="words"), "1時間３０分", 90),
    (column("duration", unit="words"), "2 時間", 120),
    (column("duration", unit="day_fraction"), "0.3125", 450),
    (column("duration", unit="day_fraction"), "0.3333333333333333", 480),
    (column("duration", unit="day_fraction"), "6.944444444444445E-4", 1),
    (column("clock", form="hhmm"), "0830", 510),
    (column("clock", form="hhmm"), "2530", 1530),
    (column("clock", form="hhmm"), "830", 510),
    (column("money", unit="yen"), "¥1,234,000", 1234000),
    (column("money", unit="yen"), "￥1,234", 1234),
    (column("money", unit="yen"), "\\1,234", 1234),
    (column("money", unit="yen"), "▲1,000", -1000),
    (column("money", unit="yen"), "¥-1,000", -1000),
    (column("money", unit="yen"), "500円", 500),
    (column("money", unit="thousand_yen"), "1,234千円", 1234000),
    (column("money", unit="thousand_yen"), "△12.5", -12500),
    (column("days", per_day=2), "0.5", 1),
    (column("days", per_day=2), "1.5日", 3),
    (column("days", per_day=465), "1", 465),
    (column("wareki", beyond_era=True), "平成32年4月1日", date(2020, 4, 1)),
    (column("wareki"), "㋿6年4月1日", date(2024, 4, 1)),
    (column("wareki", form="digits"), "5060401", date(2024, 4, 1)),
    (column("wareki", form="digits"), "4310430", date(2019, 4, 30)),
    (column("wareki", form="digits"), "60401", date(2024, 4, 1)),
    (column("wareki", form="digits", beyond_era=True), "4320401", date(2020, 4, 1)),
    (column("date", form="compact"), "20240401", date(2024, 4, 1)),
    (column("date", form="words"), "２０２４年 4月 1日", date(2024, 4, 1)),
    (column("date", form="serial"), "45383", date(2024, 4, 1)),
    (column("date", form="serial"), "61", date(1900, 3, 1)),
]


@pytest.mark.parametrize(("declared", "text", "value"), READ)
def test_a_cell_is_read_as_declared(declared: Column, text: str, value: object) -> None:
    assert reader_of(declared)(text) == value


UNREADABLE = [
    (column("code", width=8), "123456789"),
    (column("code", width=8), "1.23E+05"),
    (column("code"), "1.23E+05"),
    (column("code"), "12345.0"),
    (column("code"), "2025/1/2"),
    (column("code"), "品川 太郎"),
    (column("code", width=7), "ABC"),
    (column("int"), "1.5"),
    (column("int"), "12,34"),
    (column("int"), "1" * 16),
    (column("int"), "三"),
    (column("date"), "2025-04/01"),
    (column("date"), "2025-02-29"),
    (column("date"), "R7.4.1"),
    (column("wareki"), "2025-04-01"),
    (column("datetime"), "2024/06/10"),
    (column("datetime"), "2024-06-10T24:05:00"),
    (column("datetime"), "2024-06-10T09:05:00+09:00"),
    (column("word", words={"男": "male"}), "女"),
    (column("flag", true_words=["在宅"]), "出勤"),
    (column("text"), "\ue000"),
    (column("text"), "あ" * 41),
    (column("text"), "二行\nの文"),
    (column("duration", unit="h:mm"), "7.75"),
    (column("duration", unit="decimal_hours"), "7.33"),
    (column("duration", unit="decimal_hours"), "7:45"),
    (column("duration", unit="decimal_hours"), "-1"),
    (column("duration", unit="minutes"), "7.5"),
    (column("duration", unit="words"), "1時間60分"),
    (column("duration", unit="words"), "分"),
    (column("duration", unit="words"), "90"),
    (column("duration", unit="day_fraction"), "0.3128"),
    (column("clock", form="hhmm"), "8:30"),
    (column("clock", form="hhmm"), "0860"),
    (column("clock", form="hhmm"), "30"),
    (column("money", unit="yen"), "1,234千円"),
    (column("money", unit="yen"), "12,34"),
    (column("money", unit="yen"), "-¥-1"),
    (column("money", unit="yen"), "1.5"),
    (column("money", unit="thousand_yen"), "1円"),
    (column("money", unit="thousand_yen"), "¥1"),
    (column("days", per_day=2), "0.25"),
    (column("wareki"), "平成32年4月1日"),
    (column("wareki", beyond_era=True), "R1.4.30"),
    (column("wareki", form="digits"), "6060401"),
    (column("wareki", form="digits"), "5000401"),
    (column("wareki", form="digits"), "R6.4.1"),
    (column("wareki", form="digits"), "4320401"),
    (column("date", form="compact"), "2024-04-01"),
    (column("date", form="compact"), "20240230"),
    (column("date", form="words"), "24年4月1日"),
    (column("date", form="serial"), "60"),
    (column("date", form="serial"), "45383.5"),
    (column("date"), "20240401"),
]


@pytest.mark.parametrize(("declared", "text"), UNREADABLE)
def test_a_cell_that_is_not_as_declared_is_refused_without_its_text(declared: Column, text: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        reader_of(declared)(text)
    assert str(refusal.value) == ""


def read(texts: list[str], declared: Column, into: ContractColumn) -> tuple[list[Any], list[bool], list[bool]]:
    cells = read_cells(pa.array(texts, pa.string()).dictionary_encode(), declared, into)
    return cells.values.to_pylist(), cells.unreadable.tolist(), cells.absent.tolist()


def test_an_empty_cell_is_null_where_the_column_may_be_empty() -> None:
    assert read(["8:30", "", "　"], column("clock"), contract("int", nullable=True)) == ([510, None, None], [False] * 3, [False] * 3)


def test_an_empty_cell_is_what_the_declaration_says_it_means() -> None:
    assert read(["1:00", ""], column("clock", empty_value=0), contract("int")) == ([60, 0], [False] * 2, [False] * 2)


def test_an_empty_cell_of_a_column_that_must_be_filled_is_absent_and_not_zero() -> None:
    assert read(["3", "", "x"], column("int"), contract("int")) == ([3, None, None], [False, False, True], [False, True, False])


def test_a_declared_word_for_nothing_is_empty() -> None:
    assert read(["-", "5"], column("int", empty=["-"]), contract("int", nullable=True))[0] == [None, 5]


def test_a_blank_flag_is_false_only_where_blank_is_declared_to_mean_false() -> None:
    declared = column("flag", true_words=["対象"], false_words=["対象外"])
    assert read(["対象", ""], declared, contract("boolean"))[2] == [False, True]
    assert read(["対象", ""], column("flag", true_words=["対象"]), contract("boolean"))[0] == [True, False]


def test_no_rows_are_no_trouble() -> None:
    assert read([], column("int"), contract("int")) == ([], [], [])


def test_one_width_keeps_one_hyphen_and_one_wave() -> None:
    assert {narrow(text) for text in ("１－２", "1−2", "1‐2", "1-2")} == {"1-2"}
    assert narrow("Ａ〜Ｂ") == narrow("A～B")


def test_user_defined_characters_are_not_clean() -> None:
    assert is_clean("髙﨑①") and not is_clean("\ue000崎") and not is_clean("�")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"read": "duration"}, "unit of a column read as duration is one of: day_fraction, decimal_hours"),
    ({"read": "money", "unit": "dollar"}, "unit of a column read as money"),
    ({"read": "int", "unit": "yen"}, "unit of a column read as int"),
    ({"read": "clock", "form": "compact"}, "form of a column read as clock"),
    ({"read": "days"}, "per_day"),
    ({"read": "days", "per_day": 0}, "per_day"),
    ({"read": "date", "beyond_era": True}, "beyond_era"),
]


@pytest.mark.parametrize(("declared", "says"), WRONG)
def test_a_declaration_that_its_reader_does_not_know_is_refused(declared: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Column.model_validate({"header": "x", **declared})


EVERY_FORM = [
    *(column("duration", unit=unit) for unit in ("h:mm", "decimal_hours", "minutes", "words", "day_fraction")),
    *(column("money", unit=unit) for unit in ("yen", "thousand_yen")),
    *(column("date", form=form) for form in ("compact", "words", "serial")),
    *(column("wareki", form=form, beyond_era=True) for form in (None, "digits")),
    column("clock"),
    column("clock", form="hhmm"),
    column("days", per_day=2),
]
likely = st.text("0123456789０９.,:：-▲¥\\ 年月日時間分円千E令和平元R㋿²Ⅷ", max_size=12)


@given(st.sampled_from(EVERY_FORM), likely | st.text(max_size=12))
def test_any_text_is_read_or_unreadable_and_nothing_else(declared: Column, text: str) -> None:
    try:
        assert reader_of(declared)(text) is not None
    except Unreadable as refusal:
        assert str(refusal) == ""


@given(st.integers(0, 59_999))
def test_a_duration_comes_back_from_every_form_it_is_written_in(minutes: int) -> None:
    hours, rest = divmod(minutes, 60)
    written = {
        "h:mm": f"{hours}:{rest:02d}",
        "minutes": f"{minutes:,}",
        "words": f"{hours}時間{rest}分",
        "day_fraction": repr(minutes / 1440),
    }
    if rest % 3 == 0:
        written["decimal_hours"] = f"{hours}.{rest * 100 // 60:02d}"
    assert {reader_of(column("duration", unit=unit))(text) for unit, text in written.items()} == {minutes}


@given(st.integers(-(10**11), 10**11))
def test_money_comes_back_from_every_form_it_is_written_in(yen: int) -> None:
    forms = (f"{yen:,}", f"¥{yen:,}", f"{'▲' if yen < 0 else ''}{abs(yen):,}円", f"{'-' if yen < 0 else ''}\\{abs(yen)}")
    assert {reader_of(column("money", unit="yen"))(text) for text in forms} == {yen}
    assert reader_of(column("money", unit="thousand_yen"))(f"{yen // 1000:,}.{yen % 1000:03d}千円" if yen >= 0 else "0") == max(yen, 0)


@given(st.dates(date(1900, 3, 1)))
def test_a_day_comes_back_from_every_form_it_is_written_in(day: date) -> None:
    forms = {"compact": f"{day:%Y%m%d}", "words": f"{day.year}年{day.month}月{day.day}日", "serial": str((day - date(1899, 12, 30)).days)}
    assert {reader_of(column("date", form=form))(text) for form, text in forms.items()} == {day}


@given(st.dates(date(2019, 5, 1), date(2117, 12, 31)))
def test_a_day_of_the_newest_era_comes_back_from_digits(day: date) -> None:
    digits = f"{day.year - 2018:02d}{day:%m%d}"
    declared = reader_of(column("wareki", form="digits"))
    assert declared(f"5{digits}") == declared(digits) == day
