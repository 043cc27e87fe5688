from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seika.exact import round_half_up

# Published rates whose counts are published too: shared by the ministries, prefectures and wards that the KPIs follow.
PUBLISHED = [
    ("male childcare leave, local governments, FY2023", 29_002 * 100, 60_880, 1, "47.6"),
    ("male childcare leave, FY2014, cohort form", 856 * 100, 55_418, 1, "1.5"),
    ("male childcare leave, FY2014, flow form", 1_214 * 100, 55_418, 1, "2.2"),
    ("male childcare leave, FY2003", 224 * 100, 45_148, 1, "0.5"),
    ("female childcare leave, FY2014", 36_039 * 100, 38_684, 1, "93.2"),
    ("female childcare leave, FY2003", 35_066 * 100, 36_863, 1, "95.1"),
    ("employees with disabilities, Shiga", 1_455 * 100, 48_705, 2, "2.99"),
    ("employees with disabilities, Fukushima", 1_770 * 100, 61_495, 2, "2.88"),
    ("employees with disabilities, the state", 104_280 * 100, 3_397_500, 2, "3.07"),
    ("answers to the survey of Nerima", 2_537 * 100, 4_347, 2, "58.36"),
    ("leave at a birth, Mie", 267 * 100, 360, 1, "74.2"),
    ("leave for childcare, Mie", 190 * 100, 360, 1, "52.8"),
    ("either leave, Mie", 282 * 100, 360, 1, "78.3"),
    ("five days or more, Mie", 136 * 100, 360, 1, "37.8"),
    ("male childcare leave, Shinagawa FY2020", 27 * 100, 90, 1, "30.0"),
    ("male childcare leave, Shinagawa FY2021", 38 * 100, 96, 1, "39.6"),
    ("male childcare leave, Shinagawa FY2022", 45 * 100, 110, 1, "40.9"),
]


@pytest.mark.parametrize(("what", "numerator", "denominator", "decimals", "value"), PUBLISHED)
def test_a_published_rate_comes_out_as_it_was_published(what: str, numerator: int, denominator: int, decimals: int, value: str) -> None:
    assert str(round_half_up(numerator, denominator, decimals)) == value, what


@pytest.mark.parametrize(
    ("numerator", "denominator", "decimals", "value"),
    [(1, 8, 2, "0.13"), (-1, 8, 2, "-0.13"), (5, 2, 0, "3"), (25, 20, 1, "1.3"), (2_675, 1_000, 2, "2.68"), (0, 7, 1, "0.0")],
)
def test_exactly_half_goes_away_from_zero_where_floats_and_bankers_do_not(
    numerator: int, denominator: int, decimals: int, value: str
) -> None:
    assert str(round_half_up(numerator, denominator, decimals)) == value


@given(
    numerator=st.integers(-(10**15), 10**15),
    denominator=st.integers(-(10**9), 10**9).filter(bool),
    decimals=st.integers(0, 4),
)
def test_it_agrees_with_decimal_arithmetic_of_many_digits(numerator: int, denominator: int, decimals: int) -> None:
    exact = Context(prec=60)
    quotient = exact.divide(Decimal(numerator), Decimal(denominator))
    expected = quotient.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=exact)
    assert round_half_up(numerator, denominator, decimals) == expected


def test_nothing_divided_by_nobody_has_no_value() -> None:
    with pytest.raises(ZeroDivisionError):
        round_half_up(0, 0, 1)
