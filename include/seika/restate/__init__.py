"""STEP: a range of months computed and published again, or for the first time: one publication a month, in order."""

from seika.restate.step import Done, backfill, months_between, restate

__all__ = ["Done", "backfill", "months_between", "restate"]
