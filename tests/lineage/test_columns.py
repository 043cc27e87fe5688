"""Column lineage is right where parsers that guess are wrong, because the schema is given."""

from __future__ import annotations

import pytest

from seika.lineage.columns import Columns, Source, column_lineage

JOINED = "on l.person_key = r.person_key"
LAKE = {"lake": {"roster": ("person_key", "rank_code", "unit_code"), "leave": ("person_key", "days", "kind_code")}, "config": {}}
ROSTER, LEAVE = '"build"."lake"."roster"', '"build"."lake"."leave"'


def lineage(*sql: str) -> Columns:
    models = [{"name": f"m{number}", "sql": each} for number, each in enumerate(sql)]
    return column_lineage(models, LAKE)[f"m{len(sql) - 1}"]


def names(sources: frozenset[Source]) -> set[str]:
    return {f"{each.table}.{each.column}" for each in sources}


@pytest.mark.parametrize(
    ("sql", "column", "direct"),
    [
        (f"with d as (select * from {LEAVE}) select days from d", "days", {"leave.days"}),
        (f"select * from {LEAVE}", "kind_code", {"leave.kind_code"}),
        (f"select days, rank_code from {LEAVE} as l inner join {ROSTER} as r {JOINED}", "rank_code", {"roster.rank_code"}),
        (f"select sum(case when kind_code = 'sick' then days else 0 end) as days from {LEAVE}", "days", {"leave.days", "leave.kind_code"}),
        (f"select days as a from {LEAVE} union all select rank_code from {ROSTER}", "a", {"leave.days", "roster.rank_code"}),
        (f"select 1 as amount from {LEAVE} where days > 3", "amount", set()),
        (f"select row_number() over (partition by kind_code order by days) as n from {LEAVE}", "n", set()),
        (f"select (select max(r.rank_code) from {ROSTER} as r where r.unit_code = l.kind_code) as top from {LEAVE} as l", "top",
         {"roster.rank_code", "roster.unit_code", "leave.kind_code"}),
    ],
)  # fmt: skip
def test_a_column_comes_from_the_columns_that_are_selected_into_it(sql: str, column: str, direct: set[str]) -> None:
    assert names(lineage(sql).direct[column]) == direct


@pytest.mark.parametrize(
    ("sql", "indirect"),
    [
        (f"select 1 as amount from {LEAVE} where days > 3", {"leave.days"}),
        (f"select days from {LEAVE} as l inner join {ROSTER} as r {JOINED}", {"leave.person_key", "roster.person_key"}),
        (f"select kind_code, count(*) as n from {LEAVE} group by kind_code having max(days) > 1", {"leave.kind_code", "leave.days"}),
        (f"with few as (select kind_code from {LEAVE} where days < 2) select kind_code from few", {"leave.days"}),
        (f"select row_number() over (partition by kind_code order by days) as n from {LEAVE}", {"leave.days", "leave.kind_code"}),
    ],
)  # fmt: skip
def test_what_decides_which_rows_there_are_is_told_apart_from_what_is_in_them(sql: str, indirect: set[str]) -> None:
    assert names(lineage(sql).indirect) == indirect


def test_a_model_over_models_leads_back_to_the_lake() -> None:
    staged = f"select person_key, days from {LEAVE} where kind_code = 'annual'"
    summed = 'select person_key, sum(days) as taken from "build"."main"."m0" group by person_key'
    top = 'select max(taken) as most from "build"."main"."m1"'
    found = lineage(staged, summed, top)
    assert names(found.direct["most"]) == {"leave.days"}
    assert names(found.indirect) == {"leave.kind_code", "leave.person_key"}
