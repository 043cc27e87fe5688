"""A family of KPIs: one declaration, one member for each row of a table of the organization."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from seika.config.kpi import MEMBER, Kpi, KpiChoice
from seika.config.table import Row, read_table
from seika.errors import BadConfig

_CODE = re.compile(r"[a-z0-9_]+")


def members_of(folder: Path, choice: KpiChoice, declared: Kpi) -> Iterator[tuple[KpiChoice, Kpi]]:
    """Yield what an organization's choice means: itself, or each member of the family (one, where it names one) as choice and KPI.

    Members stand in the order of the family's table. Raises ``BadConfig CONFIG-07`` for a member that the table has not and
    ``CONFIG-02`` for a code that cannot be part of an id.
    """
    family, _, member = choice.kpi.partition(MEMBER)
    if declared.each is None:
        if member:
            raise BadConfig("CONFIG-07", file=folder / "kpis.yml", kind="KPI", name=choice.kpi)
        yield choice, declared
        return
    path = folder / f"{declared.each.table}.csv"
    rows = {row[declared.each.id].lower(): row for row in read_table(path) if _is_meant(row, declared.each.where)}
    if member and member not in rows:
        raise BadConfig("CONFIG-07", file=folder / "kpis.yml", kind="KPI", name=choice.kpi)
    for code in [member] if member else rows:
        if not _CODE.fullmatch(code):
            raise BadConfig("CONFIG-02", file=path, problem=f"{code} cannot be part of a KPI's id")
        outcome = rows[code][declared.each.outcome] if declared.each.outcome else choice.outcome
        one = choice.model_copy(update={"kpi": f"{family}{MEMBER}{code}", "outcome": outcome})
        yield one, declared.of_member(code, rows[code][declared.each.label])


def _is_meant(row: Row, where: dict[str, str]) -> bool:
    return all(row[column] == value for column, value in where.items())
