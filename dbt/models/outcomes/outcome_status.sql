with judged as (

    select
        node.organization_id,
        node.period,
        node.node_id,
        node.level,
        node.status_rule,
        kpi_window.kpi_id,
        -- a KPI that speaks of a day before the organization had units has no row and so no data
        coalesce(kpi_value.status, 'no_data') as status
    from {{ ref('dim_outcome') }} as node
    left join {{ ref('dim_kpi_window') }} as kpi_window -- 1:n, the KPIs of a node by their first window
        on
            node.node_id = kpi_window.node_id
            and kpi_window.is_first_window
    left join {{ ref('kpi_value') }} as kpi_value -- n:1, there is one unit of level organization
        on
            kpi_window.kpi_id = kpi_value.kpi_id
            and kpi_window.window_id = kpi_value.window_id
            and kpi_value.unit_level = 'organization'
            and kpi_value.tree_code = 'as_was'
            and kpi_value.breakdown_id = 'all'

),

counted as (

    select
        organization_id,
        period,
        node_id,
        level,
        status_rule,
        count(kpi_id) as kpi_count,
        sum(case when kpi_id is not null and status = 'achieved' then 1 else 0 end) as achieved_count,
        sum(case when kpi_id is not null and status = 'on_track' then 1 else 0 end) as on_track_count,
        sum(case when kpi_id is not null and status = 'behind' then 1 else 0 end) as behind_count,
        sum(case when kpi_id is not null and status = 'no_target' then 1 else 0 end) as no_target_count,
        sum(case when kpi_id is not null and status = 'stale' then 1 else 0 end) as stale_count
    from judged
    group by
        organization_id,
        period,
        node_id,
        level,
        status_rule

),

final as (

    select
        organization_id,
        period,
        node_id,
        level,
        case
            when kpi_count = 0 then 'no_kpi'
            when achieved_count + on_track_count + behind_count = 0 and no_target_count > 0 then 'no_target'
            when achieved_count + on_track_count + behind_count = 0 and stale_count > 0 then 'stale'
            when achieved_count + on_track_count + behind_count = 0 then 'no_data'
            -- worst: the worst of those with a target
            when status_rule = 'worst' and behind_count > 0 then 'behind'
            when status_rule = 'worst' and on_track_count > 0 then 'on_track'
            when status_rule = 'worst' then 'achieved'
            -- majority: what more than half of those with a target are; all: what all of them are; else between the two
            when status_rule = 'majority' and 2 * achieved_count > achieved_count + on_track_count + behind_count then 'achieved'
            when status_rule = 'majority' and 2 * behind_count > achieved_count + on_track_count + behind_count then 'behind'
            when status_rule = 'all' and on_track_count + behind_count = 0 then 'achieved'
            when status_rule = 'all' and achieved_count + on_track_count = 0 then 'behind'
            else 'on_track'
        end as status,
        cast(kpi_count as bigint) as kpi_count,
        cast(behind_count as bigint) as behind_count
    from counted

)

select
    organization_id,
    period,
    node_id,
    level,
    status,
    kpi_count,
    behind_count
from final
