"""What is counted of who serves, comes, stays and goes."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandas import DataFrame, Series, Timestamp

from pandas_oracle.month import Counted, Month, bottoms, heads, shares, tops

NEWLY_HIRED = ["class_1", "class_2", "class_3"]


def kpis(month: Month) -> Iterator[Counted]:
    """Yield the KPIs of service."""
    now = month.serving(month.last)
    salaried = month.salaried(month.last)
    yield Counted("headcount", "month_end", "persons", heads(salaried))
    yield Counted("headcount_without_reemployed", "month_end", "persons", heads(salaried[salaried["employment_type"] == "regular"]))
    yield Counted("seconded_staff_count", "month_end", "persons", heads(now[now["secondment"] == "out"]))
    posted = pd.concat([now, month.serving(month.last, "beside")])
    yield Counted("posted_staff_count", "month_end", "persons", heads(posted[posted["secondment"] != "out"]), once=True)
    for kpi_id, kind in (("non_regular_share", "fiscal_year_appointed"), ("fixed_term_share", "fixed_term")):
        yield Counted(kpi_id, "month_end", "percent", shares(now, now["employment_type"] == kind))
    salaried = month.salaried(month.year_start)
    for kpi_id, flag in (("female_manager_rate", "is_manager"), ("female_supervisor_rate", "is_supervisor")):
        ranked = salaried[salaried["rank"].isin(month.ranks(flag))]
        yield Counted(kpi_id, "april_first", "percent", shares(ranked, ranked["sex"] == "female"))
    birthdays = {years: salaried["birth"] + pd.DateOffset(years=years) for years in (40, 51)}
    yield Counted("age_under40_share", "april_first", "percent", shares(salaried, birthdays[40] > month.year_start))
    yield Counted("age_51plus_share", "april_first", "percent", shares(salaried, birthdays[51] <= month.year_start))
    regular = salaried[salaried["employment_type"] == "regular"]
    hired = regular["hired"]
    months = (month.year_start.year - hired.dt.year) * 12 + 4 - hired.dt.month - (hired.dt.day > 1)
    yield Counted("average_years_of_service", "april_first", "years", regular.assign(top=months, bottom=1, behind=True))
    for window, (first, last) in (("fiscal_year_to_date", (month.year_start, month.last)), ("fiscal_year", month.ended)):
        yield from _of_a_year(month, window, first, last)


def _of_a_year(month: Month, window: str, first: Timestamp, last: Timestamp) -> Iterator[Counted]:
    people = month.last_post(first, last)
    people = people[(people["employment_type"] == "regular") & ~people["who"].isin(_guests(month))]
    people = people.join(month.staff[["retired", "retirement_reason"]], on="who")
    began = month.known["posts"].groupby("who")["first"].min().clip(lower=first)
    people = people.assign(day=people["who"].map(began))
    left = people[(people["retired"] >= first) & (people["retired"] <= last)].assign(day=lambda rows: rows["retired"])
    yield Counted("turnover_rate_inner", window, "percent", pd.concat([tops(left, 1), bottoms(people)]))
    there = people[people["who"].isin(month.serving(first)["who"])]
    voluntary = tops(left[left["retirement_reason"] == "voluntary"], 1)
    yield Counted("voluntary_turnover_rate", window, "percent", pd.concat([voluntary, bottoms(there)]))
    three = _hired(month, 3, first, last)
    three = three[three["hire_type"].isin(NEWLY_HIRED)]
    yield Counted("new_hire_3yr_retention_rate", window, "percent", shares(three, three["is_serving"]))
    new = _hired(month, 0, first, last)
    yield Counted("mid_career_hire_share", window, "percent", shares(new, new["hire_type"] == "mid_career"))
    ten = _hired(month, 10, first, last)
    ten = ten[ten["hire_type"].isin(NEWLY_HIRED) & (ten["job_family"] == "administrative") & ten["is_serving"]]
    yield Counted("three_posts_in_10y_rate", window, "percent", shares(ten, ten["posts"] >= 3))


def _guests(month: Month) -> Series:
    posts = month.known["posts"]
    return posts.loc[posts["secondment"] == "in", "who"]


def _hired(month: Month, years: int, first: Timestamp, last: Timestamp) -> DataFrame:
    """Return the regular staff whose day of hiring, so many years later, lies in the window: where they were then, or last before."""
    staff = month.known["staff"]
    staff = staff.assign(day=staff["hired"] + pd.DateOffset(years=years))
    ours = staff[
        (staff["employment_type"] == "regular")
        & ~staff["who"].isin(_guests(month))
        & (staff["day"] >= first)
        & (staff["day"] <= last)
        & (staff["hired"] <= month.last)
    ]
    posts = month.known["posts"].rename(columns={"first": "_from", "last": "_to", "unit_code": "unit", "rank_code": "rank"})
    up_to = ours.merge(posts, on="who").sort_values("_from", kind="stable")
    up_to = up_to[up_to["_from"] <= up_to["day"]]
    latest = up_to.drop_duplicates("who", keep="last")
    count = {who: _posts(month, rows) for who, rows in up_to.groupby("who")} if years == 10 else {}
    return latest.assign(is_serving=latest["_to"] >= latest["day"], posts=latest["who"].map(count))


def _posts(month: Month, held: DataFrame) -> int:
    """Return how many sections somebody served in: to go along with what became of one's section is no other post."""
    count, before = 0, []
    for unit, begins in zip(held["unit"], held["_from"], strict=True):
        went_along = bool(before) and (before[-1], unit, begins) in month.tree.successions
        count += unit not in before and not went_along
        before.append(unit)
    return count
