"""Which records a measure counts, as the ``with`` clause that both the count and the list of rows begin with."""

# names in the SQL are those of declarations that check_measure has compared with the facts
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from seika.config.fact import Fact
from seika.config.kpi import Measure
from seika.kpi.condition import qualified

Relation = Callable[[str], str]
_WINDOW = ("window_id", "start_date", "end_date", "fiscal_year")
# Who a person was on the record's day, or on that of the population's record: what cells are broken down by.
ATTRIBUTES = {
    "sex_code": "string", "birth_date": "date", "hired_date": "date", "age_band_code": "string", "rank_code": "string",
    "job_family_code": "string", "employment_type_code": "string",
}  # fmt: skip
_PLACE = ("tree_from_date", "unit_code", "person_key", *ATTRIBUTES)


def dbt_ref(name: str) -> str:
    """Return how a dbt model names another."""
    return f"{{{{ ref('{name}') }}}}"


def counted_sql(measure_id: str, measures: Mapping[str, Measure], facts: Mapping[str, Fact], relation: Relation) -> str:
    """Return a ``with`` clause whose last table is ``counted``: one row per window and record that counts.

    Columns: window_id, start_date, end_date, fiscal_year, tree_from_date, unit_code (the record's own), person_key, the attributes of
    the person, member_code, amount, people_amount, delivery_id, row_number.
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
        if measure.aggregate.having:
            parts.append(_members_having(measure, facts[measure.fact], relation))
        else:
            parts.append(_records("counted", measure, facts[measure.fact], relation, "members"))
    return "with " + ",\n".join(parts) + "\n"


def _members_having(measure: Measure, fact: Fact, relation: Relation) -> str:
    """Return the members whose records come to what is asked; the evidence of a member is what makes them one, for they may have none."""
    having = measure.aggregate.having
    assert having
    conditions = [f"fact.{fact.person} = window_of.person_key", _in_time(measure)]
    if measure.where:
        conditions.append(f"({qualified(measure.where, fact.columns)})")
    signs = {">": having.above, ">=": having.at_least, "<": having.below}
    (bound,) = (f"{sign} {number}" for sign, number in signs.items() if number is not None)
    columns = _lines(f"window_of.{name}" for name in (*_WINDOW, *_PLACE))
    return f"""\
counted as (

    select
        {columns},
        cast(null as string) as member_code,
        1 as amount,
        cast(null as bigint) as people_amount,
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
    of_members = spoken_of == "members"
    conditions = [f"fact.{fact.person} = window_of.person_key"] if of_members else []
    columns = [f"window_of.{column}" for column in (*_WINDOW, *(_PLACE if of_members else ()))]
    columns += [] if of_members else _placed(fact)
    columns += [
        f"lower(fact.{measure.each}) as member_code" if measure.each else "cast(null as string) as member_code",
        f"{f'fact.{measure.aggregate.column}' if measure.aggregate.column else '1'} as amount",
        f"{f'fact.{measure.aggregate.people}' if measure.aggregate.people else 'cast(null as bigint)'} as people_amount",
        *([_event_number(measure, fact)] if measure.aggregate.count == "persons_once" else []),
        "fact.delivery_id",
        "fact.row_number",
    ]
    epoch = "" if of_members else _epoch(measure, relation)
    where = f"    where {qualified(measure.where, fact.columns)}\n" if measure.where else ""
    once = measure.aggregate.count == "persons_once"
    return f"""\
{name}{"_events" if once else ""} as (

    select
        {_lines(columns)}
    from {relation(measure.fact)} as fact
    inner join {spoken_of} as window_of
        on {" and ".join([*conditions, _in_time(measure)])}
{epoch}{where}
){_earliest(name) if once else ""}"""


def _lines(columns: Iterable[str]) -> str:
    return ",\n        ".join(columns)


def _placed(fact: Fact) -> list[str]:
    person = f"fact.{fact.person} as person_key" if fact.person else "cast(null as string) as person_key"
    attributes = [f"fact.{name}" if name in fact.columns else f"cast(null as {kind}) as {name}" for name, kind in ATTRIBUTES.items()]
    return ["epoch.tree_from_date", "fact.unit_code", person, *attributes]


def _epoch(measure: Measure, relation: Relation) -> str:
    """A record lies in the tree of its own day, a spell in that of the day that it is asked about."""
    day = f"fact.{measure.when.event}" if measure.when.event else "window_of.end_date"
    return f"""\
    inner join {relation("dim_tree_epoch")} as epoch -- n:1, epochs leave no gap
        on {day} between epoch.tree_from_date and epoch.tree_to_date
"""


def _in_time(measure: Measure) -> str:
    if measure.when.event:
        return f"fact.{measure.when.event} between window_of.start_date and window_of.end_date"
    assert measure.when.spell is not None
    first, last = measure.when.spell
    return f"fact.{first} <= window_of.end_date and (fact.{last} is null or fact.{last} >= window_of.end_date)"


def _event_number(measure: Measure, fact: Fact) -> str:
    return f"""\
row_number() over (
            partition by window_of.window_id, window_of.start_date, window_of.end_date, fact.{fact.person}
            order by fact.{measure.when.event}, fact.delivery_id, fact.row_number
        ) as event_number"""


def _earliest(name: str) -> str:
    columns = (*_WINDOW, *_PLACE, "member_code", "amount", "people_amount", "delivery_id", "row_number")
    return f""",
{name} as (

    select
        {_lines(columns)}
    from {name}_events
    where event_number = 1

)"""
