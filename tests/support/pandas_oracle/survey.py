"""What is counted of the answers to a survey wave."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandas import DataFrame

from pandas_oracle.month import Counted, Month, shares

# KPI: the topic of its items, as survey_items.csv names it
TOPICS = {
    "safe_workplace_positive_rate": ("category_id", "io1"),
    "pride_and_fulfillment_positive_rate": ("category_id", "io2"),
    "mutual_respect_positive_rate": ("category_id", "io3"),
    "mvv_awareness_rate": ("subcategory_id", "understanding"),
    "mvv_empathy_rate": ("subcategory_id", "empathy"),
    "mvv_behavior_rate": ("subcategory_id", "practice"),
    "career_vision_rate": ("subcategory_id", "career_vision"),
    "evaluation_acceptance_rate": ("subcategory_id", "evaluation_acceptance"),
    "workplace_recommendation_rate": ("subcategory_id", "workplace_recommendation"),
    "want_to_stay_rate": ("subcategory_id", "want_to_stay"),
    "feedback_received_rate": ("subcategory_id", "feedback_received"),
    "unknown_task_difficulty_rate": ("subcategory_id", "unknown_task"),
    "ojt_standard_need_rate": ("subcategory_id", "ojt_standard"),
}
BANDS = {20: "under_30", 30: "30s", 40: "40s", 50: "50s", 60: "60_over"}
SCALES = {"work_engagement_score": "work_engagement", "psychological_safety_score": "psychological_safety"}


def kpis(month: Month) -> Iterator[Counted]:
    """Yield the KPIs of the newest wave; before the first there is nothing to count."""
    answers = _answers(month)
    positive = shares(answers, answers["turned"] >= answers["top_step"] - 1)

    def wave(kpi_id: str, parts: DataFrame, form: str = "percent") -> Counted:
        return Counted(kpi_id, "wave", form, parts)

    engagement = answers["is_engagement"] == "1"
    yield wave("engagement_score_mean", _points(answers[engagement]), "points")
    yield wave("engagement_positive_rate", positive[engagement])
    for kpi_id, (column, topic) in TOPICS.items():
        yield wave(kpi_id, positive[answers[column] == topic])
    for kpi_id, topic in SCALES.items():
        ours = answers[answers["subcategory_id"] == topic]
        every = (month.table("survey_items")["subcategory_id"] == topic).sum()
        whole = ours.groupby("who")["item_id"].transform("nunique") == every
        yield wave(kpi_id, _points(ours[whole]), "points")
    asked = answers[answers["subcategory_id"] == "enps"]
    yield wave("enps", asked.assign(top=1 * (asked["points"] >= 9) - 1 * (asked["points"] <= 6), bottom=1, behind=True), "balance")
    may_rise = answers["rank"].notna() & ~answers["rank"].isin(["department_head", "chief_foreman"])
    asked = answers[(answers["subcategory_id"] == "promotion_willingness") & may_rise]
    yield wave("promotion_willingness_rate", shares(asked, asked["points"] >= 4))
    items = month.table("survey_items")  # all of them, also before anybody has answered
    for category in sorted(set(items["category_id"]) - {""}):
        yield wave(f"setagaya_category_positive_rate__{category}", positive[answers["category_id"] == category])
    for item in items["item_id"]:
        yield wave(f"setagaya_issue_positive_rate__{item}", positive[answers["item_id"] == item])
    yield wave("survey_response_rate", _response(month, answers))


def _answers(month: Month) -> DataFrame:
    """Return the answers of everybody's last sheet, with their items, reversed ones turned round."""
    sheets = month.known["sheets"]
    sheets = sheets[sheets["wave"] == month.wave].sort_values(["answered_at", "sheet"]).drop_duplicates("who", keep="last")
    sheets = sheets.assign(age_band=sheets["age_band"].map(BANDS)).rename(columns={"unit_code": "unit", "rank_code": "rank", "wave": "day"})
    items = month.table("survey_items")
    found = sheets.merge(month.known["answers"], on="sheet").merge(items, on="item_id", suffixes=("", "_of_item"))
    top = found["scale_max"].astype("int64")
    return found.assign(top_step=top, turned=found["points"].where(found["is_reversed"] != "1", top + 1 - found["points"]))


def _points(answers: DataFrame) -> DataFrame:
    return answers.assign(top=answers["turned"], bottom=1, behind=True)


def _response(month: Month, answers: DataFrame) -> DataFrame:
    """Those who answered, over everybody in service on the wave's first day."""
    answered = answers.drop_duplicates("who").assign(top=1, bottom=0, behind=False)
    if month.wave is None:
        return answered
    there = month.serving(month.wave).assign(top=0, bottom=1, behind=True)
    age = month.wave.year - there["birth"].dt.year - (there["birth"].dt.strftime("%m%d") > month.wave.strftime("%m%d"))
    bands = pd.cut(age, [-1, 29, 39, 49, 59, 200], labels=list(BANDS.values())).astype(object)
    return pd.concat([answered, there.assign(age_band=bands)[["who", "unit", "day", "rank", "sex", "age_band", "top", "bottom", "behind"]]])
