import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seika.config.format import Format
from seika.decode.csv import read_csv
from seika.decode.records import Headers, Records
from seika.errors import BadData

HEADERS = Headers(("番号", "値"), ("氏名",))


def read(content: bytes, headers: Headers = HEADERS, **form: Any) -> Records:
    declared = Format.model_validate({"type": "csv", "encoding": "cp932", **form})
    return read_csv(lambda: io.BytesIO(content), declared, headers, "extract.csv")


def cells(records: Records) -> list[tuple[int, list[str]]]:
    columns = [column.to_pylist() for column in records.columns.values()]
    return [(int(number), [column[place] for column in columns]) for place, number in enumerate(records.row_numbers)]


def refused(content: bytes, **form: Any) -> BadData:
    with pytest.raises(BadData) as refusal:
        read(content, **form)
    return refusal.value


def sjis(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("cp932")


def test_columns_are_found_by_header_wherever_they_stand() -> None:
    assert cells(read(sjis("値,氏名,番号\n髙,誰か,001\n"))) == [(2, ["001", "髙"])]


def test_a_header_in_another_width_or_with_blanks_is_the_same_header() -> None:
    assert cells(read(sjis("番号 ,時（分）\n1,2\n"), Headers(("番号", "時(分)"), ()))) == [(2, ["1", "2"])]


def test_row_numbers_are_those_of_a_spreadsheet_with_titles_blank_rows_and_line_breaks_in_cells() -> None:
    content = sjis('出力日,\n\n番号,値\n1,"上\n下"\n\n,\n2,b\n')
    assert cells(read(content, header_row=3)) == [(4, ["1", "上\r\n下"]), (7, ["2", "b"])]


def test_a_row_with_another_number_of_cells_is_named_and_the_others_are_read() -> None:
    records = read(sjis("番号,値\n1,a\n2\n3,c,d\n4,e\n"))
    assert (cells(records), records.misshapen, records.received_count) == ([(2, ["1", "a"]), (5, ["4", "e"])], (3, 4), 4)


def test_total_rows_are_no_data_whatever_their_width() -> None:
    records = read(sjis("番号,値\n1,a\n合計,9\n合計\n"), total_row_starts_with="合計")
    assert (cells(records), records.total_count, records.received_count) == ([(2, ["1", "a"])], 2, 1)


def test_a_row_that_is_blank_in_what_is_read_and_filled_elsewhere_is_data() -> None:
    assert cells(read(sjis("番号,値,氏名\n,,誰か\n,,\n"))) == [(2, ["", ""])]


def test_the_last_line_needs_no_end_and_an_old_end_mark_is_no_row() -> None:
    assert len(cells(read(sjis("番号,値\n1,a")))) == 1
    assert read(sjis("番号,値\n1,a\n") + b"\x1a").received_count == 1


def test_a_mark_at_the_beginning_of_utf8_is_not_part_of_the_header() -> None:
    content = "番号,値\n1,a\n".encode()
    for encoding in ("utf-8", "utf-8-sig"):
        assert len(cells(read(content, encoding=encoding))) == len(cells(read(b"\xef\xbb\xbf" + content, encoding=encoding))) == 1


def test_an_unknown_header_is_told_and_a_known_one_is_not() -> None:
    assert read(sjis("番号,値,氏名,備考,\n1,a,b,c,\n")).unknown_headers == ("備考",)


def test_a_missing_header_is_named() -> None:
    refusal = refused(sjis("番号,氏名\n1,a\n"))
    assert (refusal.code, refusal.where) == ("DECODE-04", {"file": "extract.csv", "headers": "値"})


RENAMED = Headers(("番号", "値"), (), {"番号": ("職員番号", "職員コード")})


def test_a_header_that_goes_by_another_declared_name_is_read_and_is_not_unknown() -> None:
    records = read(sjis("職員ｺｰﾄﾞ,値\n1,a\n"), RENAMED)
    assert (cells(records), records.unknown_headers) == ([(2, ["1", "a"])], ())


def test_two_names_of_one_column_in_one_file_are_refused_and_named() -> None:
    with pytest.raises(BadData) as refusal:
        read(sjis("番号,職員番号,値\n1,2,a\n"), RENAMED)
    assert (refusal.value.code, refusal.value.where["headers"]) == ("DECODE-13", "番号, 職員番号")


def test_a_header_that_is_there_twice_is_named() -> None:
    assert (refused(sjis("番号,値,値\n1,a,b\n")).code, refused(sjis("番号,値,値\n1,a,b\n")).where["headers"]) == ("DECODE-05", "値")


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "DECODE-02"), (sjis("番号,値\n"), "DECODE-03"), (sjis("番号,値"), "DECODE-03")],
)
def test_a_file_without_data_says_whether_it_is_empty_or_has_a_header_only(content: bytes, code: str) -> None:
    assert refused(content).code == code


