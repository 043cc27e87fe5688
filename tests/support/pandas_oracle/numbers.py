"""What is counted of ledgers: numbers of people, accounts, declarations, pay."""

from __future__ import annotations

from collections.abc import Iterator

from pandas import DataFrame, Series, Timestamp

from pandas_oracle.month import Counted, Month, shares
from pandas_oracle.tree import NOWHERE

TO_DATE = "fiscal_year_to_date"
POSTINGS = {
    "internal_posting_applicants": ("post", "applicant_count", "times"),
    "internal_posting_fill_rate": ("post", "selected_count", "percent"),
    "internal_project_applicants": ("project", "applicant_count", "times"),
}


def kpis(month: Month) -> Iterator[Counted]:
    """Yield the KPIs of numbers that a ledger holds, and of accounts."""
    exams, (first, last) = month.entries("recruitment"), month.ended
    ended = exams[(exams["result_date"] >= first) & (exams["result_date"] <= last)]
    yield _quotient("recruitment_ratio", "fiscal_year", "times", ended, ended["examinee_count"], ended["passed_people_count"])
    hiring = exams[exams["hire_date"] == month.year_start]
    yield _quotient("hire_fill_rate", "april_first", "percent", hiring, hiring["hired_count"], hiring["planned_count"])
    accepted = ended["offered_count"] - ended["declined_count"]
    yield _quotient("offer_acceptance_rate", "fiscal_year", "percent", ended, accepted, ended["offered_count"])
    posted = month.entries("internal_posting")
    posted = posted[month.to_date(posted["closed_date"])]
    for kpi_id, (kind, column, form) in POSTINGS.items():
        ours = posted[posted["posting_kind_code"] == kind]
        yield _quotient(kpi_id, TO_DATE, form, ours, ours[column], ours["slot_count"])
    yield _declarations(month)
    yield from _disability(month)
    yield from _stress(month)
    accounts = month.entries("talent_db_user")
    if len(accounts):
        accounts = month.placed(accounts[(accounts["on"] == month.last) & accounts["is_active"].astype(bool)], "on")
        is_new = accounts["last_login_date"] >= month.first
        yield Counted("talent_db_active_user_rate", "month", "percent", shares(accounts, is_new))


def pay(month: Month) -> Iterator[Counted]:
    """Yield the pay gaps: what each of whom was paid in the last fiscal year that is over."""
    first, last = month.ended
    paid = month.entries("payroll")
    paid = month.placed(paid[(paid["on"] >= first) & (paid["on"] <= last)], "on")
    paid = paid.assign(top=paid["annual_pay_yen"], bottom=0, behind=True)
    is_regular = paid["employment_type"] == "regular"
    yield Counted("gender_pay_gap", "fiscal_year", "percent", paid)
    yield Counted("gender_pay_gap_regular", "fiscal_year", "percent", paid[is_regular])
    yield Counted("gender_pay_gap_non_regular", "fiscal_year", "percent", paid[~is_regular])


def _quotient(kpi_id: str, window: str, form: str, frame: DataFrame, top: Series, bottom: Series) -> Counted:
    parts = DataFrame({"who": None, "unit": NOWHERE, "day": frame["on"], "top": top, "bottom": bottom, "people": bottom})
    return Counted(kpi_id, window, form, parts)


def _declarations(month: Month) -> Counted:
    units = month.tree.units
    there = units[
        (units["first"] <= month.year_start) & (units["last"] >= month.year_start) & units["level"].isin(["department", "section"])
    ]
    declared = month.entries("priority_declaration")
    did = declared.loc[declared["fiscal_year"] == month.fiscal_year, "unit_code"] if len(declared) else []
    parts = DataFrame(
        {"who": None, "unit": there["unit_code"], "day": month.year_start, "top": there["unit_code"].isin(did).astype("int64")}
    )
    return Counted("dept_priority_declaration_rate", TO_DATE, "percent", parts.assign(bottom=1, people=1))


def _disability(month: Month) -> Iterator[Counted]:
    june = month.end_of("june_first")
    report = month.entries("disability_report")
    report = report[report["on"] == june]
    base, disabled = report["base_halves_count"].astype("int64"), report["disabled_halves_count"].astype("int64")
    thousandths = 30 if june >= Timestamp(2027, 4, 1) else 28 if june >= Timestamp(2024, 4, 1) else 26
    required = 2 * (base * thousandths // 2000)
    for kpi_id, form, top, bottom in (
        ("disability_employment_rate", "percent_2", disabled, base),
        ("disability_employment_shortage", "halves", (required - disabled).clip(lower=0), 0 * base),
    ):
        parts = DataFrame({"who": None, "unit": NOWHERE, "day": june, "top": top, "bottom": bottom, "people": base // 2})
        yield Counted(kpi_id, "june_first", form, parts)


def _stress(month: Month) -> Iterator[Counted]:
    """What is given for a group speaks of that group alone."""
    given = month.entries("stress_check")
    given = given[month.to_date(given["on"])]
    told = given[given["high_stress_count"].notna()]
    for kpi_id, form, rows, top, bottom, people in (
        ("stress_check_participation_rate", "percent", given, "examinee_count", "target_count", "target_count"),
        ("high_stress_rate", "percent", told, "high_stress_count", "examinee_count", "examinee_count"),
        ("total_health_risk", "index", told, "total_risk_count", None, "examinee_count"),
    ):
        parts = DataFrame(
            {
                "who": None,
                "unit": rows["unit_code"],
                "day": rows["on"],
                "top": rows[top],
                "bottom": rows[bottom] if bottom else 0,
                "people": rows[people],
            }
        )
        yield Counted(kpi_id, TO_DATE, form, parts, rolls_up=False)
