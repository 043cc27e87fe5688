-- What to read where a cell is withheld, chosen from what the same snapshot publishes, so that it gives nothing away: a longer window of
-- the same unit and part, else the nearest unit above, else the unit without its breakdown.
create view kpi.read_instead as
with recursive above as (
    select
        snapshot_id,
        unit_code,
        parent_unit_code,
        1 as steps
    from kpi.unit_row
    where parent_unit_code is not null
    union all
    select
        below.snapshot_id,
        below.unit_code,
        unit.parent_unit_code,
        below.steps + 1
    from above as below
    inner join kpi.unit_row as unit -- 1:1
        on below.snapshot_id = unit.snapshot_id and below.parent_unit_code = unit.unit_code
    where unit.parent_unit_code is not null
),

candidate as (
    select
        withheld.snapshot_id,
        withheld.kpi_id,
        withheld.window_id,
        withheld.tree_code,
        withheld.unit_code,
        withheld.breakdown_id,
        withheld.breakdown_code,
        'longer_window' as choice,
        1 as preference,
        shown.speaks_to - shown.speaks_from as distance,
        shown.window_id as instead_window_id,
        shown.unit_code as instead_unit_code,
        shown.breakdown_id as instead_breakdown_id,
        shown.breakdown_code as instead_breakdown_code
    from kpi.kpi_value_row as withheld
    inner join kpi.kpi_value_row as shown -- 1:n
        on
            withheld.snapshot_id = shown.snapshot_id
            and withheld.kpi_id = shown.kpi_id
            and withheld.tree_code = shown.tree_code
            and withheld.unit_code = shown.unit_code
            and withheld.breakdown_id = shown.breakdown_id
            and withheld.breakdown_code = shown.breakdown_code
            and withheld.window_id <> shown.window_id
            and withheld.speaks_from >= shown.speaks_from
            and withheld.speaks_to <= shown.speaks_to
    where withheld.status = 'suppressed' and shown.status not in ('suppressed', 'no_data')
    union all
    select
        withheld.snapshot_id,
        withheld.kpi_id,
        withheld.window_id,
        withheld.tree_code,
        withheld.unit_code,
        withheld.breakdown_id,
        withheld.breakdown_code,
        'unit_above' as choice,
        2 as preference,
        above.steps as distance,
        shown.window_id,
        shown.unit_code,
        shown.breakdown_id,
        shown.breakdown_code
    from kpi.kpi_value_row as withheld
    inner join above -- 1:n
        on withheld.snapshot_id = above.snapshot_id and withheld.unit_code = above.unit_code
    inner join kpi.kpi_value_row as shown -- 1:1
        on
            withheld.snapshot_id = shown.snapshot_id
            and withheld.kpi_id = shown.kpi_id
            and withheld.window_id = shown.window_id
            and withheld.tree_code = shown.tree_code
            and above.parent_unit_code = shown.unit_code
            and withheld.breakdown_id = shown.breakdown_id
            and withheld.breakdown_code = shown.breakdown_code
    where withheld.status = 'suppressed' and shown.status not in ('suppressed', 'no_data')
    union all
    select
        withheld.snapshot_id,
        withheld.kpi_id,
        withheld.window_id,
        withheld.tree_code,
        withheld.unit_code,
        withheld.breakdown_id,
        withheld.breakdown_code,
        'whole_unit' as choice,
        3 as preference,
        0 as distance,
        shown.window_id,
        shown.unit_code,
        shown.breakdown_id,
        shown.breakdown_code
    from kpi.kpi_value_row as withheld
    inner join kpi.kpi_value_row as shown -- 1:1
        on
            withheld.snapshot_id = shown.snapshot_id
            and withheld.kpi_id = shown.kpi_id
            and withheld.window_id = shown.window_id
            and withheld.tree_code = shown.tree_code
            and withheld.unit_code = shown.unit_code
            and shown.breakdown_id = 'all'
    where
        withheld.status = 'suppressed'
        and withheld.breakdown_id <> 'all'
        and shown.status not in ('suppressed', 'no_data')
)

select distinct on (snapshot_id, kpi_id, window_id, tree_code, unit_code, breakdown_id, breakdown_code)
    snapshot_id,
    kpi_id,
    window_id,
    tree_code,
    unit_code,
    breakdown_id,
    breakdown_code,
    kpi.number_id(snapshot_id, kpi_id, window_id, unit_code, breakdown_id, breakdown_code, tree_code) as number_id,
    choice,
    instead_window_id,
    instead_unit_code,
    kpi.number_id(
        snapshot_id, kpi_id, instead_window_id, instead_unit_code, instead_breakdown_id, instead_breakdown_code, tree_code
    ) as instead_number_id
from candidate
order by snapshot_id, kpi_id, window_id, tree_code, unit_code, breakdown_id, breakdown_code, preference, distance, instead_window_id;
comment on view kpi.read_instead is '秘匿した値の代わりに読む値。同じ公表の中で見せている値から選ぶので、秘匿した値は分からない';
comment on column kpi.read_instead.choice is 'longer_window より長い期間、unit_above 上位の所属、whole_unit 内訳なし';
comment on column kpi.read_instead.instead_number_id is '代わりに読む値の数値番号';
