from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seika.decode.eras import era_date
from seika.decode.widths import Unreadable

# Written here a second time on purpose: letter, kanji, ligature, first and last day.
ERAS = [
    ("R", "令和", "㋿", date(2019, 5, 1), date(2099, 12, 31)),
    ("H", "平成", "㍻", date(1989, 1, 8), date(2019, 4, 30)),
    ("S", "昭和", "㍼", date(1926, 12, 25), date(1989, 1, 7)),
    ("T", "大正", "㍽", date(1912, 7, 30), date(1926, 12, 25)),
    ("M", "明治", "㍾", date(1873, 1, 1), date(1912, 7, 30)),
]
WIDE = str.maketrans("0123456789./-RHSTM", "０１２３４５６７８９．／－ＲＨＳＴＭ")


@st.composite
def days_of_an_era(draw: st.DrawFn) -> tuple[tuple[str, str, str], int, date]:
    letter, kanji, ligature, first, last = draw(st.sampled_from(ERAS))
    day = draw(st.dates(first, last))
    start = 1868 if letter == "M" else first.year
    return (letter, kanji, ligature), day.year - start + 1, day


@given(days_of_an_era(), st.sampled_from("./-"), st.booleans(), st.booleans())
def test_a_day_written_with_letter_and_signs_reads_back(
    drawn: tuple[tuple[str, str, str], int, date], sign: str, is_padded: bool, is_wide: bool
) -> None:
    (letter, _, _), year, day = drawn
    form = "{:02d}{s}{:02d}{s}{:02d}" if is_padded else "{}{s}{}{s}{}"
    text = letter + form.format(year, day.month, day.day, s=sign)
    assert era_date(text.translate(WIDE) if is_wide else text) == day
    assert era_date(text.lower()) == day


@given(days_of_an_era(), st.booleans())
def test_a_day_written_in_words_reads_back(drawn: tuple[tuple[str, str, str], int, date], is_ligature: bool) -> None:
    (_, kanji, ligature), year, day = drawn
    shown = "元" if year == 1 else str(year)
    text = f"{ligature if is_ligature else kanji}{shown}年{day.month}月{day.day}日"
    assert era_date(text) == day
    assert era_date(f" {text.replace('年', '年 ').replace('月', '月　')} ") == day


@given(days_of_an_era())
def test_six_digits_behind_the_letter_read_back(drawn: tuple[tuple[str, str, str], int, date]) -> None:
    (letter, _, _), year, day = drawn
    assert era_date(f"{letter}{year:02d}{day.month:02d}{day.day:02d}") == day


@given(st.sampled_from(ERAS), st.integers(1, 4000))
def test_no_day_outside_an_era_is_read_as_one_of_it(era: tuple[str, str, str, date, date], distance: int) -> None:
    letter, _, _, first, last = era
    start = 1868 if letter == "M" else first.year
    before, after = first - timedelta(days=distance), last + timedelta(days=distance)
    outside = [day for day in (before, after) if (day == before or letter != "R") and 1 <= day.year - start + 1 <= 99]
    for day in outside:
        with pytest.raises(Unreadable):
            era_date(f"{letter}{day.year - start + 1}.{day.month}.{day.day}")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("R6.4.1", date(2024, 4, 1)),
        ("R06/04/01", date(2024, 4, 1)),
        ("令和6年4月1日", date(2024, 4, 1)),
        ("令6.4.1", date(2024, 4, 1)),
        ("Ｒ６．４．１", date(2024, 4, 1)),
        ("㋿6年4月1日", date(2024, 4, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("㍻31.4.30", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("S1.12.25", date(1926, 12, 25)),
        ("T15.12.25", date(1926, 12, 25)),
        ("R6.2.29", date(2024, 2, 29)),
    ],
)
def test_the_usual_spellings_are_read(text: str, day: date) -> None:
    assert era_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "R1.4.30", "R1.4.1", "令和元年4月30日", "昭和64年1月8日", "平成32年1月1日", "H31.5.1", "S1.12.24", "R0.5.1", "R00.05.01",
        "R7.2.29", "R7.13.45", "R7.4.31", "R6.4/1", "R6年4月1日5", "R6.4", "6.4.1", "X6.4.1", "2024-04-01", "令和元元年5月1日",
        "M5.12.2", "R100.1.1", "R٦.4.1", "",
    ],
)  # fmt: skip
def test_what_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        era_date(text)
