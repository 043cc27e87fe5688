with cells as (

    select
        kpi_window.organization_id,
        kpi_window.period,
        kpi_window.kpi_id,
        kpi_window.window_id,
        unit.unit_code,
        unit.unit_level,
        kpi_window.start_date,
        kpi_window.end_date,
        kpi_window.has_source,
        kpi_window.numerator_measure_id,
        kpi_window.denominator_measure_id,
        kpi_window.multiply,
        kpi_window.divide,
        kpi_window.scale,
        kpi_window.tick,
        kpi_window.direction_code,
        kpi_window.on_track_percent,
        -- targets speak of the whole organization and of a KPI's first window
        case
            when unit.unit_level = 'organization' and kpi_window.is_first_window then kpi_window.target
        end as target
    from {{ ref('dim_kpi_window') }} as kpi_window
    inner join {{ ref('dim_unit') }} as unit -- n:m: every KPI and window speaks of every unit of its last day
        on
            kpi_window.end_date >= unit.valid_from_date
            and (unit.valid_to_date is null or kpi_window.end_date <= unit.valid_to_date)

),

counted as (

    select
        cells.organization_id,
        cells.period,
        cells.kpi_id,
        cells.window_id,
        cells.unit_code,
        cells.unit_level,
        cells.start_date,
        cells.end_date,
        cells.has_source,
        cells.multiply,
        cells.divide,
        cells.scale,
        cells.tick,
        cells.direction_code,
        cells.on_track_percent,
        cells.target,
        -- measure_value has no row where nothing was counted: that is a zero; nothing counts while a source has never come
        case when cells.has_source then coalesce(numerator.quantity, 0) else 0 end as numerator,
        case
            when cells.denominator_measure_id is null then null
            when cells.has_source then coalesce(denominator.quantity, 0)
            else 0
        end as denominator,
        case
            when not cells.has_source then 0
            when cells.denominator_measure_id is null then coalesce(numerator.people_count, 0)
            else coalesce(denominator.people_count, 0)
        end as people
    from cells
    left join {{ ref('measure_value') }} as numerator -- n:1
        on
            cells.numerator_measure_id = numerator.measure_id
            and cells.window_id = numerator.window_id
            and cells.start_date = numerator.start_date
            and cells.unit_code = numerator.unit_code
    left join {{ ref('measure_value') }} as denominator -- n:1
        on
            cells.denominator_measure_id = denominator.measure_id
            and cells.window_id = denominator.window_id
            and cells.start_date = denominator.start_date
            and cells.unit_code = denominator.unit_code

),

divided as (

    select
        organization_id,
        period,
        kpi_id,
        window_id,
        unit_code,
        unit_level,
        start_date,
        end_date,
        numerator,
        denominator,
        people,
        target,
        direction_code,
        on_track_percent,
        tick,
        numerator * multiply * scale as dividend,
        -- a count has no denominator and is divided by its unit alone
        case
            when not has_source or denominator = 0 then null
            else coalesce(denominator, 1) * divide
        end as divisor
    from counted

),

valued as (

    select
        organization_id,
        period,
        kpi_id,
        window_id,
        unit_code,
        unit_level,
        start_date,
        end_date,
        numerator,
        denominator,
        people,
        target,
        direction_code,
        on_track_percent,
        -- half up, away from zero: floor(2a + b / 2b) of the amount in whole ticks, then one exact decimal product
        cast(
            cast(
                case when dividend < 0 then -1 else 1 end
                * ({{ whole_quotient('2 * abs(dividend) + divisor', '2 * divisor') }}) as decimal(18, 0)
            ) * tick
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
        unit_code,
        unit_level,
        start_date as speaks_from,
        end_date as speaks_to,
        numerator,
        denominator,
        value,
        people,
        target,
        case
            when value is null then 'no_data'
            when target is null or direction_code = 'neutral' then 'no_target'
            when direction_code = 'higher' and value >= target then 'achieved'
            when direction_code = 'lower' and value <= target then 'achieved'
            when direction_code = 'higher' and value * 100 >= target * on_track_percent then 'on_track'
            when direction_code = 'lower' and value * on_track_percent <= target * 100 then 'on_track'
            else 'behind'
        end as status
    from valued

)

select
    organization_id,
    period,
    kpi_id,
    window_id,
    unit_code,
    unit_level,
    speaks_from,
    speaks_to,
    numerator,
    denominator,
    value,
    people,
    target,
    status
from final
