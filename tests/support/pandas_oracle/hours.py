"""What is counted of days at work."""

from __future__ import annotations

from collections.abc import Iterator

import holidays
import pandas as pd
from pandas import DataFrame, Series

from pandas_oracle.month import ONE_DAY, Counted, Month, bottoms, heads, shares, tops

HOUR = 60
TURN_OF_THE_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


def kpis(month: Month) -> Iterator[Counted]:
    """Yield the KPIs of working hours."""
    everybody = month.serving(month.last)
    managers = month.ranks("is_manager")
    works_here = everybody["secondment"] != "out"
    below = everybody[(everybody["employment_type"] == "regular") & ~everybody["rank"].isin(managers) & works_here]
    days = month.known["days"]
    days = month.placed(days[(days["on"] >= month.first) & (days["on"] <= month.last)], "on")
    days_below = days[(days["employment_type"] == "regular") & ~days["rank"].isin(managers)]

    def monthly(kpi_id: str, form: str, *parts: DataFrame) -> Counted:
        return Counted(kpi_id, "month", form, pd.concat(parts))

    def who(did: Series) -> Series:
        return days.loc[did, "who"]

    yield monthly("overtime_hours_per_capita_month", "hours", tops(days_below, days_below["overtime"]), bottoms(below))
    worked = days.groupby("who")["overtime"].sum()
    long_hours = worked[worked > 45 * HOUR].index
    yield monthly("overtime_over45h_month_rate", "percent", shares(below, below["who"].isin(long_hours)))
    yield monthly("late_night_work_rate", "percent", shares(below, below["who"].isin(who(days["late_night"] > 0))))
    yield monthly("telework_usage_rate", "percent", shares(everybody, everybody["who"].isin(who(days["is_telework"]))))
    yield from _caps(month, everybody, below)
    free = days_below[_is_day_off(days_below["on"]) & (days_below["pattern"] != "shift")]
    yield monthly("holiday_work_days_per_capita", "days_per_head", tops(free, 1), bottoms(below))
    compared = days_below[days_below["scheduled_end"].notna()]
    last_sign = compared[["end", "pc_end"]].max(axis="columns")
    unclaimed = last_sign - compared["scheduled_end"] - compared["overtime"] >= HOUR
    yield monthly("clock_overtime_gap_rate", "percent", shares(compared, unclaimed))
    no_rota = everybody[~month.designated(everybody, "rotating_shift")]
    yield monthly("flex_shift_usage_rate", "percent", shares(no_rota, no_rota["who"].isin(who(days["pattern"] == "staggered"))))
    early = days[days["is_on_time_day"] & days["pattern"].isin(["standard", "staggered"]) & days["scheduled_end"].notna()]
    yield monthly("scheduled_leave_day_compliance_rate", "percent", shares(early, early["end"] <= early["scheduled_end"] + 15))
    yield monthly("work_interval_11h_rate", "percent", _rested(month, days))


def _is_day_off(days: Series) -> Series:
    national = holidays.country_holidays("JP")
    closed = [day.weekday() >= 5 or (day.month, day.day) in TURN_OF_THE_YEAR or day.date() in national for day in days]
    return Series(closed, index=days.index, dtype=bool)


def _rested(month: Month, days: DataFrame) -> DataFrame:
    before = month.known["days"][["who", "on", "end"]]
    pairs = days.merge(before.assign(on=before["on"] + ONE_DAY).rename(columns={"end": "end_before"}), on=["who", "on"])
    return shares(pairs, 24 * HOUR + pairs["start"] - pairs["end_before"] >= 11 * HOUR)


def _caps(month: Month, everybody: DataFrame, below: DataFrame) -> Iterator[Counted]:
    """Rule 15-14 of the National Personnel Authority, article 16-2-2, and the doctor's interview."""
    days = month.known["days"]
    sums = days.groupby(["who", days["on"].dt.to_period("M")])["overtime"].sum().unstack(fill_value=0)
    this = pd.Period(month.period, "M")
    back = sums.reindex(columns=[this - step for step in range(6)], fill_value=0)
    averages = pd.concat([back.iloc[:, :count].sum(axis="columns") > 80 * HOUR * count for count in range(2, 7)], axis="columns")
    year = sums.reindex(columns=pd.period_range(month.year_start, this.end_time, freq="M"), fill_value=0)
    over_80, of_month, of_year = averages.any(axis="columns"), back[this], year.sum(axis="columns")
    general = (of_month > 45 * HOUR) | (of_year > 360 * HOUR)
    driven = (of_month >= 100 * HOUR) | (of_year > 720 * HOUR) | ((year > 45 * HOUR).sum(axis="columns") > 6) | over_80

    def those(people: DataFrame, are: Series) -> Series:
        return people["who"].isin(are[are].index)

    is_driven = month.designated(below, "externally_driven")
    for member, ours, broken in (("general", below[~is_driven], general), ("externally_driven", below[is_driven], driven)):
        yield Counted(f"overtime_cap_violation_count__{member}", "month", "persons", heads(ours[those(ours, broken)]))
    asked = heads(everybody[those(everybody, (of_month >= 100 * HOUR) | over_80)])
    yield Counted("doctor_interview_target_count", "month", "persons", asked)
    yield Counted("overtime_avg_2to6m_over80h_rate", "month", "percent", shares(below, those(below, over_80)))
