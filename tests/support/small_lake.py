"""Small bodies for tests: readable rows become lake Parquet and an organization, without a database or a simulator."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from seika.config import Organization, paths
from seika.config.contract import Contract
from seika.config.fact import load_facts
from seika.config.family import members_of
from seika.config.kpi import Kpi, KpiChoice, Measure
from seika.config.load import load_yaml
from seika.config.logic_model import LogicModel
from seika.config.organization import Header
from seika.config.source import Due, Source
from seika.period import Period, period_of
from seika.transform.choose import Extract
from seika.transform.declared import Month
from seika.transform.step import compute

Rows = Mapping[str, Iterable[Mapping[str, Any]]]
INCLUDE = paths.home() / "include"
CONTRACTS = {path.stem: load_yaml(path, Contract) for path in sorted((INCLUDE / "contracts").glob("*.yml"))}
KPIS = {path.stem: load_yaml(path, Kpi) for path in sorted((INCLUDE / "kpis").glob("*.yml"))}
MEASURES = {path.stem: load_yaml(path, Measure) for path in sorted((INCLUDE / "measures").glob("*.yml"))}
_ARROW = {"string": pa.string(), "int": pa.int64(), "date": pa.date32(), "timestamp": pa.timestamp("us"), "boolean": pa.bool_()}
# What a row says where a test does not care.
DEFAULTS: dict[str, dict[str, Any]] = {
    "roster": {
        "sex_code": "female", "birth_date": date(1990, 1, 1), "employment_type_code": "regular", "job_family_code": "01",
        "rank_code": "clerk", "assigned_from_date": date(2020, 4, 1),
    },
    "attendance": {"overtime_minutes": 0, "late_night_minutes": 0, "is_telework": False, "is_closed": True},
    "leave": {"leave_type_code": "annual", "leave_unit_code": "day", "quantity_count": 1, "is_cancelled": False},
    "childcare": {"sex_code": "male", "child_number": 1},
    "survey": {"item_id": "q1", "points_count": 4},
    "survey_population": {"survey_year": 2025},
    "evaluation": {
        "evaluation_fiscal_year": 2024, "cycle_end_date": date(2025, 3, 31), "is_target": True, "due_date": date(2025, 4, 30),
    },
    "training": {
        "fiscal_year": 2025, "course_id": "c1", "designation_code": "mandatory", "designated_date": date(2025, 4, 10),
        "due_date": date(2026, 3, 31), "is_exempt": False,
    },
    "evaluation_points": {"item_id": "overall", "first_rater_key": "r"},
    "i_message": {"is_target": True}, "talent_db_user": {"is_active": True}, "elearning": {"fiscal_year": 2025},
    "payroll": {"fiscal_year": 2024, "year_end_date": date(2025, 3, 31)},
    "interview": {}, "self_development": {}, "recruitment": {}, "disability_report": {}, "internal_posting": {}, "stress_check": {},
    "priority_declaration": {"fiscal_year": 2025},
}  # fmt: skip
# A column that follows another one unless the row says otherwise.
_FOLLOWS = {
    "roster": {"hired_date": "assigned_from_date"},
    "leave": {"to_date": "from_date"},
    "childcare": {"child_birth_date": "eligible_date", "to_date": "from_date"},
}
_DAY = {"attendance": "work_date", "leave": "from_date", "i_message": "month_end_date", "talent_db_user": "snapshot_date"}
SCRATCH = Path(tempfile.mkdtemp(prefix="seika-tests-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
UNITS = "unit_code,label,level,parent_unit_code,valid_from_date,valid_to_date\n"
RANKS = "rank_code,label,is_manager,is_supervisor\nclerk,clerk,0,0\nsubsection_head,head,0,1\nsection_chief,section chief,1,0\n"
COURSES = """\
course_id,label,topic_code,minutes
c1,plain,,
c_rater,rater,new_rater,
c_ojt,ojt,ojt_instructor,
c_logic,logic,logic_model,
c_day,day,,465
c_half,half,,225
"""
# The lists that families of KPIs and the training of competencies read.
LISTS = {
    "survey_categories": "category_id,label\nc,c\n",
    "survey_issues": "item_id,label\nq1,q1\n",
    "grades": "grade_code,label\nS,S\nA,A\n",
    "competencies": "competency_id,full_label\nstaff_1,one\n",
    "competency_flags": "competency_code,label,rank_codes\nplanning,planning,clerk subsection_head\n",
    "training_competencies": "course_id,competency\nc_day,planning\nc_half,planning\n",
}
ITEMS = """\
item_id,header,label,category_id,subcategory_id,is_reversed,is_engagement,scale_max
q1,q1,q1,c,,0,1,5
q2,q2,q2,c,,1,1,5
q3,q3,q3,c,,0,0,5
q_safe,s,s,io1,,0,0,5
q_pride,p,p,io2,,0,0,5
q_respect,r,r,io3,,0,0,5
q_understand,u,u,mvv,understanding,0,0,5
q_empathy,e,e,mvv,empathy,0,0,5
q_practice,b,b,mvv,practice,0,0,5
q_career,k,k,c17,career_vision,1,0,5
q_accept,a,a,c12,evaluation_acceptance,0,0,5
q_recommend,rc,rc,,workplace_recommendation,0,0,5
q_stay,st,st,,want_to_stay,0,0,5
q_feedback,fb,fb,,feedback_received,0,0,5
q_unknown,un,un,,unknown_task,0,0,5
q_ojt,oj,oj,,ojt_standard,0,0,5
q_promote,pr,pr,,promotion_willingness,0,0,5
q_safety1,s1,s1,,psychological_safety,1,0,5
q_safety2,s2,s2,,psychological_safety,0,0,5
q_work1,w1,w1,,work_engagement,0,0,6
q_work2,w2,w2,,work_engagement,0,0,6
q_enps,n,n,,enps,0,0,10
"""
DESIGNATION = ("unit_code", "designation_code", "valid_from_date", "valid_to_date")
# The rows of the tables that families of KPIs take their members from: code and label.
MEMBERS = {
    "overtime_caps": ("cap_class_code", ("general", "externally_driven")),
    "childcare_leave_durations": (
        "duration_band_code",
        ("under_1_week", "1_to_2_weeks", "2_weeks_to_1_month", "1_to_3_months", "3_to_6_months", "6_to_12_months", "over_12_months"),
    ),
}


def body(
    folder: Path,
    units: Sequence[str],
    kpis: Mapping[str, Kpi] | None = None,
    choices: Sequence[KpiChoice] | None = None,
    logic_model: LogicModel | None = None,
    first_period: str = "2025-04",
    required: Sequence[str] = ("roster",),
    designations: Sequence[Mapping[str, Any]] = (),
) -> Organization:
    """Return an organization that follows all KPIs, families by all their members, with ``units`` as lines of units.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "units.csv").write_text(UNITS + "".join(f"{line}\n" for line in units), encoding="utf-8")
    (folder / "ranks.csv").write_text(RANKS, encoding="utf-8")
    (folder / "trainings.csv").write_text(COURSES, encoding="utf-8")
    (folder / "survey_items.csv").write_text(ITEMS, encoding="utf-8")
    for table, (code, members) in MEMBERS.items():
        (folder / f"{table}.csv").write_text(
            "".join(f"{line}\n" for line in (f"{code},label", *(f"{m},{m}" for m in members))), encoding="utf-8"
        )
    for name, text in LISTS.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    named = [",".join(str(row[name] or "") for name in DESIGNATION) for row in designations]
    (folder / "unit_designations.csv").write_text("\n".join([",".join(DESIGNATION), *named, ""]), encoding="utf-8")
    declared = KPIS if kpis is None else kpis
    members_too = [
        pair for kpi in sorted(declared) for pair in members_of(folder, KpiChoice.model_construct(kpi=kpi, outcome="n1"), declared[kpi])
    ]
    followed = {choice.kpi: kpi for choice, kpi in members_too}
    node = {"label": {"ja": "n", "en": "n"}, "level": "direct", "provenance": "stated", "place": "p"}
    model = logic_model or LogicModel.model_validate({"document": "d", "nodes": {"n1": node}, "edges": []})
    header = Header.model_validate(
        {
            "label": {"ja": "b", "en": "b"},
            "kind": "ward",
            "first_period": first_period,
            "required_sources": tuple(required),
        }
    )
    if choices is None:
        choices = [KpiChoice(kpi=kpi, outcome="n1") for kpi in sorted(followed)]
    # Without the ledger of staff numbers, of which no fact is made, and without delivered survey items: survey_items.csv lists them.
    expected = Source.model_construct(due=Due(working_day=5))
    sources: dict[str, Any] = dict.fromkeys(sorted(set(CONTRACTS) - {"staff_number", "survey_items"}), expected)
    return Organization("body", folder, header, sources, CONTRACTS, tuple(choices), followed, MEASURES, model)


