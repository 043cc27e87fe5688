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

-- What everything means: from release/columns.yml; a test compares the two.
comment on view kpi.kpi_value is '公表した指標の値。指標・集計期間・所属・内訳ごとに1行。対象年月ごとに今公表中の版だけがある';
comment on column kpi.kpi_value.organization_id is '団体: 公表した団体の識別子';
comment on column kpi.kpi_value.period is '対象年月: 対象の年月 (YYYY-MM、日本時間)';
comment on column kpi.kpi_value.kpi_id is '指標: 指標の識別子。意味が変わるときは新しい識別子になる';
comment on column kpi.kpi_value.window_id is '集計期間の種類: 月、年度累計など、指標が何の期間について言うか';
comment on column kpi.kpi_value.tree_code is '所属の木: as_was 記録の日の組織、today 今の組織に読み替えたもの';
comment on column kpi.kpi_value.unit_code is '所属コード: 集計期間の末日に有効な所属。配下の所属を含む';
comment on column kpi.kpi_value.unit_level is '所属の階層: organization (全体)、department (部)、section (課)、subsection (係) のどれか';
comment on column kpi.kpi_value.breakdown_id is '内訳の種類: all 内訳なし、sex 性別、age_band 年代、service_band 勤続年数、rank 職層、job_family 職種系統、employment_type 任用区分';
comment on column kpi.kpi_value.breakdown_code is '内訳: 内訳のどの部分か。内訳なしの行は all';
comment on column kpi.kpi_value.speaks_from is '集計開始日: 集計期間の初日';
comment on column kpi.kpi_value.speaks_to is '集計終了日: 集計期間の末日';
comment on column kpi.kpi_value.numerator is '分子: 分子。秘匿したときは空';
comment on column kpi.kpi_value.denominator is '分母: 分母。人数そのものを言う指標と、秘匿したときは空';
comment on column kpi.kpi_value.value is '値: 分子と分母から一度だけ四捨五入した値。分母が 0 のときと、秘匿したときは空';
comment on column kpi.kpi_value.people is '人数: この行が言う人の数。秘匿したときは空';
comment on column kpi.kpi_value.target is '目標値: 対象年月に有効な目標。全体の行だけにあり、目標がなければ空';
comment on column kpi.kpi_value.baseline is '基準値: 団体が宣言した基準の値。全体の行だけにあり、なければ空';
comment on column kpi.kpi_value.previous_value is '前月の値: 前月について今公表されている同じ行の値';
comment on column kpi.kpi_value.year_ago_value is '前年同月の値: 前年同月について今公表されている同じ行の値';
comment on column kpi.kpi_value.year_on_year is '前年同月との差: 値から前年同月の値を引いたもの';
comment on column kpi.kpi_value.status is '達成状況: achieved 達成、on_track 順調、behind 遅れ、no_target 目標なし、no_data 記録なし、suppressed 秘匿、stale 資料の遅れにより前の月の値';
comment on column kpi.kpi_value.stale_since is '値が示す年月: 資料が遅れているとき、値が実際に示す年月。遅れがなければ空';
comment on column kpi.kpi_value.snapshot_id is '公表番号: この行を公表したスナップショット';
comment on column kpi.kpi_value.revision is '改訂番号: 同じ対象年月の何回目の公表か';
comment on column kpi.kpi_value.snapshot_status is '公表の状態: provisional 速報、final 確定、restated 訂正';
comment on column kpi.kpi_value.published_at is '公表日時: 公表した日時';
comment on column kpi.kpi_value.number_id is '数値番号: この数値の番号。seika trace に渡すと元の資料の行まで戻れる';
comment on view kpi."成果指標" is '公表した指標の値。指標・集計期間・所属・内訳ごとに1行。対象年月ごとに今公表中の版だけがある';
comment on column kpi."成果指標"."団体" is '公表した団体の識別子';
comment on column kpi."成果指標"."対象年月" is '対象の年月 (YYYY-MM、日本時間)';
comment on column kpi."成果指標"."指標" is '指標の識別子。意味が変わるときは新しい識別子になる';
comment on column kpi."成果指標"."集計期間の種類" is '月、年度累計など、指標が何の期間について言うか';
comment on column kpi."成果指標"."所属の木" is 'as_was 記録の日の組織、today 今の組織に読み替えたもの';
comment on column kpi."成果指標"."所属コード" is '集計期間の末日に有効な所属。配下の所属を含む';
comment on column kpi."成果指標"."所属の階層" is 'organization (全体)、department (部)、section (課)、subsection (係) のどれか';
comment on column kpi."成果指標"."内訳の種類" is 'all 内訳なし、sex 性別、age_band 年代、service_band 勤続年数、rank 職層、job_family 職種系統、employment_type 任用区分';
comment on column kpi."成果指標"."内訳" is '内訳のどの部分か。内訳なしの行は all';
comment on column kpi."成果指標"."集計開始日" is '集計期間の初日';
comment on column kpi."成果指標"."集計終了日" is '集計期間の末日';
comment on column kpi."成果指標"."分子" is '分子。秘匿したときは空';
comment on column kpi."成果指標"."分母" is '分母。人数そのものを言う指標と、秘匿したときは空';
comment on column kpi."成果指標"."値" is '分子と分母から一度だけ四捨五入した値。分母が 0 のときと、秘匿したときは空';
comment on column kpi."成果指標"."人数" is 'この行が言う人の数。秘匿したときは空';
comment on column kpi."成果指標"."目標値" is '対象年月に有効な目標。全体の行だけにあり、目標がなければ空';
comment on column kpi."成果指標"."基準値" is '団体が宣言した基準の値。全体の行だけにあり、なければ空';
comment on column kpi."成果指標"."前月の値" is '前月について今公表されている同じ行の値';
comment on column kpi."成果指標"."前年同月の値" is '前年同月について今公表されている同じ行の値';
comment on column kpi."成果指標"."前年同月との差" is '値から前年同月の値を引いたもの';
comment on column kpi."成果指標"."達成状況" is 'achieved 達成、on_track 順調、behind 遅れ、no_target 目標なし、no_data 記録なし、suppressed 秘匿、stale 資料の遅れにより前の月の値';
comment on column kpi."成果指標"."値が示す年月" is '資料が遅れているとき、値が実際に示す年月。遅れがなければ空';
comment on column kpi."成果指標"."公表番号" is 'この行を公表したスナップショット';
comment on column kpi."成果指標"."改訂番号" is '同じ対象年月の何回目の公表か';
comment on column kpi."成果指標"."公表の状態" is 'provisional 速報、final 確定、restated 訂正';
comment on column kpi."成果指標"."公表日時" is '公表した日時';
comment on column kpi."成果指標"."数値番号" is 'この数値の番号。seika trace に渡すと元の資料の行まで戻れる';
comment on view kpi.outcome_status is 'ロジックモデルの成果ごとの達成状況。対象年月と成果ごとに1行';
comment on column kpi.outcome_status.organization_id is '団体: 公表した団体の識別子';
comment on column kpi.outcome_status.period is '対象年月: 対象の年月 (YYYY-MM、日本時間)';
comment on column kpi.outcome_status.node_id is '成果: ロジックモデルの成果の識別子';
comment on column kpi.outcome_status.level is '成果の段階: activity 活動、direct 直接、intermediate 中間、final 最終のどれか';
comment on column kpi.outcome_status.status is '達成状況: 成果に属する指標から決めた状況。指標がなければ no_kpi';
comment on column kpi.outcome_status.kpi_count is '指標数: この成果に属する指標の数';
comment on column kpi.outcome_status.behind_count is '遅れている指標数: そのうち目標に届いていない指標の数';
comment on column kpi.outcome_status.snapshot_id is '公表番号: この行を公表したスナップショット';
comment on column kpi.outcome_status.revision is '改訂番号: 同じ対象年月の何回目の公表か';
comment on column kpi.outcome_status.snapshot_status is '公表の状態: provisional 速報、final 確定、restated 訂正';
comment on column kpi.outcome_status.published_at is '公表日時: 公表した日時';
comment on view kpi."成果の状況" is 'ロジックモデルの成果ごとの達成状況。対象年月と成果ごとに1行';
comment on column kpi."成果の状況"."団体" is '公表した団体の識別子';
comment on column kpi."成果の状況"."対象年月" is '対象の年月 (YYYY-MM、日本時間)';
comment on column kpi."成果の状況"."成果" is 'ロジックモデルの成果の識別子';
comment on column kpi."成果の状況"."成果の段階" is 'activity 活動、direct 直接、intermediate 中間、final 最終のどれか';
comment on column kpi."成果の状況"."達成状況" is '成果に属する指標から決めた状況。指標がなければ no_kpi';
comment on column kpi."成果の状況"."指標数" is 'この成果に属する指標の数';
comment on column kpi."成果の状況"."遅れている指標数" is 'そのうち目標に届いていない指標の数';
comment on column kpi."成果の状況"."公表番号" is 'この行を公表したスナップショット';
comment on column kpi."成果の状況"."改訂番号" is '同じ対象年月の何回目の公表か';
comment on column kpi."成果の状況"."公表の状態" is 'provisional 速報、final 確定、restated 訂正';
comment on column kpi."成果の状況"."公表日時" is '公表した日時';
comment on view kpi.kpi_board is '名前の付いた指標の値。所属・成果・指標の名前と単位を添えた、ダッシュボードと表計算のための表。今の版の指標の定義にない名前は識別子のまま';
comment on column kpi.kpi_board.organization_id is '団体: 公表した団体の識別子';
comment on column kpi.kpi_board.organization_label is '団体名: 団体の名前。所属の木の根の名前';
comment on column kpi.kpi_board.period is '対象年月: 対象の年月 (YYYY-MM、日本時間)';
comment on column kpi.kpi_board.month_date is '対象月: 対象年月の初日。時間軸に使う';
comment on column kpi.kpi_board.fiscal_year is '年度: 対象年月の属する年度(4月始まり)の西暦';
comment on column kpi.kpi_board.kpi_id is '指標: 指標の識別子';
comment on column kpi.kpi_board.kpi_label is '指標名: 指標の名前';
comment on column kpi.kpi_board.node_id is '成果: 指標の属する成果の識別子';
comment on column kpi.kpi_board.node_label is '成果名: 指標の属する成果の名前';
comment on column kpi.kpi_board.level is '成果の段階: 活動、直接、中間、最終のどれか';
comment on column kpi.kpi_board.window_id is '集計期間の種類: 月、年度累計など、指標が何の期間について言うか';
comment on column kpi.kpi_board.is_judged is '判定の期間: 目標と比べる集計期間の行なら真';
comment on column kpi.kpi_board.tree_code is '所属の木: as_was 記録の日の組織、today 今の組織に読み替えたもの';
comment on column kpi.kpi_board.unit_code is '所属コード: 所属のコード';
comment on column kpi.kpi_board.unit_label is '所属名: 所属の名前';
comment on column kpi.kpi_board.unit_level is '所属の階層: organization (全体)、department (部)、section (課)、subsection (係) のどれか';
comment on column kpi.kpi_board.parent_unit_code is '上位の所属コード: すぐ上の所属のコード。全体の行は空';
comment on column kpi.kpi_board.parent_unit_label is '上位の所属名: すぐ上の所属の名前。全体の行は空';
comment on column kpi.kpi_board.breakdown_id is '内訳の種類: all は内訳なし';
comment on column kpi.kpi_board.breakdown_code is '内訳: 内訳のどの部分か。内訳なしの行は all';
comment on column kpi.kpi_board.value is '値: 公表した値。秘匿したときは空';
comment on column kpi.kpi_board.unit_of_value is '単位: 値の単位';
comment on column kpi.kpi_board.numerator is '分子: 分子。秘匿したときは空';
comment on column kpi.kpi_board.denominator is '分母: 分母。秘匿したときは空';
comment on column kpi.kpi_board.people is '人数: この行が言う人の数。秘匿したときは空';
comment on column kpi.kpi_board.target is '目標値: 対象年月に有効な目標。全体の行だけにある';
comment on column kpi.kpi_board.baseline is '基準値: 団体が宣言した基準の値';
comment on column kpi.kpi_board.previous_value is '前月の値: 前月について今公表されている同じ行の値';
comment on column kpi.kpi_board.year_ago_value is '前年同月の値: 前年同月について今公表されている同じ行の値';
comment on column kpi.kpi_board.year_on_year is '前年同月との差: 値から前年同月の値を引いたもの';
comment on column kpi.kpi_board.status is '達成状況: 達成状況の符号';
comment on column kpi.kpi_board.status_label is '達成状況の言葉: 達成、順調、遅れ、目標なし、記録なし、秘匿、資料遅れのどれか';
comment on column kpi.kpi_board.stale_since is '値が示す年月: 資料が遅れているとき、値が実際に示す年月';
comment on column kpi.kpi_board.is_provisional_definition is '仮の定義: 定義を団体に確認中なら真';
comment on column kpi.kpi_board.snapshot_status is '公表の状態: provisional 速報、final 確定、restated 訂正';
comment on column kpi.kpi_board.snapshot_id is '公表番号: この行を公表したスナップショット';
comment on column kpi.kpi_board.number_id is '数値番号: この数値の番号。seika trace に渡すと元の資料の行まで戻れる';
comment on view kpi."指標一覧" is '名前の付いた指標の値。所属・成果・指標の名前と単位を添えた、ダッシュボードと表計算のための表。今の版の指標の定義にない名前は識別子のまま';
comment on column kpi."指標一覧"."団体" is '公表した団体の識別子';
comment on column kpi."指標一覧"."団体名" is '団体の名前。所属の木の根の名前';
comment on column kpi."指標一覧"."対象年月" is '対象の年月 (YYYY-MM、日本時間)';
comment on column kpi."指標一覧"."対象月" is '対象年月の初日。時間軸に使う';
comment on column kpi."指標一覧"."年度" is '対象年月の属する年度(4月始まり)の西暦';
comment on column kpi."指標一覧"."指標" is '指標の識別子';
comment on column kpi."指標一覧"."指標名" is '指標の名前';
comment on column kpi."指標一覧"."成果" is '指標の属する成果の識別子';
comment on column kpi."指標一覧"."成果名" is '指標の属する成果の名前';
comment on column kpi."指標一覧"."成果の段階" is '活動、直接、中間、最終のどれか';
comment on column kpi."指標一覧"."集計期間の種類" is '月、年度累計など、指標が何の期間について言うか';
comment on column kpi."指標一覧"."判定の期間" is '目標と比べる集計期間の行なら真';
comment on column kpi."指標一覧"."所属の木" is 'as_was 記録の日の組織、today 今の組織に読み替えたもの';
comment on column kpi."指標一覧"."所属コード" is '所属のコード';
comment on column kpi."指標一覧"."所属名" is '所属の名前';
comment on column kpi."指標一覧"."所属の階層" is 'organization (全体)、department (部)、section (課)、subsection (係) のどれか';
comment on column kpi."指標一覧"."上位の所属コード" is 'すぐ上の所属のコード。全体の行は空';
comment on column kpi."指標一覧"."上位の所属名" is 'すぐ上の所属の名前。全体の行は空';
comment on column kpi."指標一覧"."内訳の種類" is 'all は内訳なし';
comment on column kpi."指標一覧"."内訳" is '内訳のどの部分か。内訳なしの行は all';
comment on column kpi."指標一覧"."値" is '公表した値。秘匿したときは空';
comment on column kpi."指標一覧"."単位" is '値の単位';
comment on column kpi."指標一覧"."分子" is '分子。秘匿したときは空';
comment on column kpi."指標一覧"."分母" is '分母。秘匿したときは空';
comment on column kpi."指標一覧"."人数" is 'この行が言う人の数。秘匿したときは空';
comment on column kpi."指標一覧"."目標値" is '対象年月に有効な目標。全体の行だけにある';
comment on column kpi."指標一覧"."基準値" is '団体が宣言した基準の値';
comment on column kpi."指標一覧"."前月の値" is '前月について今公表されている同じ行の値';
comment on column kpi."指標一覧"."前年同月の値" is '前年同月について今公表されている同じ行の値';
comment on column kpi."指標一覧"."前年同月との差" is '値から前年同月の値を引いたもの';
comment on column kpi."指標一覧"."達成状況" is '達成状況の符号';
comment on column kpi."指標一覧"."達成状況の言葉" is '達成、順調、遅れ、目標なし、記録なし、秘匿、資料遅れのどれか';
comment on column kpi."指標一覧"."値が示す年月" is '資料が遅れているとき、値が実際に示す年月';
comment on column kpi."指標一覧"."仮の定義" is '定義を団体に確認中なら真';
comment on column kpi."指標一覧"."公表の状態" is 'provisional 速報、final 確定、restated 訂正';
comment on column kpi."指標一覧"."公表番号" is 'この行を公表したスナップショット';
comment on column kpi."指標一覧"."数値番号" is 'この数値の番号。seika trace に渡すと元の資料の行まで戻れる';
comment on view kpi.kpi_definition is '公表したときの指標の定義。対象年月と指標ごとに1行。式、単位、目標、基準値と、それぞれの出典';
comment on column kpi.kpi_definition.organization_id is '団体: 公表した団体の識別子';
comment on column kpi.kpi_definition.period is '対象年月: 対象の年月 (YYYY-MM、日本時間)';
comment on column kpi.kpi_definition.kpi_id is '指標: 指標の識別子';
comment on column kpi.kpi_definition.node_id is '成果: 指標の属する成果の識別子';
comment on column kpi.kpi_definition.label_ja is '指標名: 指標の名前';
comment on column kpi.kpi_definition.label_en is '指標名(英語): 指標の英語の名前';
comment on column kpi.kpi_definition.description_ja is '説明: 指標が何を言うか';
comment on column kpi.kpi_definition.description_en is '説明(英語): 指標が何を言うか(英語)';
comment on column kpi.kpi_definition.unit_label_ja is '単位: 値の単位';
comment on column kpi.kpi_definition.unit_label_en is '単位(英語): 値の単位(英語)';
comment on column kpi.kpi_definition.population_ja is '対象者: 誰を含み、誰を含まないか';
comment on column kpi.kpi_definition.population_en is '対象者(英語): 誰を含み、誰を含まないか(英語)';
comment on column kpi.kpi_definition.is_provisional is '仮の定義: 定義を団体に確認中なら真';
comment on column kpi.kpi_definition.version_since is '式の適用開始: この式が有効になった年月';
comment on column kpi.kpi_definition.numerator_measure_id is '分子の項目: 分子になる集計項目の識別子';
comment on column kpi.kpi_definition.denominator_measure_id is '分母の項目: 分母になる集計項目の識別子。数そのものの指標は空';
comment on column kpi.kpi_definition.multiply is '掛ける数: 値は 分子×掛ける数÷(分母×割る数) を一度だけ四捨五入したもの';
comment on column kpi.kpi_definition.divide is '割る数: 値は 分子×掛ける数÷(分母×割る数) を一度だけ四捨五入したもの';
comment on column kpi.kpi_definition.decimals is '小数点以下の桁数: 値を四捨五入する桁';
comment on column kpi.kpi_definition.windows is '集計期間の種類: 値を出す集計期間。最初のものを目標と比べる';
comment on column kpi.kpi_definition.direction is '良い方向: higher 高いほどよい、lower 低いほどよい、nearer 基準の値に近いほどよい、neutral 言わない';
comment on column kpi.kpi_definition.minimum_people is '最少の人数: これより少ない人数の値は公表しない';
comment on column kpi.kpi_definition.on_track_percent is '順調とみなす割合: 目標の何パーセントから順調とするか';
comment on column kpi.kpi_definition.definition_document is '定義の文書: 定義の出典';
comment on column kpi.kpi_definition.definition_place is '定義の箇所: 出典の中の場所';
comment on column kpi.kpi_definition.definition_confidence is '定義の確度: A 公的な定義、B 準じる資料、C 確認待ち(仮)';
comment on column kpi.kpi_definition.provenance is '選定の根拠: stated 文書に明記、derived 文書から読み取り';
comment on column kpi.kpi_definition.reason is '選定の理由: 読み取った理由';
comment on column kpi.kpi_definition.document_id is '選定の文書番号: 成果に結び付けた文書の識別子';
comment on column kpi.kpi_definition.document_title is '選定の文書: 成果に結び付けた文書の名前';
comment on column kpi.kpi_definition.document_sha256 is '選定の文書のハッシュ: その版のSHA-256';
comment on column kpi.kpi_definition.place is '選定の箇所: 文書の中の場所';
comment on column kpi.kpi_definition.baseline is '基準値: 対象年月に有効な基準の値';
comment on column kpi.kpi_definition.baseline_period is '基準の年月: 基準値の年月';
comment on column kpi.kpi_definition.target is '目標値: 対象年月を判定する値';
comment on column kpi.kpi_definition.target_final is '最終の目標値: 期限に達するべき値';
comment on column kpi.kpi_definition.target_since is '目標の開始: 目標が有効になった年月';
comment on column kpi.kpi_definition.target_due is '目標の期限: 達するべき年月。空ならすぐ';
comment on column kpi.kpi_definition.target_source is '目標の出典: 目標の根拠';
comment on column kpi.kpi_definition.target_moved_on is '目標を動かした日: 前の目標を置き換えた日';
comment on column kpi.kpi_definition.broken_on is '断絶の年月: この年月から前とは比べられない';
comment on column kpi.kpi_definition.snapshot_id is '公表番号: この行を公表したスナップショット';
comment on view kpi."指標の定義" is '公表したときの指標の定義。対象年月と指標ごとに1行。式、単位、目標、基準値と、それぞれの出典';
comment on column kpi."指標の定義"."団体" is '公表した団体の識別子';
comment on column kpi."指標の定義"."対象年月" is '対象の年月 (YYYY-MM、日本時間)';
comment on column kpi."指標の定義"."指標" is '指標の識別子';
comment on column kpi."指標の定義"."成果" is '指標の属する成果の識別子';
comment on column kpi."指標の定義"."指標名" is '指標の名前';
comment on column kpi."指標の定義"."指標名(英語)" is '指標の英語の名前';
comment on column kpi."指標の定義"."説明" is '指標が何を言うか';
comment on column kpi."指標の定義"."説明(英語)" is '指標が何を言うか(英語)';
comment on column kpi."指標の定義"."単位" is '値の単位';
comment on column kpi."指標の定義"."単位(英語)" is '値の単位(英語)';
comment on column kpi."指標の定義"."対象者" is '誰を含み、誰を含まないか';
comment on column kpi."指標の定義"."対象者(英語)" is '誰を含み、誰を含まないか(英語)';
comment on column kpi."指標の定義"."仮の定義" is '定義を団体に確認中なら真';
comment on column kpi."指標の定義"."式の適用開始" is 'この式が有効になった年月';
comment on column kpi."指標の定義"."分子の項目" is '分子になる集計項目の識別子';
comment on column kpi."指標の定義"."分母の項目" is '分母になる集計項目の識別子。数そのものの指標は空';
comment on column kpi."指標の定義"."掛ける数" is '値は 分子×掛ける数÷(分母×割る数) を一度だけ四捨五入したもの';
comment on column kpi."指標の定義"."割る数" is '値は 分子×掛ける数÷(分母×割る数) を一度だけ四捨五入したもの';
comment on column kpi."指標の定義"."小数点以下の桁数" is '値を四捨五入する桁';
comment on column kpi."指標の定義"."集計期間の種類" is '値を出す集計期間。最初のものを目標と比べる';
comment on column kpi."指標の定義"."良い方向" is 'higher 高いほどよい、lower 低いほどよい、nearer 基準の値に近いほどよい、neutral 言わない';
comment on column kpi."指標の定義"."最少の人数" is 'これより少ない人数の値は公表しない';
comment on column kpi."指標の定義"."順調とみなす割合" is '目標の何パーセントから順調とするか';
comment on column kpi."指標の定義"."定義の文書" is '定義の出典';
comment on column kpi."指標の定義"."定義の箇所" is '出典の中の場所';
comment on column kpi."指標の定義"."定義の確度" is 'A 公的な定義、B 準じる資料、C 確認待ち(仮)';
comment on column kpi."指標の定義"."選定の根拠" is 'stated 文書に明記、derived 文書から読み取り';
comment on column kpi."指標の定義"."選定の理由" is '読み取った理由';
comment on column kpi."指標の定義"."選定の文書番号" is '成果に結び付けた文書の識別子';
comment on column kpi."指標の定義"."選定の文書" is '成果に結び付けた文書の名前';
comment on column kpi."指標の定義"."選定の文書のハッシュ" is 'その版のSHA-256';
comment on column kpi."指標の定義"."選定の箇所" is '文書の中の場所';
comment on column kpi."指標の定義"."基準値" is '対象年月に有効な基準の値';
comment on column kpi."指標の定義"."基準の年月" is '基準値の年月';
comment on column kpi."指標の定義"."目標値" is '対象年月を判定する値';
comment on column kpi."指標の定義"."最終の目標値" is '期限に達するべき値';
comment on column kpi."指標の定義"."目標の開始" is '目標が有効になった年月';
comment on column kpi."指標の定義"."目標の期限" is '達するべき年月。空ならすぐ';
comment on column kpi."指標の定義"."目標の出典" is '目標の根拠';
comment on column kpi."指標の定義"."目標を動かした日" is '前の目標を置き換えた日';
comment on column kpi."指標の定義"."断絶の年月" is 'この年月から前とは比べられない';
comment on column kpi."指標の定義"."公表番号" is 'この行を公表したスナップショット';
comment on view kpi.logic_model_node is '公表したときのロジックモデルの成果と活動。対象年月と成果ごとに1行';
comment on column kpi.logic_model_node.organization_id is '団体: 公表した団体の識別子';
comment on column kpi.logic_model_node.period is '対象年月: 対象の年月 (YYYY-MM、日本時間)';
comment on column kpi.logic_model_node.node_id is '成果: 成果の識別子';
comment on column kpi.logic_model_node.label_ja is '成果名: 成果の名前';
comment on column kpi.logic_model_node.label_en is '成果名(英語): 成果の英語の名前';
comment on column kpi.logic_model_node.level is '成果の段階: activity 活動、direct 直接、intermediate 中間、final 最終のどれか';
comment on column kpi.logic_model_node.place is '箇所: 文書の中の場所';
comment on column kpi.logic_model_node.position is '並び: 文書に並ぶ順';
comment on column kpi.logic_model_node.snapshot_id is '公表番号: この行を公表したスナップショット';
comment on view kpi."ロジックモデルの成果" is '公表したときのロジックモデルの成果と活動。対象年月と成果ごとに1行';
comment on column kpi."ロジックモデルの成果"."団体" is '公表した団体の識別子';
comment on column kpi."ロジックモデルの成果"."対象年月" is '対象の年月 (YYYY-MM、日本時間)';
comment on column kpi."ロジックモデルの成果"."成果" is '成果の識別子';
comment on column kpi."ロジックモデルの成果"."成果名" is '成果の名前';
comment on column kpi."ロジックモデルの成果"."成果名(英語)" is '成果の英語の名前';
comment on column kpi."ロジックモデルの成果"."成果の段階" is 'activity 活動、direct 直接、intermediate 中間、final 最終のどれか';
comment on column kpi."ロジックモデルの成果"."箇所" is '文書の中の場所';
comment on column kpi."ロジックモデルの成果"."並び" is '文書に並ぶ順';
comment on column kpi."ロジックモデルの成果"."公表番号" is 'この行を公表したスナップショット';
comment on view kpi.logic_model_edge is '公表したときのロジックモデルのつながり。対象年月と矢印ごとに1行';
comment on column kpi.logic_model_edge.organization_id is '団体: 公表した団体の識別子';
comment on column kpi.logic_model_edge.period is '対象年月: 対象の年月 (YYYY-MM、日本時間)';
comment on column kpi.logic_model_edge.source_node_id is '元の成果: 矢印の元';
comment on column kpi.logic_model_edge.target_node_id is '先の成果: 矢印の先';
comment on column kpi.logic_model_edge.source_label_ja is '元の成果名: 矢印の元の名前';
comment on column kpi.logic_model_edge.source_label_en is '元の成果名(英語): 矢印の元の英語の名前';
comment on column kpi.logic_model_edge.source_level is '元の段階: 矢印の元の段階';
comment on column kpi.logic_model_edge.target_label_ja is '先の成果名: 矢印の先の名前';
comment on column kpi.logic_model_edge.target_label_en is '先の成果名(英語): 矢印の先の英語の名前';
comment on column kpi.logic_model_edge.target_level is '先の段階: 矢印の先の段階';
comment on column kpi.logic_model_edge.provenance is '根拠: stated 文書に明記、derived 文書から読み取り';
comment on column kpi.logic_model_edge.reason is '理由: 読み取った理由';
comment on column kpi.logic_model_edge.document_id is '文書番号: 出典の識別子';
comment on column kpi.logic_model_edge.document_title is '文書: 出典の名前';
comment on column kpi.logic_model_edge.document_sha256 is '文書のハッシュ: その版のSHA-256';
comment on column kpi.logic_model_edge.place is '箇所: 文書の中の場所';
comment on column kpi.logic_model_edge.snapshot_id is '公表番号: この行を公表したスナップショット';
comment on view kpi."ロジックモデルのつながり" is '公表したときのロジックモデルのつながり。対象年月と矢印ごとに1行';
comment on column kpi."ロジックモデルのつながり"."団体" is '公表した団体の識別子';
comment on column kpi."ロジックモデルのつながり"."対象年月" is '対象の年月 (YYYY-MM、日本時間)';
comment on column kpi."ロジックモデルのつながり"."元の成果" is '矢印の元';
comment on column kpi."ロジックモデルのつながり"."先の成果" is '矢印の先';
comment on column kpi."ロジックモデルのつながり"."元の成果名" is '矢印の元の名前';
comment on column kpi."ロジックモデルのつながり"."元の成果名(英語)" is '矢印の元の英語の名前';
comment on column kpi."ロジックモデルのつながり"."元の段階" is '矢印の元の段階';
comment on column kpi."ロジックモデルのつながり"."先の成果名" is '矢印の先の名前';
comment on column kpi."ロジックモデルのつながり"."先の成果名(英語)" is '矢印の先の英語の名前';
comment on column kpi."ロジックモデルのつながり"."先の段階" is '矢印の先の段階';
comment on column kpi."ロジックモデルのつながり"."根拠" is 'stated 文書に明記、derived 文書から読み取り';
comment on column kpi."ロジックモデルのつながり"."理由" is '読み取った理由';
comment on column kpi."ロジックモデルのつながり"."文書番号" is '出典の識別子';
comment on column kpi."ロジックモデルのつながり"."文書" is '出典の名前';
comment on column kpi."ロジックモデルのつながり"."文書のハッシュ" is 'その版のSHA-256';
comment on column kpi."ロジックモデルのつながり"."箇所" is '文書の中の場所';
comment on column kpi."ロジックモデルのつながり"."公表番号" is 'この行を公表したスナップショット';
comment on view kpi.unit is '公表したときの所属の木。対象年月と所属ごとに1行';
comment on column kpi.unit.organization_id is '団体: 公表した団体の識別子';
comment on column kpi.unit.period is '対象年月: 対象の年月 (YYYY-MM、日本時間)';
comment on column kpi.unit.unit_code is '所属コード: 所属のコード';
comment on column kpi.unit.label_ja is '所属名: 対象年月の末日の名前。なくなった所属は最後の名前';
comment on column kpi.unit.level is '所属の階層: organization (全体)、department (部)、section (課)、subsection (係) のどれか';
comment on column kpi.unit.parent_unit_code is '上位の所属コード: すぐ上の所属のコード。全体の行は空';
comment on column kpi.unit.valid_from_date is '開始日: この名前と位置になった日';
comment on column kpi.unit.valid_to_date is '終了日: この名前と位置の最後の日。続いていれば空';
comment on column kpi.unit.position is '並び: 組織の一覧に並ぶ順';
comment on column kpi.unit.snapshot_id is '公表番号: この行を公表したスナップショット';
comment on view kpi."所属" is '公表したときの所属の木。対象年月と所属ごとに1行';
comment on column kpi."所属"."団体" is '公表した団体の識別子';
comment on column kpi."所属"."対象年月" is '対象の年月 (YYYY-MM、日本時間)';
comment on column kpi."所属"."所属コード" is '所属のコード';
comment on column kpi."所属"."所属名" is '対象年月の末日の名前。なくなった所属は最後の名前';
comment on column kpi."所属"."所属の階層" is 'organization (全体)、department (部)、section (課)、subsection (係) のどれか';
comment on column kpi."所属"."上位の所属コード" is 'すぐ上の所属のコード。全体の行は空';
comment on column kpi."所属"."開始日" is 'この名前と位置になった日';
comment on column kpi."所属"."終了日" is 'この名前と位置の最後の日。続いていれば空';
comment on column kpi."所属"."並び" is '組織の一覧に並ぶ順';
comment on column kpi."所属"."公表番号" is 'この行を公表したスナップショット';
