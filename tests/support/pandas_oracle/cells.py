"""From what is counted to cells: every unit above, every part of every breakdown, both trees; rounded half up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import pandas as pd
from pandas import DataFrame, MultiIndex, Series, Timestamp

from pandas_oracle.month import Counted, Month

# what a numerator over a denominator is multiplied by and divided by, and to how many decimals it is rounded
FORMS = {
    "percent": (100, 1, 1), "percent_of_20_days": (100, 160, 1), "percent_2": (100, 1, 2), "hours": (1, 60, 1), "days": (1, 8, 1),
    "days_per_head": (1, 1, 2), "points": (1, 1, 2), "times": (1, 1, 1), "years": (1, 12, 1), "thousandths": (1, 1000, 2),
    "balance": (100, 1, 1), "persons": (1, 1, 0), "halves": (1, 2, 1), "index": (1, 1, 0),
}  # fmt: skip
COUNTS = {"persons", "halves", "index"}  # without a denominator
BREAKDOWNS = ("sex", "rank", "age_band", "service_band", "job_family", "employment_type")
LEVELS = ("organization", "department", "section", "subsection")
CELL = ["kpi_id", "tree", "above", "breakdown", "part"]


def cells(month: Month, counted: Sequence[Counted], asked: dict[str, str]) -> DataFrame:
    """Return the cells of the KPIs of one window."""
    return _told(month, counted, _sums, asked)


def pay_cells(month: Month, counted: Sequence[Counted], asked: dict[str, str]) -> DataFrame:
    """Return the cells of the pay gaps: the mean pay of the women over that of the men, each in whole yen."""
    return _told(month, counted, _means, asked)


def _spread(month: Month, counted: Sequence[Counted], end: Timestamp) -> DataFrame:
    """Return a row for each record and unit that it counts in; what is not known of whom it speaks of is missing."""
    columns = ["kpi_id", "who", "unit", "turn", "top", "bottom", "behind", "people", "once", "rolls_up", *BREAKDOWNS]
    rows = []
    for each in counted:
        parts = each.parts
        if "hired" in parts:
            bands = {"age_band": _age_band(parts["birth"], end), "service_band": _service_band(parts["hired"], end)}
            parts = parts.assign(**({"age_band": parts["age_band"], "service_band": None} if "age_band" in parts else bands))
        parts = parts.assign(turn=month.tree.turn_of(parts["day"]), kpi_id=each.kpi_id, once=each.once, rolls_up=each.rolls_up)
        rows.append(parts.reindex(columns=columns))
    every = pd.concat(rows, ignore_index=True)
    ways = month.tree.ways(every[["unit", "turn"]].drop_duplicates())
    found = every.merge(ways, on=["unit", "turn"])
    return found[found["rolls_up"].astype(bool) | (found["unit"] == found["above"])]


def _sums(spread: DataFrame) -> DataFrame:
    once = spread["once"].astype(bool)
    if once.any():
        each = spread[once].groupby([*CELL, "who"], as_index=False)[["top", "bottom", "behind"]].max()
        spread = pd.concat([spread[~once], each])
    sums = spread.groupby(CELL)[["top", "bottom", "people"]].sum()
    people = spread[spread["behind"].eq(True)].groupby(CELL)["who"].nunique()
    # a number of people says itself how many they are
    return sums.assign(people=sums["people"].add(people, fill_value=0).reindex(sums.index))


def _means(spread: DataFrame) -> DataFrame:
    paid = spread.groupby([*CELL, "sex"])["top"].agg(["sum", "count"])
    means = ((2 * paid["sum"] + paid["count"]) // (2 * paid["count"])).unstack("sex").reindex(columns=["female", "male"])
    men = paid["count"].unstack("sex").reindex(columns=["male"])["male"]
    return DataFrame({"top": means["female"], "bottom": means["male"], "people": men})


def _told(month: Month, counted: Sequence[Counted], count: Callable[[DataFrame], DataFrame], asked: dict[str, str]) -> DataFrame:
    """Return wholes of every unit that there is on the window's last day, and of all of today's, and parts of units that are asked for."""
    end = month.end_of(counted[0].window)
    spread, levels = _spread(month, counted, end), month.tree.levels(end)
    places = [("as_was", code) for code in levels]
    places += [("today", code) for code in month.tree.on(month.tree.turns[-1])] if month.tree.became else []
    every = MultiIndex.from_tuples([(each.kpi_id, *place, "all", "all") for each in counted for place in places], names=CELL)
    sums = [count(spread.assign(breakdown="all", part="all")).reindex(every)]
    for breakdown, deepest in asked.items():
        reach = [code for code, level in levels.items() if LEVELS.index(level) <= LEVELS.index(deepest)]
        ours = spread[(spread["tree"] == "as_was") & spread["above"].isin(reach) & spread[breakdown].notna()]
        sums.append(count(ours.assign(breakdown=breakdown, part=ours[breakdown])))
    found = pd.concat(sums).fillna(0).astype("int64").reset_index()
    found.columns = ["kpi_id", "tree_code", "unit_code", "breakdown_id", "breakdown_code", "numerator", "denominator", "people"]
    return _valued(found, {each.kpi_id: each.form for each in counted}).assign(period=month.period, window_id=counted[0].window)


def _valued(found: DataFrame, forms: dict[str, str]) -> DataFrame:
    values, denominators = [], []
    for kpi_id, top, bottom, people in found[["kpi_id", "numerator", "denominator", "people"]].itertuples(index=False):
        form = forms[kpi_id]
        multiply, divide, decimals = FORMS[form]
        over = divide * (1 if form in COUNTS else bottom) * (1 if form != "index" or people else 0)
        values.append(_half_up(top * multiply, over, decimals) if over else None)
        denominators.append(None if form in COUNTS else bottom)
    return found.assign(value=Series(values, dtype=object), denominator=Series(denominators, dtype=object))


def _half_up(top: int, bottom: int, decimals: int) -> Decimal:
    ticks = (2 * abs(top) * 10**decimals + bottom) // (2 * bottom)
    return Decimal(-ticks if top < 0 else ticks).scaleb(-decimals)


def _years(since: Series, day: Timestamp) -> Series:
    before = (since.dt.month > day.month) | ((since.dt.month == day.month) & (since.dt.day > day.day))
    return day.year - since.dt.year - before


def _age_band(birth: Series, day: Timestamp) -> Series:
    ends, names = [-1, 29, 39, 49, 59, 200], ["under_30", "30s", "40s", "50s", "60_over"]
    return pd.cut(_years(birth, day), ends, labels=names).astype(object)


def _service_band(hired: Series, day: Timestamp) -> Series:
    return pd.cut(_years(hired, day), [-200, 9, 19, 200], labels=["under_10", "10_19", "20_over"]).astype(object)
