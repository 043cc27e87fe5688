-- What to read where a cell is withheld, chosen from what the same snapshot publishes, so that it gives nothing away: a longer window of
-- the same unit and part, else the nearest unit above, else the unit without its breakdown. Each withheld row looks its few candidates up
-- by key: a join of all with all is what a planner without statistics makes of it.
create view kpi.read_instead as
select
    withheld.snapshot_id,
    withheld.kpi_id,
    withheld.window_id,
    withheld.tree_code,
    withheld.unit_code,
    withheld.breakdown_id,
    withheld.breakdown_code,
    kpi.number_id(
        withheld.snapshot_id, withheld.kpi_id, withheld.window_id, withheld.unit_code, withheld.breakdown_id, withheld.breakdown_code,
        withheld.tree_code
    ) as number_id,
    found.choice,
    found.window_id as instead_window_id,
    found.unit_code as instead_unit_code,
    kpi.number_id(
        withheld.snapshot_id, withheld.kpi_id, found.window_id, found.unit_code, found.breakdown_id, found.breakdown_code, withheld.tree_code
    ) as instead_number_id
from kpi.kpi_value_row as withheld
cross join lateral (
    (
        select
            'longer_window' as choice,
            1 as preference,
            shown.window_id,
            shown.unit_code,
            shown.breakdown_id,
            shown.breakdown_code
        from kpi.kpi_value_row as shown
        where
            shown.snapshot_id = withheld.snapshot_id
            and shown.kpi_id = withheld.kpi_id
            and shown.window_id <> withheld.window_id
            and shown.tree_code = withheld.tree_code
            and shown.unit_code = withheld.unit_code
            and shown.breakdown_id = withheld.breakdown_id
            and shown.breakdown_code = withheld.breakdown_code
            and shown.speaks_from <= withheld.speaks_from
            and shown.speaks_to >= withheld.speaks_to
            and shown.status not in ('suppressed', 'no_data')
        order by shown.speaks_to - shown.speaks_from, shown.window_id
        limit 1
    )
    union all
    (
        with recursive above as (
            select
                unit.parent_unit_code,
                1 as steps
            from kpi.unit_row as unit
            where unit.snapshot_id = withheld.snapshot_id and unit.unit_code = withheld.unit_code
            union all
            select
                unit.parent_unit_code,
                below.steps + 1
            from above as below
            inner join kpi.unit_row as unit -- 1:1
                on unit.snapshot_id = withheld.snapshot_id and below.parent_unit_code = unit.unit_code
        )

        select
            'unit_above' as choice,
            2 as preference,
            shown.window_id,
            shown.unit_code,
            shown.breakdown_id,
            shown.breakdown_code
        from above
        cross join lateral (
            select
                candidate.window_id,
                candidate.unit_code,
                candidate.breakdown_id,
                candidate.breakdown_code
            from kpi.kpi_value_row as candidate
            where
                candidate.snapshot_id = withheld.snapshot_id
                and candidate.kpi_id = withheld.kpi_id
                and candidate.window_id = withheld.window_id
                and candidate.tree_code = withheld.tree_code
                and candidate.unit_code = above.parent_unit_code
                and candidate.breakdown_id = withheld.breakdown_id
                and candidate.breakdown_code = withheld.breakdown_code
                and candidate.status not in ('suppressed', 'no_data')
            limit 1
        ) as shown
        order by above.steps
        limit 1
    )
    union all
    (
        select
            'whole_unit' as choice,
            3 as preference,
            shown.window_id,
            shown.unit_code,
            shown.breakdown_id,
            shown.breakdown_code
        from kpi.kpi_value_row as shown
        where
            withheld.breakdown_id <> 'all'
            and shown.snapshot_id = withheld.snapshot_id
            and shown.kpi_id = withheld.kpi_id
            and shown.window_id = withheld.window_id
            and shown.tree_code = withheld.tree_code
            and shown.unit_code = withheld.unit_code
            and shown.breakdown_id = 'all'
            and shown.status not in ('suppressed', 'no_data')
        limit 1
    )
    order by preference
    limit 1
) as found
where withheld.status = 'suppressed';
comment on view kpi.read_instead is '秘匿した値の代わりに読む値。同じ公表の中で見せている値から選ぶので、秘匿した値は分からない';
comment on column kpi.read_instead.choice is 'longer_window より長い期間、unit_above 上位の所属、whole_unit 内訳なし';
comment on column kpi.read_instead.instead_number_id is '代わりに読む値の数値番号';
