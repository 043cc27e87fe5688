-- The declarations as they were when a month was published, each cell's own name, and what all of it means as comments.

create table kpi.kpi_definition_row ( -- what each KPI meant and aimed at when its month was published
    snapshot_id text not null references kpi.snapshot,
    organization_id text not null,
    period text not null,
    kpi_id text not null,
    node_id text,
    label_ja text not null,
    label_en text,
    description_ja text,
    description_en text,
    unit_label_ja text,
    unit_label_en text,
    population_ja text,
    population_en text,
    is_provisional boolean,
    version_since text,
    numerator_measure_id text,
    denominator_measure_id text,
    multiply bigint,
    divide bigint,
    decimals bigint,
    windows text not null,
    direction text not null,
    minimum_people bigint,
    on_track_percent bigint,
    definition_document text,
    definition_place text,
    definition_confidence text,
    provenance text,
    reason text,
    document_id text,
    document_title text,
    document_sha256 text,
    place text,
    baseline numeric(18,4),
    baseline_period text,
    target numeric(18,4),
    target_final numeric(18,4),
    target_since text,
    target_due text,
    target_source text,
    target_moved_on text,
    broken_on text,
    primary key (snapshot_id, kpi_id)
);

create table kpi.logic_model_node_row ( -- the outcomes and activities of the logic model
    snapshot_id text not null references kpi.snapshot,
    organization_id text not null,
    period text not null,
    node_id text not null,
    label_ja text not null,
    label_en text,
    level text not null,
    place text,
    position bigint not null,
    primary key (snapshot_id, node_id)
);

create table kpi.logic_model_edge_row ( -- which of them is to lead to which
    snapshot_id text not null references kpi.snapshot,
    organization_id text not null,
    period text not null,
    source_node_id text not null,
    target_node_id text not null,
    source_label_ja text,
    source_label_en text,
    source_level text,
    target_label_ja text,
    target_label_en text,
    target_level text,
    provenance text,
    reason text,
    document_id text,
    document_title text,
    document_sha256 text,
    place text,
    primary key (snapshot_id, source_node_id, target_node_id)
);

create table kpi.unit_row ( -- the units as they were named on the last day of the month
    snapshot_id text not null references kpi.snapshot,
    organization_id text not null,
    period text not null,
    unit_code text not null,
    label_ja text not null,
    level text not null,
    parent_unit_code text,
    valid_from_date date,
    valid_to_date date,
    position bigint not null,
    primary key (snapshot_id, unit_code)
);

create trigger never_changed before update or delete or truncate on kpi.kpi_definition_row
for each statement execute function kpi.refuse_change();
create trigger never_added after insert on kpi.kpi_definition_row referencing new table as added
for each statement execute function kpi.refuse_late_rows();

create trigger never_changed before update or delete or truncate on kpi.logic_model_node_row
for each statement execute function kpi.refuse_change();
create trigger never_added after insert on kpi.logic_model_node_row referencing new table as added
for each statement execute function kpi.refuse_late_rows();

create trigger never_changed before update or delete or truncate on kpi.logic_model_edge_row
for each statement execute function kpi.refuse_change();
create trigger never_added after insert on kpi.logic_model_edge_row referencing new table as added
for each statement execute function kpi.refuse_late_rows();

create trigger never_changed before update or delete or truncate on kpi.unit_row
for each statement execute function kpi.refuse_change();
create trigger never_added after insert on kpi.unit_row referencing new table as added
for each statement execute function kpi.refuse_late_rows();

-- The name of a number, the same on every surface: what seika trace takes. seika.store.number_id makes the same in Python.
create function kpi.number_id(
    snapshot_id text, kpi_id text, window_id text, unit_code text, breakdown_id text, breakdown_code text, tree_code text
) returns text language sql immutable parallel safe as $$
    select snapshot_id || '/' || kpi_id || '/' || window_id || '/' || unit_code
        || case when breakdown_id = 'all' then '' else '/' || breakdown_id || '=' || breakdown_code end
        || case when tree_code = 'as_was' then '' else '/' || tree_code end
$$;

create or replace view kpi.kpi_value as
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
    snapshot.created_at as published_at,
    kpi.number_id(
        row.snapshot_id, row.kpi_id, row.window_id, row.unit_code, row.breakdown_id, row.breakdown_code, row.tree_code
    ) as number_id
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

create or replace view kpi."成果指標" as
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
    published_at as "公表日時",
    number_id as "数値番号"
from kpi.kpi_value;

create view kpi.kpi_definition as
select
    row.organization_id,
    row.period,
    row.kpi_id,
    row.node_id,
    row.label_ja,
    row.label_en,
    row.description_ja,
    row.description_en,
    row.unit_label_ja,
    row.unit_label_en,
    row.population_ja,
    row.population_en,
    row.is_provisional,
    row.version_since,
    row.numerator_measure_id,
    row.denominator_measure_id,
    row.multiply,
    row.divide,
    row.decimals,
    row.windows,
    row.direction,
    row.minimum_people,
    row.on_track_percent,
    row.definition_document,
    row.definition_place,
    row.definition_confidence,
    row.provenance,
    row.reason,
    row.document_id,
    row.document_title,
    row.document_sha256,
    row.place,
    row.baseline,
    row.baseline_period,
    row.target,
    row.target_final,
    row.target_since,
    row.target_due,
    row.target_source,
    row.target_moved_on,
    row.broken_on,
    row.snapshot_id
