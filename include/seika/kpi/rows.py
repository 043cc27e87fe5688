"""The same declaration that counts a measure lists the records behind it."""

# names in the SQL are those of declarations that check_measure has compared with the facts
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Mapping

from seika.config.fact import Fact
from seika.config.kpi import Measure
from seika.kpi.compile import check_measure
from seika.kpi.records import Relation, counted_sql, dbt_ref


def rows_sql(measure_id: str, measures: Mapping[str, Measure], facts: Mapping[str, Fact], relation: Relation = dbt_ref) -> str:
    """Return the SQL that lists the records a measure counts: one row per window and record.

    Columns: window_id, start_date, end_date, tree_from_date, unit_code (the record's own unit, not those above), member_code,
    delivery_id, row_number, amount; no pseudonym. Ordered, so that the same deliveries give the same list. Raises ``BadConfig`` like
    ``check_measure``.
    """
    check_measure(measure_id, measures, facts)
    return f"""\
{counted_sql(measure_id, measures, facts, relation)}
select
    window_id,
    start_date,
    end_date,
    tree_from_date,
    unit_code,
    member_code,
    delivery_id,
    row_number,
    amount
from counted
order by
    window_id,
    start_date,
    delivery_id,
    row_number,
    unit_code
"""
