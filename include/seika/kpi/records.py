"""Which records a measure counts, as the ``with`` clause that both the count and the list of rows begin with."""

# names in the SQL are those of declarations that check_measure has compared with the facts
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Callable, Mapping

from seika.config.fact import Fact
from seika.config.kpi import Measure
from seika.kpi.condition import qualified

Relation = Callable[[str], str]
_WINDOW = ("window_id", "start_date", "end_date", "fiscal_year")


def dbt_ref(name: str) -> str:
    """Return how a dbt model names another."""
    return f"{{{{ ref('{name}') }}}}"


def counted_sql(measure_id: str, measures: Mapping[str, Measure], facts: Mapping[str, Fact], relation: Relation) -> str:
    """Return a ``with`` clause whose last table is ``counted``: one row per window and record that counts.

    Columns: window_id, start_date, end_date, fiscal_year, unit_code (the record's own), person_key, amount, delivery_id, row_number.
    """
    measure = measures[measure_id]
    windows = f"""\
windows as (

    select
        window_id,
        start_date,
        end_date,
        fiscal_year
    from {relation("dim_measure_window")}
    where measure_id = '{measure_id}'

)"""
    parts = [windows]
    if measure.population is None:
        parts.append(_records("counted", measure, facts[measure.fact], relation))
    else:
        members = measures[measure.population]
        parts.append(_records("members", members, facts[members.fact], relation))
        counted = _members_having if measure.aggregate.having else _records_of_members
        parts.append(counted(measure, facts[measure.fact], relation))
    return "with " + ",\n".join(parts) + "\n"


def _records_of_members(measure: Measure, fact: Fact, relation: Relation) -> str:
    return _records("counted", measure, fact, relation, "members")


def _members_having(measure: Measure, fact: Fact, relation: Relation) -> str:
    """Return the members whose records come to what is asked; the evidence of a member is what makes them one, for they may have none."""
    having = measure.aggregate.having
    assert having
    conditions = [f"fact.{fact.person} = window_of.person_key", _in_time(measure)]
    if measure.where:
        conditions.append(f"({qualified(measure.where, fact.columns)})")
    signs = {">": having.above, ">=": having.at_least, "<": having.below}
    (bound,) = (f"{sign} {number}" for sign, number in signs.items() if number is not None)
    columns = ",\n        ".join(f"window_of.{name}" for name in (*_WINDOW, "unit_code", "person_key"))
    return f"""\
counted as (

    select
        {columns},
        1 as amount,
        min(window_of.delivery_id) as delivery_id,
        min(window_of.row_number) as row_number
    from members as window_of
    left join {relation(measure.fact)} as fact -- 1:n
        on {" and ".join(conditions)}
    group by
        {columns}
    having coalesce(sum(fact.{having.sum}), 0) {bound}

)"""


def _records(name: str, measure: Measure, fact: Fact, relation: Relation, spoken_of: str = "windows") -> str:
    """Return the table ``name``: the fact's records that lie in a window, of all persons or of the members of a population."""
    conditions, unit = [_in_time(measure)], "fact"
    if spoken_of == "members":
        conditions.insert(0, f"fact.{fact.person} = window_of.person_key")
        unit = "window_of"
    amount = f"fact.{measure.aggregate.sum}" if measure.aggregate.sum else "1"
    where = f"    where {qualified(measure.where, fact.columns)}\n" if measure.where else ""
    once = measure.aggregate.count == "persons_once"
    return f"""\
{name}{"_events" if once else ""} as (

    select
        window_of.window_id,
        window_of.start_date,
        window_of.end_date,
        window_of.fiscal_year,
        {unit}.unit_code,
        {f"fact.{fact.person}" if fact.person else "cast(null as string)"} as person_key,
        {amount} as amount,{_event_number(measure, fact) if once else ""}
        fact.delivery_id,
        fact.row_number
    from {relation(measure.fact)} as fact
    inner join {spoken_of} as window_of
        on {" and ".join(conditions)}
{where}
){_earliest(name) if once else ""}"""


def _in_time(measure: Measure) -> str:
    if measure.when.event:
        return f"fact.{measure.when.event} between window_of.start_date and window_of.end_date"
    assert measure.when.spell is not None
    first, last = measure.when.spell
    return f"fact.{first} <= window_of.end_date and (fact.{last} is null or fact.{last} >= window_of.end_date)"


def _event_number(measure: Measure, fact: Fact) -> str:
    return f"""
        row_number() over (
            partition by window_of.window_id, window_of.start_date, fact.{fact.person}
            order by fact.{measure.when.event}, fact.delivery_id, fact.row_number
        ) as event_number,"""


def _earliest(name: str) -> str:
    return f""",
{name} as (

    select
        window_id,
        start_date,
        end_date,
        fiscal_year,
        unit_code,
        person_key,
        amount,
        delivery_id,
        row_number
    from {name}_events
    where event_number = 1

)"""
