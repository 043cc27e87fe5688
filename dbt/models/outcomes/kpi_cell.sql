with whole as (

    select
        kpi_window.kpi_id,
        kpi_window.window_id,
        unit.tree_code,
        unit.unit_code,
        unit.unit_level,
        'all' as breakdown_id,
        'all' as breakdown_code
    from {{ ref('dim_kpi_window') }} as kpi_window
    inner join {{ ref('dim_tree_unit') }} as unit -- n:m: every KPI and window speaks of every unit of its last day
        on
            kpi_window.end_date >= unit.valid_from_date
            and (unit.valid_to_date is null or kpi_window.end_date <= unit.valid_to_date)

),

found as (

    {% for part in ['numerator', 'denominator'] %}
        select
            kpi_window.kpi_id,
            kpi_window.window_id,
            measure_value.tree_code,
            measure_value.unit_code,
            measure_value.breakdown_id,
            measure_value.breakdown_code
        from {{ ref('dim_kpi_window') }} as kpi_window
        inner join {{ ref('dim_kpi_breakdown') }} as kpi_breakdown -- 1:n
            on kpi_window.kpi_id = kpi_breakdown.kpi_id
        inner join {{ ref('measure_value') }} as measure_value -- 1:n
            on
                kpi_window.{{ part }}_measure_id = measure_value.measure_id
                and kpi_window.window_id = measure_value.window_id
                and kpi_window.start_date = measure_value.start_date
                and kpi_window.end_date = measure_value.end_date
                and kpi_breakdown.breakdown_id = measure_value.breakdown_id
        where kpi_window.has_source
        {% if not loop.last %}union{% endif %}
    {% endfor %}

),

cells as (

    select
        kpi_id,
        window_id,
        tree_code,
        unit_code,
        unit_level,
        breakdown_id,
        breakdown_code
    from whole
    union all
    -- of a breakdown there are cells where anybody was counted, and only of units that are there
    select
        found.kpi_id,
        found.window_id,
        found.tree_code,
        found.unit_code,
        whole.unit_level,
        found.breakdown_id,
        found.breakdown_code
    from found
    inner join whole -- n:1
        on
            found.kpi_id = whole.kpi_id
            and found.window_id = whole.window_id
            and found.tree_code = whole.tree_code
            and found.unit_code = whole.unit_code

),

final as (

    select
        cells.kpi_id,
        cells.window_id,
        cells.tree_code,
        cells.unit_code,
        cells.unit_level,
        cells.breakdown_id,
        cells.breakdown_code,
        -- measure_value has no row where nothing was counted: that is a zero; nothing counts while a source has never come
        case when kpi_window.has_source then coalesce(numerator.quantity, 0) else 0 end as numerator,
        case
            when kpi_window.denominator_measure_id is null then null
            when kpi_window.has_source then coalesce(denominator.quantity, 0)
            else 0
        end as denominator,
        case when kpi_window.has_source then coalesce(numerator.people_count, 0) else 0 end as numerator_people,
        case when kpi_window.has_source then coalesce(numerator.largest_quantity, 0) else 0 end as numerator_largest,
        case
            when not kpi_window.has_source then 0
            when kpi_window.denominator_measure_id is null then coalesce(numerator.people_count, 0)
            else coalesce(denominator.people_count, 0)
        end as people
    from cells
    inner join {{ ref('dim_kpi_window') }} as kpi_window -- n:1
        on
            cells.kpi_id = kpi_window.kpi_id
            and cells.window_id = kpi_window.window_id
    {% for part in ['numerator', 'denominator'] %}
        left join {{ ref('measure_value') }} as {{ part }} -- n:1
            on
                kpi_window.{{ part }}_measure_id = {{ part }}.measure_id
                and kpi_window.start_date = {{ part }}.start_date
                and kpi_window.end_date = {{ part }}.end_date
                and cells.window_id = {{ part }}.window_id
                and cells.tree_code = {{ part }}.tree_code
                and cells.unit_code = {{ part }}.unit_code
                and cells.breakdown_id = {{ part }}.breakdown_id
                and cells.breakdown_code = {{ part }}.breakdown_code
    {% endfor %}

)

select
    kpi_id,
    window_id,
    tree_code,
    unit_code,
    unit_level,
    breakdown_id,
    breakdown_code,
    numerator,
    denominator,
    numerator_people,
    numerator_largest,
    people
from final