def extracts(folder: Path, period: str, rows: Rows, survey_period: str = "2025-06") -> list[Extract]:
    """Write rows as the lake keeps them: one delivery a source, of a source that carries months one a month, empty ones in between too."""
    parts: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for source, given in rows.items():
        for row in given:
            whole = _whole(source, row)
            month = str(period_of(whole[_DAY[source]])) if source in _DAY else survey_period if source == "survey" else period
            parts[source, month].append(whole)
    for source in _DAY:
        months = [month for name, month in parts if name == source]
        for between in Period(min(months)).until(Period(max(months))) if months else ():
            parts.setdefault((source, str(between)), [])
    return [write_extract(folder, source, month, part) for (source, month), part in sorted(parts.items())]


def write_extract(folder: Path, source: str, period: str, rows: list[dict[str, Any]], quarantined: Sequence[int] = ()) -> Extract:
    """Write one delivery; rows may bring their ``row_number``, and those in ``quarantined`` do not count."""
    folder.mkdir(parents=True, exist_ok=True)
    delivery_id = f"body-{source}-{period}"
    columns = CONTRACTS[source].columns
    schema = pa.schema(
        [(name, _ARROW[column.type]) for name, column in columns.items()] + [("delivery_id", pa.string()), ("row_number", pa.int64())]
    )
    numbered = [{"row_number": number, **row, "delivery_id": delivery_id} for number, row in enumerate(rows, 1)]
    path, held_back = folder / f"{delivery_id}.rows.parquet", folder / f"{delivery_id}.quarantine.parquet"
    pq.write_table(pa.Table.from_pylist(numbered, schema=schema), path)
    names = pa.schema([("delivery_id", pa.string()), ("row_number", pa.int64()), ("rule_id", pa.string())])
    away = [{"delivery_id": delivery_id, "row_number": number, "rule_id": "r"} for number in quarantined]
    pq.write_table(pa.Table.from_pylist(away, schema=names), held_back)
    numbers = {row["row_number"] for row in numbered}
    return Extract(source, period, delivery_id, "0" * 64, len(numbers - set(quarantined)), len(quarantined), str(path), str(held_back))


def computed(folder: Path, organization: Organization, period: str, given: Sequence[Extract]) -> dict[str, list[dict[str, Any]]]:
    """Return the released tables of one month as rows."""
    month = Month(organization, Period(period), given, load_facts())
    # All bodies of a test process share one scratch folder, so the dbt project is parsed once.
    made = SCRATCH / period
    compute(month, made, {"input_hash": "i", "configuration_hash": "c", "code_hash": "k"})
    shutil.copytree(made, folder / "out" / period, dirs_exist_ok=True)
    return {name: pq.read_table(folder / "out" / period / f"{name}.parquet").to_pylist() for name in ("kpi_value", "outcome_status")}


def _whole(source: str, row: Mapping[str, Any]) -> dict[str, Any]:
    known = set(CONTRACTS[source].columns) | {"row_number"}
    assert set(row) <= known, f"{source}: {sorted(set(row) - known)} are no columns"
    whole = {**DEFAULTS[source], **row}
    for column, leader in _FOLLOWS.get(source, {}).items():
        whole.setdefault(column, whole.get(leader))
    return {name: _typed(value) for name, value in whole.items()}


def _typed(value: Any) -> Any:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
