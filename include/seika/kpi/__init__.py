"""What a KPI means: a declaration becomes SQL that counts, SQL that lists the rows behind it, and a status. Pure."""

from seika.kpi.compile import aggregate_sql, breakdowns_of, check_measure, compile_measure
from seika.kpi.rows import rows_sql
from seika.kpi.status import rolled_up, status_of

__all__ = ["aggregate_sql", "breakdowns_of", "check_measure", "compile_measure", "rolled_up", "rows_sql", "status_of"]
