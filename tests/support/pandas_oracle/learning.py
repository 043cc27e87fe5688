"""What is counted of interviews, messages, courses and self-development."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandas import DataFrame, Series

from pandas_oracle.month import Counted, Month, bottoms, heads, shares, tops

TO_DATE = "fiscal_year_to_date"
TASKS = {"new_rater_training_rate": "new_rater", "ojt_instructor_training_rate": "ojt_instructor"}


def kpis(month: Month) -> Iterator[Counted]:
    """Yield the KPIs of learning and talking."""
    everybody = month.serving(month.last)
    salaried = month.salaried(month.last)

    def of_salaried(kpi_id: str, who: Series) -> Counted:
        return Counted(kpi_id, TO_DATE, "percent", shares(salaried, salaried["who"].isin(who)))

    talks = month.entries("interview")
    yield of_salaried("one_on_one_rate", talks.loc[month.to_date(talks["on"]), "who"])
    sent = month.entries("i_message")
    if len(sent):
        senders = sent.loc[(sent["on"] == month.last) & (sent["message_count"] > 0), "who"]
        yield Counted("i_message_sender_rate", "month", "percent", shares(everybody, everybody["who"].isin(senders)))
    passed = month.entries("elearning")
    passed = passed[(passed["fiscal_year"] == month.fiscal_year) & month.to_date(passed["passed_date"])]
    dx = passed.loc[passed["theme_code"] == "dx", "who"]
    harassment = passed.loc[passed["theme_code"] == "harassment", "who"]
    yield of_salaried("elearning_completion_rate", dx[dx.isin(harassment)])
    yield of_salaried("dx_literacy_completion_rate", dx)
    used = month.entries("self_development")
    used = used[month.to_date(used["on"])]
    yield of_salaried("self_development_support_users", used["who"])
    groups = month.placed(used[used["support_code"] == "study_group"], "on")
    yield Counted("study_group_members", TO_DATE, "persons", heads(groups), once=True)
    yield from _courses(month, everybody)


def _courses(month: Month, everybody: DataFrame) -> Iterator[Counted]:
    catalogue = month.table("trainings").set_index("course_id")
    blank = Series("", index=catalogue.index)
    own = month.known["courses"]
    own = own.assign(
        topic=own["course_id"].map(catalogue.get("topic_code", blank)),
        minutes=pd.to_numeric(own["course_id"].map(catalogue.get("minutes", blank)), errors="coerce").fillna(0).astype("int64"),
    )
    done = own["completed"] <= month.last
    this_year = month.to_date(own["completed"])
    asked = (
        (own["fiscal_year"] == month.fiscal_year)
        & (own["designation"] == "mandatory")
        & ~own["is_exempt"]
        & month.to_date(own["designated"])
    )
    asked_of = month.placed(own.assign(done=done)[asked], "designated")
    in_time = asked_of["done"] & (asked_of["completed"] <= asked_of["due"])
    yield Counted("mandatory_training_completion_rate", TO_DATE, "percent", shares(asked_of, in_time))
    for kpi_id, topic in TASKS.items():
        ours = asked_of[asked_of["topic"] == topic]
        yield Counted(kpi_id, TO_DATE, "percent", shares(ours, ours["done"]), once=True)
    asked_for = own.loc[(own["designation"] == "voluntary") & this_year, "who"]
    yield Counted("optional_training_participation_rate", TO_DATE, "percent", shares(everybody, everybody["who"].isin(asked_for)))
    held = month.placed(own[this_year], "completed")
    yield Counted(
        "training_hours_per_capita", TO_DATE, "hours", pd.concat([tops(held, held["minutes"]), bottoms(month.serving(month.year_start))])
    )
    leaders = everybody[everybody["rank"].isin([*month.ranks("is_manager"), *month.ranks("is_supervisor")])]
    trained = own.loc[(own["topic"] == "logic_model") & (own["fiscal_year"] >= 2024) & done, "who"]
    yield Counted("logic_model_trained_cumulative", "month_end", "percent", shares(leaders, leaders["who"].isin(trained)))
    if (month.folder / "competency_flags.csv").is_file():
        yield from _coverage(month, everybody, own[this_year])


def _coverage(month: Month, everybody: DataFrame, held: DataFrame) -> Iterator[Counted]:
    teaches = month.table("training_competencies")
    for flag in month.table("competency_flags").itertuples():
        standard = everybody[everybody["rank"].isin(flag.rank_codes.split())]
        courses = teaches.loc[teaches["competency"] == flag.label, "course_id"]
        trained = held.loc[held["course_id"].isin(courses), "who"]
        kpi_id = f"training_competency_coverage__{flag.competency_code}"
        yield Counted(kpi_id, TO_DATE, "percent", shares(standard, standard["who"].isin(trained)))
