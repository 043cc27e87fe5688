from __future__ import annotations

from decimal import Decimal

from seika.report.blocks import common_scale, spark


def values(*texts: str | None) -> list[Decimal | None]:
    return [None if text is None else Decimal(text) for text in texts]


def test_a_month_without_a_value_is_a_gap_and_no_line_across() -> None:
    drawn = spark(values("1", "2", None, "3", None), "alt")
    assert drawn and drawn.runs == (((0.0, 0.0), (0.25, 0.5)), ((0.75, 1.0),))
    assert drawn.last is None  # the month itself has no value, so it has no dot


def test_months_keep_their_place_however_short_the_history_is() -> None:
    drawn = spark(values(*[None] * 11, "4", "5"), "alt")
    assert drawn and drawn.runs == (((0.917, 0.0), (1.0, 1.0)),) and drawn.last == (1.0, 1.0)
    assert spark(values(None, None), "alt") is None


def test_a_value_that_never_moves_is_a_line_in_the_middle() -> None:
    drawn = spark(values("7", "7"), "alt")
    assert drawn and drawn.runs == (((0.0, 0.5), (1.0, 0.5)),) and drawn.zero is None


def test_the_target_is_drawn_where_it_is_in_sight_and_the_line_keeps_its_form_where_it_is_not() -> None:
    near, far = spark(values("60", "80"), "alt", Decimal(90)), spark(values("60", "80"), "alt", Decimal(1000))
    assert near and far
    assert near.target == 1.0 and near.runs[0][-1][1] < 1.0
    assert far.target is None and far.runs[0][-1][1] == 1.0


def test_units_share_one_scale_that_holds_zero() -> None:
    series = [values("40", "50"), values("90", None), values(None, None)]
    scale = common_scale(series)
    assert scale == (Decimal(0), Decimal(90))
    heights = [drawn.runs[0][0][1] for each in series[:2] if (drawn := spark(each, "alt", scale=scale))]
    assert heights == [0.444, 1.0]
    below = spark(values("-5", "5"), "alt", scale=common_scale([values("-5", "5")]))
    assert below and below.zero == 0.5
    assert common_scale([values(None)]) is None