from kpi.current_snapshot
inner join kpi.kpi_definition_row as row using (snapshot_id); -- 1:n

create view kpi."指標の定義" as
select
    organization_id as "団体",
    period as "対象年月",
    kpi_id as "指標",
    node_id as "成果",
    label_ja as "指標名",
    label_en as "指標名(英語)",
    description_ja as "説明",
    description_en as "説明(英語)",
    unit_label_ja as "単位",
    unit_label_en as "単位(英語)",
    population_ja as "対象者",
    population_en as "対象者(英語)",
    is_provisional as "仮の定義",
    version_since as "式の適用開始",
    numerator_measure_id as "分子の項目",
    denominator_measure_id as "分母の項目",
    multiply as "掛ける数",
    divide as "割る数",
    decimals as "小数点以下の桁数",
    windows as "集計期間の種類",
    direction as "良い方向",
    minimum_people as "最少の人数",
    on_track_percent as "順調とみなす割合",
    definition_document as "定義の文書",
    definition_place as "定義の箇所",
    definition_confidence as "定義の確度",
    provenance as "選定の根拠",
    reason as "選定の理由",
    document_id as "選定の文書番号",
    document_title as "選定の文書",
    document_sha256 as "選定の文書のハッシュ",
    place as "選定の箇所",
    baseline as "基準値",
    baseline_period as "基準の年月",
    target as "目標値",
    target_final as "最終の目標値",
    target_since as "目標の開始",
    target_due as "目標の期限",
    target_source as "目標の出典",
    target_moved_on as "目標を動かした日",
    broken_on as "断絶の年月",
    snapshot_id as "公表番号"
from kpi.kpi_definition;

create view kpi.logic_model_node as
select
    row.organization_id,
    row.period,
    row.node_id,
    row.label_ja,
    row.label_en,
    row.level,
    row.place,
    row.position,
    row.snapshot_id
from kpi.current_snapshot
inner join kpi.logic_model_node_row as row using (snapshot_id); -- 1:n

create view kpi."ロジックモデルの成果" as
select
    organization_id as "団体",
    period as "対象年月",
    node_id as "成果",
    label_ja as "成果名",
    label_en as "成果名(英語)",
    level as "成果の段階",
    place as "箇所",
    position as "並び",
    snapshot_id as "公表番号"
from kpi.logic_model_node;

create view kpi.logic_model_edge as
select
    row.organization_id,
    row.period,
    row.source_node_id,
    row.target_node_id,
    row.source_label_ja,
    row.source_label_en,
    row.source_level,
    row.target_label_ja,
    row.target_label_en,
    row.target_level,
    row.provenance,
    row.reason,
    row.document_id,
    row.document_title,
    row.document_sha256,
    row.place,
    row.snapshot_id
from kpi.current_snapshot
inner join kpi.logic_model_edge_row as row using (snapshot_id); -- 1:n

create view kpi."ロジックモデルのつながり" as
select
    organization_id as "団体",
    period as "対象年月",
    source_node_id as "元の成果",
    target_node_id as "先の成果",
    source_label_ja as "元の成果名",
    source_label_en as "元の成果名(英語)",
    source_level as "元の段階",
    target_label_ja as "先の成果名",
    target_label_en as "先の成果名(英語)",
    target_level as "先の段階",
    provenance as "根拠",
    reason as "理由",
    document_id as "文書番号",
    document_title as "文書",
    document_sha256 as "文書のハッシュ",
    place as "箇所",
    snapshot_id as "公表番号"
from kpi.logic_model_edge;

create view kpi.unit as
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
    row.snapshot_id
from kpi.current_snapshot
inner join kpi.unit_row as row using (snapshot_id); -- 1:n

create view kpi."所属" as
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
    snapshot_id as "公表番号"
from kpi.unit;

-- The value with its names, for dashboards and spreadsheets. Months that were published before there were names have ids instead.
create view kpi.kpi_board as
select
    value.organization_id,
    coalesce(whole.label_ja, value.organization_id) as organization_label,
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
    value.number_id
from kpi.kpi_value as value
left join kpi.kpi_definition_row as definition -- n:1
    on value.snapshot_id = definition.snapshot_id and value.kpi_id = definition.kpi_id
left join kpi.logic_model_node_row as node -- n:1
    on definition.snapshot_id = node.snapshot_id and definition.node_id = node.node_id
left join kpi.unit_row as unit -- n:1
    on value.snapshot_id = unit.snapshot_id and value.unit_code = unit.unit_code
left join kpi.unit_row as parent -- n:1
    on unit.snapshot_id = parent.snapshot_id and unit.parent_unit_code = parent.unit_code
left join kpi.unit_row as whole -- n:1
    on value.snapshot_id = whole.snapshot_id and whole.parent_unit_code is null and whole.level = 'organization' and whole.valid_to_date is null;

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
    number_id as "数値番号"
from kpi.kpi_board;

