-- A published cell speaks of a tree of units (as_was, today) and of a part of a breakdown (all where it is not broken down).
drop view kpi."成果指標";
drop view kpi.kpi_value;

alter table kpi.kpi_value_row
add column tree_code text not null default 'as_was' check (tree_code in ('as_was', 'today')),
add column breakdown_id text not null default 'all',
add column breakdown_code text not null default 'all',
add column baseline numeric(18, 4),
add column stale_since text,
drop constraint kpi_value_row_pkey,
add primary key (snapshot_id, kpi_id, window_id, tree_code, unit_code, breakdown_id, breakdown_code),
drop constraint kpi_value_row_status_check,
add check (status in ('achieved', 'on_track', 'behind', 'no_target', 'no_data', 'suppressed', 'stale'));

-- The same cell in the snapshots in force of the month and of the year before: what was published is what is compared with.
create view kpi.kpi_value as
select
    row.organization_id,
    row.period,
    row.kpi_id,
    row.window_id,
    row.tree_code,
    row.unit_code,
    row.unit_level,
    row.breakdown_id,
    row.breakdown_code,
    row.speaks_from,
    row.speaks_to,
    row.numerator,
    row.denominator,
    row.value,
    row.people,
    row.target,
    row.baseline,
    previous.value as previous_value,
    year_ago.value as year_ago_value,
    row.value - year_ago.value as year_on_year,
    row.status,
    row.stale_since,
    snapshot.snapshot_id,
    snapshot.revision,
    snapshot.status as snapshot_status,
    snapshot.created_at as published_at
from kpi.current_snapshot as registry
inner join kpi.snapshot using (snapshot_id) -- 1:1
inner join kpi.kpi_value_row as row using (snapshot_id) -- 1:n
left join kpi.current_snapshot as previous_month -- n:1
    on
        registry.organization_id = previous_month.organization_id
        and previous_month.period = to_char(to_date(registry.period, 'YYYY-MM') - interval '1 month', 'YYYY-MM')
left join kpi.kpi_value_row as previous -- 1:1
    on
        previous_month.snapshot_id = previous.snapshot_id
        and row.kpi_id = previous.kpi_id
        and row.window_id = previous.window_id
        and row.tree_code = previous.tree_code
        and row.unit_code = previous.unit_code
        and row.breakdown_id = previous.breakdown_id
        and row.breakdown_code = previous.breakdown_code
left join kpi.current_snapshot as same_month -- n:1
    on
        registry.organization_id = same_month.organization_id
        and same_month.period = to_char(to_date(registry.period, 'YYYY-MM') - interval '1 year', 'YYYY-MM')
left join kpi.kpi_value_row as year_ago -- 1:1
    on
        same_month.snapshot_id = year_ago.snapshot_id
        and row.kpi_id = year_ago.kpi_id
        and row.window_id = year_ago.window_id
        and row.tree_code = year_ago.tree_code
        and row.unit_code = year_ago.unit_code
        and row.breakdown_id = year_ago.breakdown_id
        and row.breakdown_code = year_ago.breakdown_code;

create view kpi."成果指標" as
select
    organization_id as "団体",
    period as "対象年月",
    kpi_id as "指標",
    window_id as "集計期間の種類",
    tree_code as "所属の木",
    unit_code as "所属コード",
    unit_level as "所属の階層",
    breakdown_id as "内訳の種類",
    breakdown_code as "内訳",
    speaks_from as "集計開始日",
    speaks_to as "集計終了日",
    numerator as "分子",
    denominator as "分母",
    value as "値",
    people as "人数",
    target as "目標値",
    baseline as "基準値",
    previous_value as "前月の値",
    year_ago_value as "前年同月の値",
    year_on_year as "前年同月との差",
    status as "達成状況",
    stale_since as "値が示す年月",
    snapshot_id as "公表番号",
    revision as "改訂番号",
    snapshot_status as "公表の状態",
    published_at as "公表日時"
from kpi.kpi_value;
