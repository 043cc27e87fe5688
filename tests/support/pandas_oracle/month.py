"""One ward at one month: its days, who serves where, and what every definition asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
from pandas import DataFrame, Series, Timestamp

from pandas_oracle.people import NEVER
from pandas_oracle.tree import NOWHERE, Tree

SALARIED = ["regular", "reemployed_full"]
ONE_DAY = pd.Timedelta(days=1)


@dataclass
class Counted:
    """What one KPI counts: rows of ``who``, ``unit``, ``day``, ``top``, ``bottom`` and who stands ``behind`` the cell (or ``people``).

    Rows of the staff have what a person was (``rank`` on the day, ``sex``, ``birth``, …), rows of a survey what the sheet says.
    """

    kpi_id: str
    window: str
    form: str
    parts: DataFrame
    once: bool = False  # a person counts once in each cell, whatever they did there
    rolls_up: bool = True


class Month:
    """The ward's frames as they are known at the end of ``period`` (YYYY-MM)."""

    def __init__(self, known: dict[str, DataFrame], folder: Path, tree: Tree, period: str, first_period: str) -> None:
        self.known, self.folder, self.tree, self.period = known, folder, tree, period
        month = pd.Period(period, "M")
        self.first, self.last = Timestamp(month.start_time.date()), Timestamp(month.end_time.date())
        self.fiscal_year = self.first.year - (self.first.month < 4)
        self.year_start = Timestamp(self.fiscal_year, 4, 1)
        self.first_day = Timestamp(f"{first_period}-01")
        ended = self.fiscal_year if self.first.month == 3 else self.fiscal_year - 1
        self.ended = (Timestamp(ended, 4, 1), Timestamp(ended + 1, 3, 31))
        waves = [day for day in known["sheets"]["wave"].unique() if day <= self.last]
        self.wave = Timestamp(max(waves)) if waves else None

    def end_of(self, window: str) -> Timestamp:
        """Return the last day of a window: whose units are shown, and on which bands are taken."""
        june = Timestamp(self.first.year - (self.first.month < 6), 6, 1)
        own = {"fiscal_year": self.ended[1], "april_first": self.year_start, "june_first": june, "wave": self.wave or self.first}
        return own.get(window, self.last)

    @cached_property
    def staff(self) -> DataFrame:
        """Everybody who was ever there, by staff number."""
        return self.known["staff"].set_index("who")

    def table(self, name: str) -> DataFrame:
        """Return one of the organization's CSV files, every cell a text."""
        return pd.read_csv(self.folder / f"{name}.csv", dtype=str, keep_default_na=False)

    def ranks(self, flag: str) -> list[str]:
        """Return the ranks with a flag."""
        ranks = self.table("ranks")
        return list(ranks.loc[ranks[flag] == "1", "rank_code"])

    def entries(self, source: str) -> DataFrame:
        """Return what a smaller system knows at the end of the month."""
        frame = self.known.get(source, DataFrame(columns=["who", "on", "known"]))
        return frame[frame["known"] <= self.last]

    def serving(self, day: Timestamp, posts: str = "posts") -> DataFrame:
        """Return who serves on a day in a main post (or ``beside`` it), where and as what, with what is known of them."""
        held = self.known[posts]
        there = held[(held["first"] <= day) & (held["last"] >= day)]
        there = there.assign(unit=there["unit_code"], rank=there["rank_code"], day=day)
        return self._with_staff(there[["who", "unit", "rank", "secondment", "day"]])

    def salaried(self, day: Timestamp) -> DataFrame:
        """Return the ward's own regular and full-time re-employed staff of a day; guests of other bodies are counted there."""
        everybody = self.serving(day)
        return everybody[everybody["employment_type"].isin(SALARIED) & (everybody["secondment"] != "in")]

    def placed(self, frame: DataFrame, column: str, is_staff: bool = True) -> DataFrame:
        """Return records with the unit and rank of their person on the day in ``column``, and that day as ``day``."""
        posts = self.known["posts"].sort_values("first")
        left = frame.assign(day=frame[column]).sort_values("day", kind="stable")
        joined = pd.merge_asof(
            left, posts.rename(columns={"first": "_from", "last": "_to", "unit_code": "unit", "rank_code": "rank"}),
            left_on="day", right_on="_from", by="who",
        )  # fmt: skip
        gone = joined["_to"].isna() | (joined["_to"] < joined["day"])
        joined["unit"], joined["rank"] = joined["unit"].where(~gone, NOWHERE), joined["rank"].where(~gone, None)
        return self._with_staff(joined.drop(columns=["_from", "_to"])) if is_staff else joined

    def last_post(self, first: Timestamp | Series, last: Timestamp | Series) -> DataFrame:
        """Return for everybody who served between two days where they did so last."""
        posts = self.known["posts"]
        there = posts[(posts["first"] <= last) & (posts["last"] >= first)].sort_values("first", kind="stable")
        latest = there.drop_duplicates("who", keep="last")
        return self._with_staff(latest.assign(unit=latest["unit_code"], rank=latest["rank_code"])[["who", "unit", "rank"]])

    def through(self, first: Timestamp, last: Timestamp) -> set[str]:
        """Return who served on every day from ``first`` to ``last``."""
        posts = self.known["posts"]
        there = posts[(posts["first"] <= last) & (posts["last"] >= first)]
        days = (there["last"].clip(upper=last) - there["first"].clip(lower=first)).dt.days + 1
        served = days.groupby(there["who"]).sum()
        return set(served[served == (last - first).days + 1].index)

    def to_date(self, days: Series) -> Series:
        """Return which days lie in the fiscal year up to the end of the month."""
        return (days >= self.year_start) & (days <= self.last)

    def designated(self, frame: DataFrame, designation: str) -> Series:
        """Return for rows with a unit which lie in one that is designated so on the month's last day."""
        rows = self.table("unit_designations")
        ends = pd.to_datetime(rows["valid_to_date"]).fillna(NEVER)
        holds = (rows["designation_code"] == designation) & (pd.to_datetime(rows["valid_from_date"]) <= self.last) & (ends >= self.last)
        return frame["unit"].isin(rows.loc[holds, "unit_code"])

    def _with_staff(self, frame: DataFrame) -> DataFrame:
        return frame.join(self.staff[["sex", "birth", "hired", "employment_type", "job_family"]], on="who", rsuffix="_of_staff")


def tops(frame: DataFrame, amount: Series | int) -> DataFrame:
    """Return rows that go into the numerator alone."""
    return frame.assign(top=amount, bottom=0, behind=False)


def bottoms(frame: DataFrame) -> DataFrame:
    """Return rows that go into the denominator alone: the people behind the cell."""
    return frame.assign(top=0, bottom=1, behind=True)


def shares(frame: DataFrame, counts: Series) -> DataFrame:
    """Return rows that all go into the denominator, and where ``counts`` says so into the numerator."""
    return frame.assign(top=counts.astype("int64"), bottom=1, behind=True)


def heads(frame: DataFrame) -> DataFrame:
    """Return rows that are counted and not divided."""
    return frame.assign(top=1, bottom=0, behind=True)
