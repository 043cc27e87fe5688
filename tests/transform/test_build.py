"""What a build refuses, what it counts in and out, and that the same inputs give the same bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from small_lake import DEFAULTS, KPIS, SCRATCH, body, computed, extracts, write_extract

from seika.canonical import hash_file
from seika.config import Organization
from seika.config.kpi import KpiChoice
from seika.config.logic_model import LogicModel
from seika.config.source import Due
from seika.errors import BadConfig, BadData

UNITS = ["0,all,organization,,2000-04-01,", "1,d,department,0,2000-04-01,", "11,s,section,1,2000-04-01,", "12,t,section,1,2000-04-01,"]


@pytest.fixture
def organization(tmp_path: Path) -> Organization:
    return body(tmp_path / "body", UNITS)


def person(key: str, **given: Any) -> dict[str, Any]:
    return {**DEFAULTS["roster"], "hired_date": date(2020, 4, 1), "person_key": key, "unit_code": "11", **given}


def cell(rows: list[dict[str, Any]], kpi_id: str, unit: str = "0") -> dict[str, Any]:
    return next(row for row in rows if row["kpi_id"] == kpi_id and row["unit_code"] == unit)


def test_rows_in_quarantine_do_not_count(tmp_path: Path, organization: Organization) -> None:
    given = write_extract(tmp_path / "lake", "roster", "2025-09", [person("a"), person("b"), person("c")], quarantined=[2])
    assert cell(computed(tmp_path, organization, "2025-09", [given])["kpi_value"], "headcount")["numerator"] == 2


def test_records_of_no_known_unit_count_in_the_whole_organization_only(tmp_path: Path, organization: Organization) -> None:
    given = extracts(tmp_path / "lake", "2025-09", {"roster": [person("a"), person("b", unit_code="99")]})
    rows = computed(tmp_path, organization, "2025-09", given)["kpi_value"]
    assert [cell(rows, "headcount", unit)["numerator"] for unit in ("0", "1", "11", "12")] == [2, 1, 1, 0]


def test_a_survey_without_units_counts_in_the_whole_organization(tmp_path: Path, organization: Organization) -> None:
    given = extracts(tmp_path / "lake", "2025-09", {"survey": [{"respondent_key": "r", "unit_code": None, "points_count": 3}]})
    row = cell(computed(tmp_path, organization, "2025-09", given)["kpi_value"], "engagement_score_mean")
    assert (row["value"], row["people"], row["speaks_from"]) == (Decimal("3.0000"), 1, date(2025, 6, 1))


def test_without_a_survey_its_kpis_have_no_data_though_there_are_staff(tmp_path: Path, organization: Organization) -> None:
    given = extracts(tmp_path / "lake", "2025-09", {"roster": [person("a")]})
    row = cell(computed(tmp_path, organization, "2025-09", given)["kpi_value"], "survey_response_rate")
    assert (row["numerator"], row["denominator"], row["value"], row["status"]) == (0, 0, None, "no_data")


def test_overlapping_assignments_stop_the_month_and_name_the_law_but_no_person(tmp_path: Path, organization: Organization) -> None:
    given = extracts(
        tmp_path / "lake", "2025-09", {"roster": [person("secret"), person("secret", unit_code="12", assigned_from_date=date(2025, 4, 1))]}
    )
    with pytest.raises(BadData) as refusal:
        computed(tmp_path, organization, "2025-09", given)
    assert refusal.value.code == "TRANSFORM-04"
    assert refusal.value.where["test"] == "assert_assignments_do_not_overlap"
    assert "secret" not in refusal.value.message("ja") + str(refusal.value)
    assert not (tmp_path / "out" / "2025-09").exists()


def test_an_extract_of_before_a_column_was_in_the_contract_says_nothing_in_it(tmp_path: Path, organization: Organization) -> None:
    given = write_extract(tmp_path / "lake", "roster", "2025-09", [person("a", secondment_code="in"), person("b")])
    older = pq.read_table(given.rows).drop_columns(["secondment_code", "post_kind_code"])
    pq.write_table(older, given.rows)
    assert cell(computed(tmp_path, organization, "2025-09", [given])["kpi_value"], "headcount")["numerator"] == 2


def test_a_lake_that_lost_a_row_stops_the_month(tmp_path: Path, organization: Organization) -> None:
    from dataclasses import replace

    given = write_extract(tmp_path / "lake", "roster", "2025-09", [person("a"), person("b")])
    with pytest.raises(BadData) as refusal:
        computed(tmp_path, organization, "2025-09", [replace(given, accepted_count=3)])
    assert refusal.value.where["test"] == "assert_every_accepted_row_is_read"


def test_a_model_that_cannot_be_built_is_named_without_a_value(tmp_path: Path, organization: Organization) -> None:
    given = write_extract(tmp_path / "lake", "roster", "2025-09", [person("a", employment_type_code=None)])
    with pytest.raises(BadData) as refusal:
        computed(tmp_path, organization, "2025-09", [given])
    assert (refusal.value.code, refusal.value.where["model"]) == ("TRANSFORM-03", "fct_post_spell")
    assert Path(refusal.value.where["log"]).is_file()


def test_targets_colour_the_outcomes_by_their_rule(tmp_path: Path) -> None:
    node = {"label": {"ja": "n", "en": "n"}, "level": "direct", "provenance": "stated", "place": "p"}
    model = LogicModel.model_validate({"document": "d", "nodes": {"a": node, "b": node, "c": node}, "edges": []})
    target = {"since": "2025-04", "value": "30.0", "source": "s"}
    choices = [
        KpiChoice.model_validate({"kpi": "female_manager_rate", "outcome": "a", "targets": [target]}),
        KpiChoice(kpi="headcount", outcome="b"),
    ]
    organization = body(tmp_path / "body", UNITS, choices=choices, kpis={each.kpi: KPIS[each.kpi] for each in choices}, logic_model=model)
    people = [person(f"m{number}", rank_code="section_chief", sex_code="female" if number < 3 else "male") for number in range(10)]
    result = computed(tmp_path, organization, "2025-09", extracts(tmp_path / "lake", "2025-09", {"roster": people}))
    row = cell(result["kpi_value"], "female_manager_rate")
    assert (row["value"], row["target"], row["status"]) == (Decimal("30.0000"), Decimal("30.0000"), "achieved")
    assert cell(result["kpi_value"], "female_manager_rate", "11")["target"] is None
    assert {each["node_id"]: each["status"] for each in result["outcome_status"]} == {"a": "achieved", "b": "no_target", "c": "no_kpi"}


def test_a_target_counts_from_its_month(tmp_path: Path) -> None:
    target = {"since": "2025-10", "value": "30.0", "source": "s"}
    choices = [KpiChoice.model_validate({"kpi": "female_manager_rate", "outcome": "n1", "targets": [target]})]
    organization = body(tmp_path / "body", UNITS, choices=choices, kpis={"female_manager_rate": KPIS["female_manager_rate"]})
    given = extracts(tmp_path / "lake", "2025-09", {"roster": [person("a", rank_code="section_chief")]})
    statuses = [
        cell(computed(tmp_path, organization, period, given)["kpi_value"], "female_manager_rate") for period in ("2025-09", "2025-10")
    ]
    assert [row["status"] for row in statuses] == ["no_target", "achieved"]


def test_a_month_is_judged_by_where_the_way_should_stand_as_near_as_the_kpi_wants_it(tmp_path: Path) -> None:
    aims = {
        "baselines": [{"period": "2025-03", "value": "20"}],
        "targets": [{"since": "2025-04", "due": "2027-03", "value": "60", "source": "s", "path": "linear"}],
    }
    choices = [KpiChoice.model_validate({"kpi": "female_manager_rate", "outcome": "n1", **aims})]
    people = [person(f"m{number}", rank_code="section_chief", sex_code="female" if number < 3 else "male") for number in range(10)]
    given = extracts(tmp_path / "lake", "2025-09", {"roster": people})
    found = []
    for percent in (None, 95):
        kpi = KPIS["female_manager_rate"].model_copy(update={"on_track_percent": percent})
        organization = body(tmp_path / f"body{percent}", UNITS, choices=choices, kpis={"female_manager_rate": kpi})
        row = cell(computed(tmp_path, organization, "2025-10", given)["kpi_value"], "female_manager_rate")
        found.append((row["value"], row["target"], row["status"]))
    # 20 + 40 * 7 / 24 = 31.67; thirty percent are 94.6 of a hundred of it
    assert found == [(Decimal("30.0"), Decimal("31.7"), "on_track"), (Decimal("30.0"), Decimal("31.7"), "behind")]


def test_the_same_inputs_give_the_same_bytes_and_no_database_stays(tmp_path: Path, organization: Organization) -> None:
    people = [person(f"p{number}", unit_code="11" if number % 2 else "12") for number in range(30)]
    given = extracts(tmp_path / "lake", "2025-09", {"roster": people})
    hashes = []
    for _ in range(2):
        computed(tmp_path, organization, "2025-09", given)
        hashes.append([hash_file(path) for path in sorted((tmp_path / "out" / "2025-09").iterdir())])
    assert len(hashes[0]) == 4
    assert hashes[0] == hashes[1]
    assert list(SCRATCH.rglob("*.duckdb*")) == []


def test_the_selection_says_what_release_needs(tmp_path: Path, organization: Organization) -> None:
    given = write_extract(tmp_path / "lake", "roster", "2025-09", [person("a"), person("b")], quarantined=[1])
    computed(tmp_path, organization, "2025-09", [given])
    selection = json.loads((tmp_path / "out" / "2025-09" / "selection.json").read_text(encoding="utf-8"))
    assert selection["deliveries"] == [
        {
            "delivery_id": "body-roster-2025-09",
            "source_id": "roster",
            "period": "2025-09",
            "sha256": "0" * 64,
            "accepted_count": 1,
            "quarantined_count": 1,
        }
    ]
    assert selection["kpis"]["overtime_hours_per_capita_month"]["minimum_people"] == 10
    assert (selection["organization_id"], selection["period"], selection["input_hash"]) == ("body", "2025-09", "i")


@pytest.mark.parametrize(
    "units",
    [
        ["0,a,organization,,2000-04-01,", "0,b,section,0,2000-04-01,"],
        ["0,a,organization,,2000-04-01,", "1,b,section,9,2000-04-01,"],
        ["0,a,organization,,2000-04-01,", "1,b,section,2,2000-04-01,", "2,c,section,1,2000-04-01,"],
        ["0,a,organization,,2000-04-01,", "1,b,organization,,2000-04-01,"],
    ],
    ids=["twice", "unknown parent", "circle", "two roots"],
)
def test_a_unit_tree_that_is_none_is_refused(tmp_path: Path, units: list[str]) -> None:
    with pytest.raises(BadConfig) as refusal:
        computed(tmp_path, body(tmp_path / "body", units), "2025-09", [])
    assert refusal.value.code == "TRANSFORM-02"


def test_a_source_that_brought_nothing_since_makes_its_numbers_stale_with_the_month_they_speak_of(
    tmp_path: Path, organization: Organization
) -> None:
    people = [{"person_key": "a", "unit_code": "11"}]
    worked = [{"person_key": "a", "work_date": date(2025, 8, 4), "overtime_minutes": 600}]
    given = [
        *extracts(tmp_path / "august", "2025-08", {"attendance": worked}),
        *extracts(tmp_path / "september", "2025-09", {"roster": people}),
    ]
    found = computed(tmp_path, organization, "2025-09", given)["kpi_value"]
    overtime = cell(found, "overtime_hours_per_capita_month")
    assert (overtime["value"], overtime["stale_since"], overtime["status"]) == (Decimal("10.0"), "2025-08", "stale")
    assert (overtime["speaks_from"], overtime["speaks_to"]) == (date(2025, 8, 1), date(2025, 8, 31))
    assert cell(found, "headcount")["stale_since"] is None


def test_a_month_that_lacks_holds_no_later_one_back_and_what_reaches_over_it_speaks_of_the_month_before(
    tmp_path: Path, organization: Organization
) -> None:
    people = [{"person_key": "a", "unit_code": "11"}]
    worked = [{"person_key": "a", "work_date": date(2025, month, 4), "overtime_minutes": 100 * 60} for month in (6, 7, 9)]
    given = extracts(tmp_path, "2025-09", {"roster": people, "attendance": worked})
    given = [each for each in given if (each.source_id, each.period) != ("attendance", "2025-08")]
    found = computed(tmp_path, organization, "2025-09", given)["kpi_value"]

    month, average = cell(found, "overtime_hours_per_capita_month"), cell(found, "overtime_avg_2to6m_over80h_rate")
    assert (month["value"], month["stale_since"], month["speaks_to"]) == (Decimal("100.0"), None, date(2025, 9, 30))
    # with August unknown an average of September would be one of two months out of three
    assert (average["value"], average["stale_since"], average["status"]) == (Decimal("100.0"), "2025-07", "stale")
    assert average["speaks_to"] == date(2025, 7, 31)


def test_two_windows_that_begin_on_one_day_and_end_on_two_are_counted_apart(tmp_path: Path, organization: Organization) -> None:
    stays, goes = {"person_key": "a", "unit_code": "11"}, {"person_key": "b", "unit_code": "11", "assigned_to_date": date(2025, 8, 31)}
    talked = [{"person_key": "a", "interview_date": date(2025, 9, 4), "interview_kind_code": "goal"}]
    used = [{"person_key": "a", "used_date": date(2025, 8, 4), "support_code": "study_group"}]
    given = [
        *extracts(tmp_path / "august", "2025-08", {"self_development": used}),
        *extracts(tmp_path / "september", "2025-09", {"roster": [stays, goes], "interview": talked}),
    ]
    found = computed(tmp_path, organization, "2025-09", given)["kpi_value"]
    of_september, of_august = cell(found, "one_on_one_rate"), cell(found, "self_development_support_users")
    assert (of_september["numerator"], of_september["denominator"], of_september["stale_since"]) == (1, 1, None)
    assert (of_august["numerator"], of_august["denominator"], of_august["stale_since"]) == (1, 2, "2025-08")


def test_a_source_that_comes_once_a_year_is_late_from_the_month_it_was_due(tmp_path: Path, organization: Organization) -> None:
    source = organization.sources["attendance"]
    yearly = source.model_copy(update={"due": Due(working_day=5, months=(9,))})
    organization = replace(organization, sources={**organization.sources, "attendance": yearly})
    worked = extracts(tmp_path, "2024-09", {"attendance": [{"person_key": "a", "work_date": date(2024, 9, 4), "overtime_minutes": 600}]})
    stale = {
        month: cell(computed(tmp_path / month, organization, month, worked)["kpi_value"], "overtime_hours_per_capita_month")["stale_since"]
        for month in ("2025-08", "2025-09")
    }
    assert stale == {"2025-08": None, "2025-09": "2025-08"}


def test_what_one_person_alone_makes_of_an_amount_is_told_to_disclosure_control(tmp_path: Path, organization: Organization) -> None:
    people = [person("a"), person("b"), person("c", unit_code="12")]
    overtime = {("a", 4): 100, ("a", 5): 200, ("b", 4): 250, ("c", 4): 90}
    worked = [{"person_key": key, "work_date": date(2025, 9, day), "overtime_minutes": each} for (key, day), each in overtime.items()]
    given = extracts(tmp_path, "2025-09", {"roster": people, "attendance": worked})
    found = computed(tmp_path, organization, "2025-09", given)["kpi_value"]
    told = {code: cell(found, "overtime_hours_per_capita_month", code)["numerator_largest"] for code in ("0", "11", "12")}
    assert told == {"0": 300, "11": 300, "12": 90}
    assert cell(found, "headcount")["numerator_largest"] == 0
