"""What is counted of evaluations."""

from __future__ import annotations

from collections.abc import Iterator

from pandas import DataFrame

from pandas_oracle.month import Counted, Month, shares

ITEM = ["who", "item_id", "evaluation_fiscal_year"]


def kpis(month: Month) -> Iterator[Counted]:
    """Yield the KPIs of evaluations."""
    first, last = month.ended
    sheets = month.known["evaluations"]
    sheets = sheets[(sheets["cycle_end"] >= first) & (sheets["cycle_end"] <= last) & sheets["is_target"] & (sheets["due"] <= month.last)]
    sheets = month.placed(sheets, "cycle_end")
    yield _of_year("evaluation_completion_rate", "percent", shares(sheets, sheets["finalized"] <= sheets["due"]))
    graded = sheets[sheets["grade"].notna()]
    for grade in month.table("grades")["grade_code"]:
        yield _of_year(f"evaluation_grade_share__{grade.lower()}", "percent", shares(graded, graded["grade"] == grade))
    every = month.entries("evaluation_points")
    points = month.placed(every[(every["on"] >= first) & (every["on"] <= last)], "on")
    rated = points[points["second_points_count"].notna()]
    for item in month.table("competencies")["competency_id"]:
        ours = rated[rated["item_id"] == item]
        yield _of_year(f"competency_score_mean__{item}", "points", _mean(ours, "second_points_count"))
    before = every[[*ITEM, "second_points_count"]].rename(columns={"second_points_count": "before"})
    before = before.assign(evaluation_fiscal_year=before["evaluation_fiscal_year"] + 1)
    both = rated[rated["item_id"] != "overall"].merge(before[before["before"].notna()], on=ITEM)
    yield _of_year("competency_growth", "points", _mean(both.assign(grown=both["second_points_count"] - both["before"]), "grown"))
    overall = points[(points["item_id"] == "overall") & points["first_points_count"].notna()]
    both = overall[overall["second_points_count"].notna()]
    yield _of_year(
        "evaluation_rater_gap", "points", _mean(both.assign(gap=both["second_points_count"] - both["first_points_count"]), "gap")
    )
    overall = overall[overall["first_rater_key"].notna()]
    yield _of_year("rater_severity_spread", "thousandths", _mean(_deviations(overall), "apart"))


def _of_year(kpi_id: str, form: str, parts: DataFrame) -> Counted:
    return Counted(kpi_id, "fiscal_year", form, parts)


def _mean(frame: DataFrame, amount: str) -> DataFrame:
    return frame.assign(top=frame[amount].astype("int64"), bottom=1, behind=True)


def _deviations(overall: DataFrame) -> DataFrame:
    """Return how far each rater's mean lies from that of all ratings, in whole thousandths, rounded half up."""
    first = overall["first_points_count"].astype("int64")
    given = first.groupby(overall["first_rater_key"]).agg(["sum", "count"])
    total, count = int(first.sum()), len(first)
    apart = (given["sum"] * count - total * given["count"]).abs()
    thousandths = (2 * 1000 * apart + given["count"] * count) // (2 * given["count"] * count) if count else apart
    return overall.assign(apart=overall["first_rater_key"].map(thousandths))
