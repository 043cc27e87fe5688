"""A declaration becomes SQL, or is refused with the reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlglot

from seika.config.fact import Fact, load_facts
from seika.config.kpi import Measure, load_measure
from seika.errors import BadConfig
from seika.kpi import aggregate_sql, compile_measure, rows_sql

FACT = Fact("fct_day", {"person_key": "string", "day": "date", "minutes": "bigint", "kind_code": "string"}, "person_key", ("days",))
LABEL = {"ja": "m", "en": "m"}


def measure(**given: Any) -> Measure:
    whole = {"label": LABEL, "fact": "fct_day", "aggregate": {"sum": "minutes"}, "when": {"event": "day"}, **given}
    return Measure.model_validate(whole)


def sql_of(given: Measure, **others: Measure) -> str:
    return aggregate_sql("m", {"m": given, **others}, {"fct_day": FACT}, relation=lambda name: name)


def refusal_of(given: Measure, **others: Measure) -> BadConfig:
    with pytest.raises(BadConfig) as refusal:
        sql_of(given, **others)
    return refusal.value


def test_a_sum_adds_up_the_events_of_the_window_in_the_tree_of_their_own_day() -> None:
    sql = sql_of(measure(where="kind_code = 'overtime'"))
    assert "cast(sum(counted.amount) as bigint) as amount" in sql
    assert "on fact.day between window_of.start_date and window_of.end_date" in sql
    assert "where fact.kind_code = 'overtime'" in sql
    assert "on fact.day between epoch.tree_from_date and epoch.tree_to_date" in sql


def test_a_family_has_a_measure_for_each_code() -> None:
    sql = sql_of(measure(each="kind_code"))
    assert "'m__' || counted.member_code as measure_id" in sql
    assert "lower(fact.kind_code) as member_code" in sql
    assert "where counted.member_code is not null" in sql


def test_the_words_of_a_literal_are_not_taken_for_columns() -> None:
    assert "where fact.kind_code in ('day', 'it''s minutes')" in sql_of(measure(where="kind_code in ('day', 'it''s minutes')"))


def test_the_window_can_be_named_in_a_condition() -> None:
    assert "where fact.day <= window_of.end_date" in sql_of(measure(where="day <= window_end"))


def test_persons_once_take_the_earliest_event_and_others_do_not_number_their_events() -> None:
    assert "where event_number = 1" in sql_of(measure(aggregate={"count": "persons_once"}))
    assert "event_number" not in sql_of(measure(aggregate={"count": "persons"}))


def test_a_population_lends_its_unit_and_its_people() -> None:
    members = measure(aggregate={"count": "persons_once"})
    sql = sql_of(measure(population="people"), people=members)
    assert "fact.person_key = window_of.person_key" in sql
    assert "window_of.unit_code" in sql


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("colour = 'red'", "KPI-01"),
        ("fact.kind_code = 'x'", "KPI-01"),
        ("minutes + 1 > 2", "KPI-02"),
        ("lower(kind_code) = 'x'", "KPI-02"),
        ("minutes > (select 1)", "KPI-02"),
        ("kind_code = 'x'; drop table fct_day", "KPI-02"),
        ("kind_code = ", "KPI-02"),
    ],
)
def test_a_condition_that_is_more_than_comparisons_of_known_columns_is_refused(where: str, code: str) -> None:
    assert refusal_of(measure(where=where)).code == code


def test_what_cannot_be_counted_is_refused() -> None:
    assert refusal_of(measure(fact="fct_none")).code == "KPI-03"
    assert refusal_of(measure(aggregate={"sum": "kind_code"})).code == "KPI-05"
    assert refusal_of(measure(aggregate={"sum": "hours"})).code == "KPI-01"
    assert refusal_of(measure(when={"event": "minutes"})).code == "KPI-05"
    assert refusal_of(measure(each="minutes")).code == "KPI-05"
    assert refusal_of(measure(aggregate={"sum": "minutes", "people": "heads"})).code == "KPI-01"
    assert refusal_of(measure(when={"spell": ["day", "day"]}, aggregate={"count": "persons_once"})).code == "KPI-05"


def test_a_population_of_several_records_a_person_is_refused() -> None:
    assert refusal_of(measure(population="people"), people=measure(aggregate={"count": "persons"})).code == "KPI-04"
    assert refusal_of(measure(population="people")).code == "KPI-04"
    facts = {"fct_day": FACT, "fct_post": replace(FACT, name="fct_post", is_several_at_once=True)}
    posts = measure(fact="fct_post", aggregate={"count": "persons"}, when={"spell": ["day", "day"]})
    with pytest.raises(BadConfig, match="KPI-04"):
        aggregate_sql("m", {"m": measure(population="posts"), "posts": posts}, facts)


def test_every_declared_measure_compiles_to_sql_that_both_engines_read() -> None:
    names = sorted(path.stem for path in _measure_files())
    assert len(names) >= 19
    for name in names:
        given = load_measure(name)
        text = compile_measure(name, given).replace("{{ ref('", "").replace("') }}", "")
        for dialect in ("duckdb", "spark"):
            assert sqlglot.parse_one(text, dialect=dialect)


def test_the_rows_of_a_measure_show_no_pseudonym() -> None:
    measures = {name: load_measure(name) for name in ("annual_leave_hours", "whole_window_regular_staff")}
    tree = sqlglot.parse_one(rows_sql("annual_leave_hours", measures, load_facts(), relation=lambda name: name), dialect="duckdb")
    assert [column.alias_or_name for column in tree.selects] == [
        "window_id", "start_date", "end_date", "tree_from_date", "unit_code", "member_code", "delivery_id", "row_number", "amount",
    ]  # fmt: skip


def _measure_files() -> list[Any]:
    from seika.config import paths

    return list((paths.home() / "include" / "measures").glob("*.yml"))