def test_blank_rows_alone_are_no_data() -> None:
    assert read(sjis("番号,値\n\n,\n")).received_count == 0


def test_a_file_that_ends_above_its_header_is_refused() -> None:
    assert refused(sjis("表題\n"), header_row=4).code == "DECODE-10"


def test_a_header_is_found_below_titles_and_the_row_numbers_stay_those_of_the_file() -> None:
    content = sjis('出力日,4/1\n"題\n二行"\n\n番号 ,値\n1,a\n')
    assert cells(read(content, header_starts_with="番号")) == [(5, ["1", "a"])]


def test_a_header_that_is_not_among_the_first_rows_is_refused_with_what_was_looked_for() -> None:
    for above in ("題,\n" * 30 + "番号,値\n1,a\n", "題,\n"):
        refusal = refused(sjis(above), header_starts_with="番号")
        assert (refusal.code, refusal.where["start"]) == ("DECODE-14", "番号")
    assert len(cells(read(sjis("題,\n" * 29 + "番号,値\n1,a\n"), header_starts_with="番号"))) == 1
    assert refused(b"", header_starts_with="番号").code == "DECODE-02"


def test_utf8_where_cp932_is_declared_is_refused_as_that_where_the_header_is_looked_for_too() -> None:
    assert refused("題,\n番号,値\n1,a\n".encode(), header_starts_with="番号").code == "DECODE-01"


def test_a_header_is_either_numbered_or_looked_for() -> None:
    with pytest.raises(ValueError, match="exclude each other"):
        Format.model_validate({"type": "csv", "header_row": 3, "header_starts_with": "番号"})


def test_a_header_printed_again_is_no_data_only_where_that_is_declared() -> None:
    content = sjis("番号,値\n1,a\n番号,値\n2,b\n番号,c\n")
    records = read(content, repeated_header="drop")
    assert (cells(records), records.total_count) == ([(2, ["1", "a"]), (4, ["2", "b"]), (5, ["番号", "c"])], 1)
    assert read(content).received_count == 4


def test_bytes_of_another_encoding_are_refused_with_row_and_byte() -> None:
    refusal = refused(sjis("番号,値\n1,a\n2,") + b"\x81\n")
    assert (refusal.code, refusal.where["row"], refusal.where["byte"]) == ("DECODE-01", "3", str(len(sjis("番号,値\n1,a\n2,")) + 1))


def test_utf8_where_cp932_is_declared_is_refused() -> None:
    assert refused("番号,値\n1,a\n".encode()).code == "DECODE-01"
    assert refused(b"\xef\xbb\xbf" + "番号,値\n1,a\n".encode()).where["byte"] == "1"


@pytest.mark.parametrize("byte", [b"\x80", b"\xa0", b"\xfd", b"\xfe", b"\xff"])
def test_a_byte_that_cp932_leaves_free_is_refused_with_its_place(byte: bytes) -> None:
    refusal = refused(sjis("番号,値\n髙,") + byte + sjis("値\n"))
    assert (refusal.code, refusal.where["row"], refusal.where["byte"]) == ("DECODE-01", "2", str(len(sjis("番号,値\n髙,")) + 1))


@pytest.mark.parametrize(
    ("declared", "content"),
    [
        ("utf-16", "\ufeff番号\t値\r\n1\t上\n".encode("utf-16-le")),
        ("utf-16", "\ufeff番号\t値\r\n1\t上\n".encode("utf-16-be")),
        ("utf-16-le", "番号\t値\r\n1\t上\n".encode("utf-16-le")),
        ("utf-16-le", "\ufeff番号\t値\r\n1\t上\n".encode("utf-16-le")),
        ("utf-16-be", "番号\t値\r\n1\t上\n".encode("utf-16-be")),
    ],
)
def test_the_unicode_text_of_a_spreadsheet_is_read_as_declared(declared: str, content: bytes) -> None:
    assert cells(read(content, encoding=declared, delimiter="\t")) == [(2, ["1", "上"])]


