with divided as (

    select
        kpi_window.organization_id,
        kpi_window.period,
        cell.kpi_id,
        cell.window_id,
        cell.tree_code,
        cell.unit_code,
        cell.unit_level,
        cell.breakdown_id,
        cell.breakdown_code,
        kpi_window.start_date,
        kpi_window.end_date,
        cell.numerator,
        cell.denominator,
        cell.numerator_people,
        cell.numerator_largest,
        cell.people,
        kpi_window.tick,
        kpi_window.direction_code,
        kpi_window.on_track_percent,
        kpi_window.stale_since,
        kpi_window.ideal,
        -- targets and baselines speak of the whole organization and of a KPI's first window
        case when cell.unit_level = 'organization' and cell.breakdown_id = 'all' then kpi_window.target end as target,
        case when cell.unit_level = 'organization' and cell.breakdown_id = 'all' then kpi_window.baseline end as baseline,
        cell.numerator * kpi_window.multiply * kpi_window.scale as dividend,
        -- a count has no denominator and is divided by its unit alone
        case
            when not kpi_window.has_source or cell.denominator = 0 then null
            when kpi_window.needs_people and cell.people = 0 then null
            else coalesce(cell.denominator, 1) * kpi_window.divide
        end as divisor
    from {{ ref('kpi_cell') }} as cell
    inner join {{ ref('dim_kpi_window') }} as kpi_window -- n:1
        on
            cell.kpi_id = kpi_window.kpi_id
            and cell.window_id = kpi_window.window_id

),

valued as (

    select
        organization_id,
        period,
        kpi_id,
        window_id,
        tree_code,
        unit_code,
        unit_level,
        breakdown_id,
        breakdown_code,
        start_date,
        end_date,
        numerator,
        denominator,
        numerator_people,
        numerator_largest,
        people,
        target,
        baseline,
        direction_code,
        on_track_percent,
        stale_since,
        ideal,
        -- half up, away from zero: floor(2a + b / 2b) in whole ticks, then one exact decimal product
        cast(
            cast(case
                when dividend < 0 then -{{ whole_quotient('divisor - 2 * dividend', '2 * divisor') }}
                else {{ whole_quotient('2 * dividend + divisor', '2 * divisor') }}
            end as decimal(18, 0)) * tick
            as decimal(18, 4)
        ) as value
    from divided

),

final as (

    select
        organization_id,
        period,
        kpi_id,
        window_id,
        tree_code,
        unit_code,
        unit_level,
        breakdown_id,
        breakdown_code,
        start_date as speaks_from,
        end_date as speaks_to,
        numerator,
        denominator,
        value,
        numerator_people,
        numerator_largest,
        people,
        target,
        baseline,
        stale_since,
        case
            when value is null then 'no_data'
            when stale_since is not null then 'stale'
            when target is null or direction_code = 'neutral' then 'no_target'
            when direction_code = 'higher' and value >= target then 'achieved'
            when direction_code = 'lower' and value <= target then 'achieved'
            when direction_code = 'nearer' and abs(value - ideal) <= abs(target - ideal) then 'achieved'
            when direction_code = 'higher' and value * 100 >= target * on_track_percent then 'on_track'
            when direction_code = 'lower' and value * on_track_percent <= target * 100 then 'on_track'
            when direction_code = 'nearer' and abs(value - ideal) * on_track_percent <= abs(target - ideal) * 100 then 'on_track'
            else 'behind'
        end as status
    from valued

)

select
    organization_id,
    period,
    kpi_id,
    window_id,
    tree_code,
    unit_code,
    unit_level,
    breakdown_id,
    breakdown_code,
    speaks_from,
    speaks_to,
    numerator,
    denominator,
    value,
    numerator_people,
    numerator_largest,
    people,
    target,
    baseline,
    stale_since,
    status
from final
