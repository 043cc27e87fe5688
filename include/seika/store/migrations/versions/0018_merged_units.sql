-- Units that are too small by themselves may be published as one: which one a unit lies in is told with the units, and a withheld number is
-- followed by what they are together, which is nearer than the unit above.
alter table kpi.unit_row add column merged_unit_code text;

create or replace view kpi.unit as
select
    row.organization_id,
    row.period,
    row.unit_code,
    row.label_ja,
    row.level,
    row.parent_unit_code,
    row.valid_from_date,
    row.valid_to_date,
    row.position,
    row.snapshot_id,
    row.merged_unit_code
from kpi.current_snapshot
inner join kpi.unit_row as row using (snapshot_id); -- 1:n

create or replace view kpi."所属" as
select
    organization_id as "団体",
    period as "対象年月",
    unit_code as "所属コード",
    label_ja as "所属名",
    level as "所属の階層",
    parent_unit_code as "上位の所属コード",
    valid_from_date as "開始日",
    valid_to_date as "終了日",
    position as "並び",
    snapshot_id as "公表番号",
    merged_unit_code as "合算の所属コード"
from kpi.unit;

create or replace view kpi.read_instead as
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
        select
            'merged_units' as choice,
            2 as preference,
            shown.window_id,
            shown.unit_code,
            shown.breakdown_id,
            shown.breakdown_code
        from kpi.unit_row as unit
        inner join kpi.kpi_value_row as shown -- 1:n
            on unit.snapshot_id = shown.snapshot_id and unit.merged_unit_code = shown.unit_code
        where
            unit.snapshot_id = withheld.snapshot_id
            and unit.unit_code = withheld.unit_code
            and shown.kpi_id = withheld.kpi_id
            and shown.window_id = withheld.window_id
            and shown.tree_code = withheld.tree_code
            and shown.breakdown_id = withheld.breakdown_id
            and shown.breakdown_code = withheld.breakdown_code
            and shown.status not in ('suppressed', 'no_data')
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
            3 as preference,
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
            4 as preference,
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
comment on column kpi.read_instead.choice is
'longer_window より長い期間、merged_units 隣の所属との合算、unit_above 上位の所属、whole_unit 内訳なし';
