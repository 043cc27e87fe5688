"""Expectations that hold a delivery against others: what else was delivered for the month, and what the months before looked like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from seika.check import own
from seika.check.suite import Outcome

DAY_OFF = "expect_no_worked_day_within_a_day_off"
AT_MOST = "expect_distinct_count_to_be_at_most"
DRIFT = "expect_mean_near_previous_months"
HEADCOUNT = "expect_headcount_to_add_up"
_FEWEST_MONTHS = 3  # before that there is nothing to compare with
_FOREVER = pd.Timestamp.max


def worked_days_off(
    frame: pd.DataFrame, key: str, from_column: str, to_column: str, where: dict[str, Any], worked: pd.DataFrame | None
) -> Outcome:
    """Return the rows whose days, both included, hold a day on which their ``key`` worked, of those that have the values of ``where``.

    ``worked`` has ``key`` and ``day``; none while nothing is known of the month.
    """
    if worked is None:
        return Outcome(True, np.zeros(0, dtype=np.int64))
    is_asked = np.logical_and.reduce([(frame[name] == value).fillna(False).to_numpy(dtype=bool) for name, value in where.items()])
    asked = frame.loc[is_asked & frame[key].isin(worked["key"].unique()).to_numpy(), [key, from_column, to_column]]
    asked = asked.assign(key=asked[key].astype(str), place=asked.index, first=asked[from_column].astype("datetime64[ns]"))
    days = worked.assign(key=worked["key"].astype(str), day=worked["day"].astype("datetime64[ns]"))
    next_worked = pd.merge_asof(
        asked.sort_values("first", kind="stable"),
        days.sort_values("day", kind="stable"),
        left_on="first",
        right_on="day",
        by="key",
        direction="forward",
    )
    failing = np.sort(next_worked.loc[next_worked["day"] <= next_worked[to_column], "place"].to_numpy(dtype=np.int64))
    return Outcome(len(failing) == 0, failing)


def too_many(frame: pd.DataFrame, column: str, most: int | None) -> Outcome:
    """Return whether ``column`` has at most ``most`` different values; without a number there is nothing to compare with."""
    return Outcome(most is None or frame[column].nunique() <= most)


def drifted(frame: pd.DataFrame, column: str, previous: list[float], min_percent: int, max_percent: int) -> Outcome:
    """Return whether the mean of ``column`` (a share, where it is true or false) is near the median of the months before."""
    values = frame[column].dropna()
    if len(previous) < _FEWEST_MONTHS or values.empty:
        return Outcome(True)
    usual, now = float(np.median(previous)), float(values.astype(float).mean())
    return Outcome(min_percent * usual <= 100 * now <= max_percent * usual)


def unexplained_headcount(
    frame: pd.DataFrame, key: str, from_column: str, to_column: str, before: pd.DataFrame | None, last_days: list[Any]
) -> Outcome:
    """Return the rows of people who are in service at the end of the month, were not at the end of the one before, and did not begin since.

    Opening + joiners - leavers = closing: it does not hold either where somebody of ``before`` (``key``, ``start``, ``end`` as
    delivered the month before) is gone and no spell of theirs has ended; of such people there is no row to name.
    ``last_days`` are the last days of the month before and of this one.
    """
    if before is None:
        return Outcome(True, np.zeros(0, dtype=np.int64))
    opening_day, closing_day = (pd.Timestamp(day) for day in last_days)
    now = frame[[key, from_column, to_column]].set_axis(["key", "start", "end"], axis=1)
    opening, closing = _in_service(before, opening_day), _in_service(now, closing_day)
    begun = set(now.loc[(now["start"] > opening_day) & (now["start"] <= closing_day), "key"])
    ended = set(now.loc[(now["end"] >= opening_day) & (now["end"] < closing_day), "key"])
    from_nowhere = closing - opening - begun
    failing = frame.index[frame[key].isin(from_nowhere).to_numpy()].to_numpy(dtype=np.int64)
    return Outcome(not from_nowhere and opening - closing <= ended, failing)


def _in_service(spells: pd.DataFrame, day: pd.Timestamp) -> set[Any]:
    return set(spells.loc[(spells["start"] <= day) & (spells["end"].fillna(_FOREVER) >= day), "key"])


EXPECTATIONS: Mapping[str, Callable[..., Outcome]] = {
    DAY_OFF: worked_days_off,
    own.SMALL_GROUP: own.results_of_small_groups,
    AT_MOST: too_many,
    DRIFT: drifted,
    HEADCOUNT: unexplained_headcount,
}
