"""What is counted of people with children: leave for a child, what it came to, shorter hours."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandas import DataFrame, Timestamp

from pandas_oracle.leave import hours_of
from pandas_oracle.month import Counted, Month, bottoms, heads, shares, tops

TO_DATE = "fiscal_year_to_date"
BANDS = (
    "under_1_week", "1_to_2_weeks", "2_weeks_to_1_month", "1_to_3_months", "3_to_6_months", "6_to_12_months", "over_12_months",
)  # fmt: skip


def kpis(month: Month) -> Iterator[Counted]:
    """Yield the KPIs of parents."""
    children, spells = month.known["children"], month.known["spells"]
    for sex in ("male", "female"):
        starts = _first_of_each(month, spells[spells["number"] == 1], "first", sex)
        yield Counted(
            f"{sex}_childcare_leave_rate",
            TO_DATE,
            "percent",
            pd.concat([tops(starts, 1), bottoms(_first_of_each(month, children, "eligible", sex))]),
        )
    able = _first_of_each(month, children, "eligible", "male")
    ours = spells[month.to_date(spells["eligible"])]
    begun = ours.loc[ours["first"] <= month.last, "who"]
    yield Counted("male_childcare_leave_rate_cohort", TO_DATE, "percent", shares(able, able["who"].isin(begun)))
    ours = ours[month.to_date(ours["first"])]
    days = ((ours["last"] - ours["first"]).dt.days + 1).groupby(ours["who"]).sum()
    for kpi_id, least in (("male_childcare_leave_1week_rate", 7), ("male_childcare_leave_2weeks_rate", 14)):
        yield Counted(kpi_id, TO_DATE, "percent", shares(able, able["who"].isin(days[days >= least].index)))
    hours = hours_of(month, ["spouse_birth", "childcare_participation"], month.year_start, month.last)
    for kpi_id, least in (("spouse_birth_leave_rate", 1), ("spouse_birth_leave_5days_rate", 40)):
        yield Counted(kpi_id, TO_DATE, "percent", shares(able, able["who"].isin(hours[hours >= least].index)))
    takers = _takers(month, spells)
    for band in BANDS:
        yield Counted(f"male_childcare_leave_duration_share__{band}", TO_DATE, "percent", shares(takers, takers["band"] == band))
    ended = spells[month.to_date(spells["last"]) & spells["ended"].isin(["returned", "left"])]
    ended = month.placed(ended, "first").assign(day=lambda rows: rows["last"])
    ended = ended[ended["employment_type"] == "regular"]
    yield Counted("childcare_return_rate", TO_DATE, "percent", shares(ended, ended["ended"] == "returned"), once=True)
    shorter = month.known["shorter"]
    shorter = month.placed(shorter[(shorter["first"] <= month.last) & (shorter["last"] >= month.last)], "first").assign(day=month.last)
    yield Counted("childcare_short_time_users", "month_end", "persons", heads(shorter), once=True)


def _first_of_each(month: Month, frame: DataFrame, column: str, sex: str) -> DataFrame:
    """Return for each of the regular staff of a sex the first day of the year that something happened on, and where they were then."""
    ours = frame[month.to_date(frame[column])]
    days = ours.groupby("who", as_index=False)[column].min()
    people = month.placed(days, column)
    return people[(people["employment_type"] == "regular") & (people["sex"] == sex)]


def _takers(month: Month, spells: DataFrame) -> DataFrame:
    """Return the men who began their first leave for a child in the year, by all days of it; of several children the first."""
    known = spells[spells["first"] <= month.last].sort_values(["who", "child", "first"])
    length = (known["last"] - known["first"]).dt.days + 1
    of_child = known.assign(length=length).groupby(["who", "child"], as_index=False).agg(first=("first", "first"), length=("length", "sum"))
    ours = of_child[month.to_date(of_child["first"])].sort_values(["first", "child"]).drop_duplicates("who")
    people = month.placed(ours, "first")
    people = people[(people["employment_type"] == "regular") & (people["sex"] == "male")]
    return people.assign(band=[_band(first, days) for first, days in zip(people["first"], people["length"], strict=True)])


def _band(first: Timestamp, days: int) -> str:
    if days < 14:
        return BANDS[days >= 7]
    ends = [(first + pd.DateOffset(months=months) - first).days for months in (1, 3, 6, 12)]
    return next((name for end, name in zip(ends, BANDS[2:], strict=False) if days <= end), BANDS[-1])
