"""One declaration of a measure becomes the SQL that counts it, for every window and every unit of the tree.

The SQL is plain: joins, comparisons, ``sum``, ``count`` and one window function, which DuckDB and Spark read alike. Relations are
written as ``{{ ref('name') }}`` for dbt unless the caller says otherwise.
"""

# names in the SQL are those of declarations that check_measure has compared with the facts
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Mapping

from seika.config.fact import Fact, load_facts
from seika.config.kpi import MEMBER, Measure, load_measure
from seika.errors import BadConfig
from seika.kpi.condition import checked_condition
from seika.kpi.records import ATTRIBUTES, Relation, counted_sql, dbt_ref

# Breakdown → the columns that it can be read from; the bands are made of days where no column names them (measure_value.sql).
BREAKDOWNS = {
    "sex": ("sex_code",), "age_band": ("age_band_code", "birth_date"), "service_band": ("hired_date",), "rank": ("rank_code",),
    "job_family": ("job_family_code",), "employment_type": ("employment_type_code",),
}  # fmt: skip


def compile_measure(measure_id: str, measure: Measure) -> str:
    """Return the SQL of one measure over the project's own facts; its population is read from ``include/measures``.

    For whoever has a single declaration at hand (doctor, documentation); raises ``BadConfig`` like ``check_measure``.
    """
    measures = {measure_id: measure}
    if measure.population is not None:
        measures[measure.population] = load_measure(measure.population)
    return aggregate_sql(measure_id, measures, load_facts())


def check_measure(measure_id: str, measures: Mapping[str, Measure], facts: Mapping[str, Fact]) -> None:
    """Refuse a measure that names what is not there or cannot be counted.

    Raises ``BadConfig``: ``KPI-01`` unknown column, ``KPI-02`` a condition that is more than comparisons, ``KPI-03`` unknown fact,
    ``KPI-04`` a population that is no measure of single persons, ``KPI-05`` a column of another type than its use needs.
    """
    measure = measures[measure_id]
    fact = facts.get(measure.fact)
    if fact is None:
        raise BadConfig("KPI-03", measure=measure_id, fact=measure.fact)
    checked_condition(measure_id, measure, fact.columns)
    _check_types(measure_id, measure, fact)
    if measure.population is not None:
        members = measures.get(measure.population)
        if members is None or members.population is not None or not _is_of_single_persons(members, facts):
            raise BadConfig("KPI-04", measure=measure_id, population=measure.population)


def aggregate_sql(measure_id: str, measures: Mapping[str, Measure], facts: Mapping[str, Fact], relation: Relation = dbt_ref) -> str:
    """Return the SQL of a measure: one row per window, tree, unit of the record, person and what that person was.

    Columns: those of the model ``measure_person`` (measure_id, window_id, start_date, end_date, tree_from_date, unit_code, person_key,
    the attributes of the person, amount, record_count and people_amount, all three bigint). The id of a family's member ends in its
    code. Raises like ``check_measure``.
    """
    check_measure(measure_id, measures, facts)
    measure = measures[measure_id]
    name = f"'{measure_id}'"
    keys = ("window_id", "start_date", "end_date", "tree_from_date", "unit_code", "person_key", *ATTRIBUTES)
    columns = ",\n    ".join(f"counted.{key}" for key in keys)
    grouped = columns + (",\n    counted.member_code" if measure.each else "")
    return f"""\
{counted_sql(measure_id, measures, facts, relation)}
select
    {f"{name[:-1]}{MEMBER}' || counted.member_code" if measure.each else name} as measure_id,
    {columns},
    cast(sum(counted.amount) as bigint) as amount,
    cast(count(*) as bigint) as record_count,
    cast(sum(counted.people_amount) as bigint) as people_amount
from counted
{"where counted.member_code is not null" if measure.each else ""}
group by
    {grouped}
"""


def breakdowns_of(fact: Fact) -> set[str]:
    """Return by what the persons of a fact can be broken down: the bands and codes whose columns it has."""
    return {breakdown for breakdown, needed in BREAKDOWNS.items() if any(column in fact.columns for column in needed)}


def _is_of_single_persons(measure: Measure, facts: Mapping[str, Fact]) -> bool:
    """Whether the measure has one record a person and window: a spell on one day, or the earliest event."""
    of_a_day = measure.aggregate.count == "persons" and measure.when.spell is not None
    several = measure.fact in facts and facts[measure.fact].is_several_at_once
    return measure.aggregate.count == "persons_once" or (of_a_day and not several)


def _check_types(measure_id: str, measure: Measure, fact: Fact) -> None:
    if measure.aggregate.count == "persons_once" and measure.when.event is None:
        raise BadConfig("KPI-05", measure=measure_id, column="when", type="event")
    if fact.person is None and measure.aggregate.kind == "persons":
        raise BadConfig("KPI-05", measure=measure_id, column="aggregate", type="sum")
    dates = [measure.when.event] if measure.when.event else list(measure.when.spell or ())
    having = measure.aggregate.having
    numbers = (measure.aggregate.column, measure.aggregate.people, having.sum if having else None)
    wanted = [(name, "date") for name in dates] + [(name, "bigint") for name in numbers] + [(measure.each, "string")]
    for name, kind in wanted:
        if name and name not in fact.columns:
            raise BadConfig("KPI-01", measure=measure_id, column=name, fact=fact.name)
        if name and fact.columns[name] != kind:
            raise BadConfig("KPI-05", measure=measure_id, column=name, type=kind)
