from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest

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
