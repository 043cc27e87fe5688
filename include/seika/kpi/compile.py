"""One declaration of a measure becomes the SQL that counts it, for every window and every unit of the tree.

The SQL is plain: joins, comparisons, ``sum``, ``count`` and one window function, which DuckDB and Spark read alike. Relations are
written as ``{{ ref('name') }}`` for dbt unless the caller says otherwise.
"""

# names in the SQL are those of declarations that check_measure has compared with the facts
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Mapping

from seika.config.fact import Fact, load_facts
from seika.config.kpi import Measure, load_measure
from seika.errors import BadConfig
from seika.kpi.condition import checked_condition
from seika.kpi.records import Relation, counted_sql, dbt_ref


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
        if members is None or members.population is not None or not _is_of_single_persons(members):
            raise BadConfig("KPI-04", measure=measure_id, population=measure.population)


def aggregate_sql(measure_id: str, measures: Mapping[str, Measure], facts: Mapping[str, Fact], relation: Relation = dbt_ref) -> str:
    """Return the SQL of a measure: one row per window and unit that counted anything.

    Columns: measure_id, window_id, start_date, end_date, unit_code, quantity and people_count (bigint). Raises like ``check_measure``.
    """
    check_measure(measure_id, measures, facts)
    measure = measures[measure_id]
    return f"""\
{counted_sql(measure_id, measures, facts, relation)}
select
    '{measure_id}' as measure_id,
    counted.window_id,
    counted.start_date,
    counted.end_date,
    unit_ancestor.ancestor_unit_code as unit_code,
    cast({_quantity(measure)} as bigint) as quantity,
    cast({"count(distinct counted.person_key)" if facts[measure.fact].person else _quantity(measure)} as bigint) as people_count
from counted
inner join {relation("dim_unit_ancestor")} as unit_ancestor -- n:m, a record counts in its unit and in all above
    on counted.unit_code = unit_ancestor.unit_code
group by
    counted.window_id,
    counted.start_date,
    counted.end_date,
    unit_ancestor.ancestor_unit_code
"""


def _quantity(measure: Measure) -> str:
    if measure.aggregate.count == "rows":
        return "count(*)"
    return "sum(counted.amount)" if measure.aggregate.sum else "count(distinct counted.person_key)"


def _is_of_single_persons(measure: Measure) -> bool:
    """Whether the measure has one record a person and window: a spell on one day, or the earliest event."""
    return measure.aggregate.count == "persons_once" or (measure.aggregate.count == "persons" and measure.when.spell is not None)


def _check_types(measure_id: str, measure: Measure, fact: Fact) -> None:
    if measure.aggregate.count == "persons_once" and measure.when.event is None:
        raise BadConfig("KPI-05", measure=measure_id, column="when", type="event")
    if fact.person is None and measure.aggregate.sum is None:
        raise BadConfig("KPI-05", measure=measure_id, column="aggregate", type="sum")
    dates = [measure.when.event] if measure.when.event else list(measure.when.spell or ())
    having = measure.aggregate.having
    wanted = [(name, "date") for name in dates] + [(measure.aggregate.sum, "bigint"), (having.sum if having else None, "bigint")]
    for name, kind in wanted:
        if name and name not in fact.columns:
            raise BadConfig("KPI-01", measure=measure_id, column=name, fact=fact.name)
        if name and fact.columns[name] != kind:
            raise BadConfig("KPI-05", measure=measure_id, column=name, type=kind)