def test_utf16_of_another_order_or_without_the_mark_that_says_it_is_refused_at_its_first_byte() -> None:
    text = "番号,値\n1,a\n"
    for declared, content in [
        ("utf-16", text.encode("utf-16-le")),
        ("utf-16-le", ("\ufeff" + text).encode("utf-16-be")),
        ("utf-16-be", ("\ufeff" + text).encode("utf-16-le")),
        ("utf-16", text.encode()),
    ]:
        refusal = refused(content, encoding=declared)
        assert (refusal.code, refusal.where["byte"]) == ("DECODE-01", "1")


def test_half_a_character_of_utf16_is_refused_with_its_row_and_byte() -> None:
    good = "\ufeff番号,値\nਊ,上\n".encode("utf-16-le")
    refusal = refused(good + b"\x00\xd8" + "1,a\n".encode("utf-16-le"), encoding="utf-16")
    assert (refusal.code, refusal.where["row"], refusal.where["byte"]) == ("DECODE-01", "3", str(len(good) + 1))
    assert refused(good + b"1", encoding="utf-16").code == "DECODE-01"


def test_cells_may_be_parted_by_any_one_character() -> None:
    assert cells(read(sjis("番号;値\n1;a,b\n"), delimiter=";")) == [(2, ["1", "a,b"])]
    for wrong in ("", ",,", "、", '"', "\n"):
        with pytest.raises(ValueError, match="delimiter"):
            Format.model_validate({"type": "csv", "delimiter": wrong})


def test_lines_with_user_defined_characters_are_counted_in_the_whole_file_each_once() -> None:
    headers = Headers(("番号",), ("氏名",))
    content = sjis("番号,氏名\n1,") + b"\xf0\x40\xf0\x41" + sjis("\n2,〓山\n3,髙\n")
    assert read(content, headers).gaiji_count == 2
    long = sjis("番号,氏名\n") + b"1,\xf0\x40" + b"a" * (1 << 20) + b"\xf0\x40\r\n"
    assert read(long, headers).gaiji_count == 1
    assert read(sjis("番号,氏名\n3,髙\n"), headers).gaiji_count == 0


def test_utf16_is_refused_at_its_first_byte() -> None:
    assert refused("番号,値\n1,a\n".encode("utf-16")).where["byte"] == "1"


def test_a_fault_far_behind_the_first_block_is_placed_right() -> None:
    good = sjis("番号,値\n") + sjis("1,値\n") * 300_000
    refusal = refused(good + b"2,\x81\r\n")
    assert (refusal.where["row"], refusal.where["byte"]) == ("300002", str(len(good) + 3))


@pytest.mark.parametrize(
    "body",
    ['1,"a\n2,b\n3,c\n', '1,"a,x\n2,"b,y\n3,c\n', '1,"a"b\n2,"x\ny"z\n'],
)
def test_a_stray_quote_cannot_swallow_rows_unseen(body: str) -> None:
    assert refused(sjis("番号,値\n" + body)).code == "DECODE-07"


plain = st.text(
    st.characters(codec="cp932", exclude_characters='\x1a\r\n"¢£¬‖−〜\x80\xa0\uf8f0\uf8f1\uf8f2\uf8f3', exclude_categories=("Cc", "Zs")),
    min_size=1,
    max_size=6,
)


@given(st.lists(st.tuples(plain, plain), min_size=1, max_size=8), st.booleans())
def test_every_row_of_any_text_is_received(rows: list[tuple[str, str]], is_quoted: bool) -> None:
    quote = '"' if is_quoted else ""
    kept = [(left.replace(",", "_"), right.replace(",", "_")) for left, right in rows]
    content = "".join(f"{quote}{left}{quote},{quote}{right}{quote}\r\n" for left, right in kept)
    records = read(b"a,b\r\n" + content.encode("cp932"), Headers(("a", "b"), ()))
    assert [tuple(row) for _, row in cells(records)] == kept


@given(st.binary(max_size=200))
def test_no_bytes_make_anything_but_records_or_a_refusal_with_a_code(noise: bytes) -> None:
    try:
        records = read(sjis("番号,値\n") + noise)
    except BadData as refusal:
        assert refusal.code.startswith("DECODE-")
    else:
        assert records.received_count >= 0
