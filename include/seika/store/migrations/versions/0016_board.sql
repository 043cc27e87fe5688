-- A dashboard reads a few months of one organization: they are found among the months before the values are read, and the values of
-- one level of the tree by an index. Names are no longer looked up value by value to find out whose value it is.
create index kpi_value_of_level on kpi.kpi_value_row (snapshot_id, unit_level) where tree_code = 'as_was' and breakdown_id = 'all';
create index unit_whole on kpi.unit_row (snapshot_id) where parent_unit_code is null and level = 'organization';

drop view kpi."指標一覧";
drop view kpi.kpi_board;

create view kpi.published_month as
select
    registry.organization_id,
    coalesce(whole.label_ja, registry.organization_id) as organization_label,
    registry.period,
    case
        when registry.period = max(registry.period) over (partition by registry.organization_id) then '最新' else registry.period
    end as month_choice,
    registry.snapshot_id
from kpi.current_snapshot as registry
left join kpi.unit_row as whole -- 1:1
    on
        registry.snapshot_id = whole.snapshot_id
        and whole.parent_unit_code is null
        and whole.level = 'organization'
        and whole.valid_to_date is null;

create view kpi."公表した月" as
select
    organization_id as "団体",
    organization_label as "団体名",
    period as "対象年月",
    month_choice as "対象年月(選択用)",
    snapshot_id as "公表番号"
from kpi.published_month;

-- The value with its names, for dashboards and spreadsheets. Months that were published before there were names have ids instead.
create view kpi.kpi_board as
select
    value.organization_id,
    month.organization_label,
    value.period,
    to_date(value.period, 'YYYY-MM') as month_date,
    extract(year from to_date(value.period, 'YYYY-MM') - interval '3 months')::integer as fiscal_year,
    value.kpi_id,
    coalesce(definition.label_ja, value.kpi_id) as kpi_label,
    definition.node_id,
    coalesce(node.label_ja, definition.node_id) as node_label,
    case node.level
        when 'activity' then '活動' when 'direct' then '直接' when 'intermediate' then '中間' when 'final' then '最終' else node.level
    end as level,
    value.window_id,
    coalesce(value.window_id = split_part(definition.windows, ', ', 1), false) as is_judged,
    value.tree_code,
    value.unit_code,
    coalesce(unit.label_ja, value.unit_code) as unit_label,
    value.unit_level,
    unit.parent_unit_code,
    parent.label_ja as parent_unit_label,
    value.breakdown_id,
    value.breakdown_code,
    value.value,
    definition.unit_label_ja as unit_of_value,
    value.numerator,
    value.denominator,
    value.people,
    value.target,
    value.baseline,
    value.previous_value,
    value.year_ago_value,
    value.year_on_year,
    value.status,
    case value.status
        when 'achieved' then '達成' when 'on_track' then '順調' when 'behind' then '遅れ' when 'no_target' then '目標なし'
        when 'no_data' then '記録なし' when 'suppressed' then '秘匿' when 'stale' then '資料遅れ'
    end as status_label,
    value.stale_since,
    coalesce(definition.is_provisional, false) as is_provisional_definition,
    value.snapshot_status,
    value.snapshot_id,
    value.number_id,
    month.month_choice
from kpi.published_month as month
inner join kpi.kpi_value as value on month.snapshot_id = value.snapshot_id -- 1:n
left join kpi.kpi_definition_row as definition -- n:1
    on value.snapshot_id = definition.snapshot_id and value.kpi_id = definition.kpi_id
left join kpi.logic_model_node_row as node -- n:1
    on definition.snapshot_id = node.snapshot_id and definition.node_id = node.node_id
left join kpi.unit_row as unit -- n:1
    on value.snapshot_id = unit.snapshot_id and value.unit_code = unit.unit_code
left join kpi.unit_row as parent -- n:1
    on unit.snapshot_id = parent.snapshot_id and unit.parent_unit_code = parent.unit_code;

create view kpi."指標一覧" as
select
    organization_id as "団体",
    organization_label as "団体名",
    period as "対象年月",
    month_date as "対象月",
    fiscal_year as "年度",
    kpi_id as "指標",
    kpi_label as "指標名",
    node_id as "成果",
    node_label as "成果名",
    level as "成果の段階",
    window_id as "集計期間の種類",
    is_judged as "判定の期間",
    tree_code as "所属の木",
    unit_code as "所属コード",
    unit_label as "所属名",
    unit_level as "所属の階層",
    parent_unit_code as "上位の所属コード",
    parent_unit_label as "上位の所属名",
    breakdown_id as "内訳の種類",
    breakdown_code as "内訳",
    value as "値",
    unit_of_value as "単位",
    numerator as "分子",
    denominator as "分母",
    people as "人数",
    target as "目標値",
    baseline as "基準値",
    previous_value as "前月の値",
    year_ago_value as "前年同月の値",
    year_on_year as "前年同月との差",
    status as "達成状況",
    status_label as "達成状況の言葉",
    stale_since as "値が示す年月",
    is_provisional_definition as "仮の定義",
    snapshot_status as "公表の状態",
    snapshot_id as "公表番号",
    number_id as "数値番号",
    month_choice as "対象年月(選択用)"
from kpi.kpi_board;
