"""Expectations that Great Expectations has not: over spells of days, over the quarantine itself, and which of two equal rows counts.

Frames are those of ``engine.frame_of`` or parts of them; positions are those of the index.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from seika.check.suite import Outcome, Rule

SPELLS = "expect_spells_not_to_overlap"
SHARE = "expect_quarantined_percent_to_be_at_most"
ON_THE_DAY = "expect_day_within_spell_of_its_key"
VOLUME = "expect_row_count_near_previous_months"
SMALL_GROUP = "expect_no_result_of_a_small_group"
APART = "apart_from"  # a parameter of uniqueness and overlaps that is ours: the rows that a rule does not speak of
TYPES = frozenset({SPELLS, SHARE, ON_THE_DAY, VOLUME})
_FEWEST_MONTHS = 3  # before that there is nothing to compare with
_UNIQUE = frozenset({"expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique"})
_FOREVER = pd.Timestamp.max


def is_unique(rule: Rule) -> bool:
    """Return whether a rule speaks of keys that may be there once."""
    return rule.type in _UNIQUE


def overlapping_spells(
    frame: pd.DataFrame, by: list[str], from_column: str, to_column: str, apart_from: dict[str, str] | None = None
) -> Outcome:
    """Return the spells that begin before an earlier one of the same ``by`` has ended (both days included, no end means for ever).

    The earlier spell stays: the one with the earlier first day, among equals the one higher up in the file. Rows with the value that
    ``apart_from`` names may overlap with any other.
    """
    frame = _asked(frame, apart_from)
    spells = frame[[*by, "row_number"]].assign(start=frame[from_column], end=frame[to_column].fillna(_FOREVER))
    spells = spells.sort_values([*by, "start", "row_number"], kind="stable")
    keys = [spells[name] for name in by]
    ended = spells.groupby(by, sort=False)["end"].cummax().groupby(keys, sort=False).shift()
    failing = np.sort(spells.index[(spells["start"] <= ended).to_numpy()].to_numpy())
    return Outcome(len(failing) == 0, failing)


def outside_spells(frame: pd.DataFrame, key: str, day: str, spells: pd.DataFrame, first_day: date, last_day: date) -> Outcome:
    """Return the rows whose ``key`` has spells, none of which holds on the row's ``day`` (of those from ``first_day`` to ``last_day``).

    ``spells`` has ``key``, ``start`` and ``end`` (both days included, no end means for ever); those of one key may overlap. A key
    without any spell is the business of another rule.
    """
    spells = spells.assign(end=spells["end"].fillna(_FOREVER))
    first, last = pd.Timestamp(first_day), pd.Timestamp(last_day)
    known = frame[key].isin(spells["key"].unique()) & frame[day].between(first, last)
    # Nearly everybody has one spell over the whole month: those rows need no search.
    whole = spells[(spells["start"] <= first) & (spells["end"] >= last)]
    asked = frame.loc[known & ~frame[key].isin(whole["key"]), [key, day]]
    if asked.empty:
        return Outcome(True, np.zeros(0, dtype=np.int64))
    asked = asked.assign(key=asked[key].astype(str), day=asked[day].astype("datetime64[ns]"), place=asked.index).sort_values(
        "day", kind="stable"
    )
    spells = spells.assign(key=spells["key"].astype(str), start=spells["start"].astype("datetime64[ns]")).sort_values(
        "start", kind="stable"
    )
    # of the spells that have begun by a day one holds on it if the latest end of them all is not before it
    spells["end"] = spells.groupby("key")["end"].cummax()
    found = pd.merge_asof(asked, spells, left_on="day", right_on="start", by="key")
    failing = np.sort(found.loc[~(found["day"] <= found["end"]), "place"].to_numpy(dtype=np.int64))
    return Outcome(len(failing) == 0, failing)


def unusual_volume(received_count: int, previous: list[int], min_percent: int, max_percent: int) -> Outcome:
    """Return whether a delivery has between ``min_percent`` and ``max_percent`` of the rows that the months before had (their median)."""
    if len(previous) < _FEWEST_MONTHS:
        return Outcome(True)
    usual = int(np.median(previous))
    return Outcome(min_percent * usual <= received_count * 100 <= max_percent * usual)


def results_of_small_groups(frame: pd.DataFrame, people: str, results: list[str], least: int) -> Outcome:
    """Return the rows of groups of fewer than ``least`` people (the number in ``people``) for which any of ``results`` is given."""
    is_told = frame[results].notna().any(axis=1) & (frame[people] < least).fillna(False)
    failing = frame.index[is_told.to_numpy(dtype=bool)].to_numpy(dtype=np.int64)
    return Outcome(len(failing) == 0, failing)


def later_ones(frame: pd.DataFrame, found: Outcome, parameters: dict[str, Any]) -> Outcome:
    """Return of the rows that a uniqueness rule found those of ``frame`` that come after the first with their key.

    Great Expectations names every row of a key that is there twice; the first in the file is the one that counts. Rows with the value
    that ``apart_from`` names do not count among them.
    """
    failing = np.zeros(0, dtype=np.int64) if found.failing is None else found.failing
    among = _asked(frame.loc[frame.index.isin(failing)], parameters.get("apart_from")).sort_values("row_number", kind="stable")
    columns = list(parameters.get("column_list") or [parameters["column"]])
    later = np.sort(among.index[among.duplicated(columns, keep="first").to_numpy()].to_numpy())
    return Outcome(len(later) == 0, later)


def quarantined_share(quarantined_count: int, received_count: int, percent: int) -> Outcome:
    """Return whether at most ``percent`` of the rows received are in quarantine."""
    return Outcome(quarantined_count * 100 <= percent * received_count)


def _asked(frame: pd.DataFrame, apart_from: dict[str, str] | None) -> pd.DataFrame:
    """Return the rows that a rule speaks of: all but those with the ``value`` in the ``column``."""
    if apart_from is None:
        return frame
    return frame[~(frame[apart_from["column"]] == apart_from["value"]).fillna(False).astype(bool)]
