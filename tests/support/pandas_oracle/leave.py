"""What is counted of leave: annual, for fathers, for family, for illness."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandas import DataFrame, Series, Timestamp

from pandas_oracle.hours import _is_day_off
from pandas_oracle.month import ONE_DAY, SALARIED, Counted, Month, heads, shares

HOURS = {"day": 8, "half_day": 4, "hour": 1}


def hours_of(month: Month, types: list[str], first: Timestamp, last: Timestamp) -> Series:
    """Return by person the hours of leave that began between two days, without what was cancelled."""
    every = month.known["leaves"]
    ours = every[every["type_code"].isin(types) & ~every["is_cancelled"] & (every["first"] >= first) & (every["first"] <= last)]
    return (ours["unit"].map(HOURS) * ours["quantity"]).groupby(ours["who"]).sum()


def kpis(month: Month) -> Iterator[Counted]:
    """Yield the KPIs of leave."""
    for window, start in (("fiscal_year_to_date", month.year_start), ("calendar_year_to_date", Timestamp(month.first.year, 1, 1))):
        people, hours = _annual(month, max(start, month.first_day), month.last)
        yield Counted("annual_leave_days_avg", window, "days", people.assign(top=hours, bottom=1, behind=True))
    first, last = month.ended
    people, hours = _annual(month, max(first, month.first_day), last)
    yield Counted("annual_leave_take_rate", "fiscal_year", "percent_of_20_days", people.assign(top=hours, bottom=1, behind=True))
    yield Counted("annual_leave_under5_rate", "fiscal_year", "percent", shares(people, hours < 40))
    every = month.known["leaves"]
    carers = every[(every["type_code"] == "family_care") & ~every["is_cancelled"] & month.to_date(every["first"])]
    carers = heads(month.placed(carers.drop(columns="unit"), "first"))
    yield Counted("family_care_leave_users", "fiscal_year_to_date", "persons", carers, once=True)
    yield Counted("long_sick_leave_rate", "fiscal_year_to_date", "percent", _long_sick(month))


def _annual(month: Month, first: Timestamp, last: Timestamp) -> tuple[DataFrame, Series]:
    """Return the regular staff in service on every day of a window, where they were on its last day, and their hours of annual leave."""
    people = month.serving(last)
    stayed = people["who"].isin(month.through(first, last)) & (people["hired"] <= first)
    people = people[stayed & (people["employment_type"] == "regular") & (last >= month.first_day)]
    return people, people["who"].map(hours_of(month, ["annual"], first, last)).fillna(0).astype("int64")


def _long_sick(month: Month) -> DataFrame:
    """Of the staff of 1 April, those with thirty days in a row up to the end of a record of the year."""
    there = month.serving(month.year_start)
    people = month.last_post(month.year_start, month.last)
    people = people[people["who"].isin(there["who"]) & people["employment_type"].isin(SALARIED)].assign(day=month.year_start)
    every = month.known["leaves"]
    sick = every["type_code"].isin(["sick", "sick_absence"]) & (every["unit"] == "day") & ~every["is_cancelled"]
    sick = every[sick & (every["first"] <= month.last)].sort_values(["who", "first", "last"])
    is_long = [who for who, records in sick.groupby("who") if _is_long(month, records)]
    return shares(people, people["who"].isin(is_long))


def _is_long(month: Month, records: DataFrame) -> bool:
    began, until = None, None
    for first, last in zip(records["first"], records["last"], strict=True):
        between = pd.Series(pd.date_range(until + ONE_DAY, first - ONE_DAY)) if until is not None else None
        if between is None or not _is_day_off(between).all():
            began = first
        until = last if until is None else max(until, last)
        if month.year_start <= first <= month.last and (last - began).days + 1 >= 30:
            return True
    return False
