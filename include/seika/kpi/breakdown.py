"""Which part of a breakdown a counted record lies in; the model ``measure_value`` says the same of what a person comes to."""

from __future__ import annotations

BANDS = {
    "age_band": ("birth_date", ((30, "under_30"), (40, "30s"), (50, "40s"), (60, "50s")), "60_over"),
    "service_band": ("hired_date", ((10, "under_10"), (20, "10_19")), "20_over"),
}
_COLUMNS = {"sex": "sex_code", "rank": "rank_code", "job_family": "job_family_code", "employment_type": "employment_type_code"}
BREAKDOWN_IDS = ("all", *_COLUMNS, *BANDS)


def breakdown_sql(breakdown_id: str) -> str:
    """Return the SQL (DuckDB) of the code that a row of ``counted`` has in a breakdown; NULL where it is not known."""
    if breakdown_id == "all":
        return "'all'"
    if breakdown_id in _COLUMNS:
        return f"counted.{_COLUMNS[breakdown_id]}"
    day, bands, last = BANDS[breakdown_id]
    years = f"({_number('counted.end_date')} - {_number(f'counted.{day}')}) // 10000"
    cases = " ".join(f"when {years} < {limit} then '{code}'" for limit, code in bands)
    of_day = f"case when counted.{day} is null then null {cases} else '{last}' end"
    return f"coalesce(counted.age_band_code, {of_day})" if breakdown_id == "age_band" else of_day


def _number(day: str) -> str:
    return f"(year({day}) * 10000 + month({day}) * 100 + day({day}))"
