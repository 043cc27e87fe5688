"""What a KPI means: a declaration becomes SQL that counts, SQL that lists the rows behind it, and a status. Pure."""

from seika.kpi.breakdown import BREAKDOWN_IDS, breakdown_sql
from seika.kpi.compile import aggregate_sql, breakdowns_of, check_measure, compile_measure
from seika.kpi.rows import rows_sql
from seika.kpi.status import rolled_up, status_of

__all__ = [
    "BREAKDOWN_IDS", "aggregate_sql", "breakdown_sql", "breakdowns_of", "check_measure", "compile_measure", "rolled_up", "rows_sql",
    "status_of",
]  # fmt: skip
