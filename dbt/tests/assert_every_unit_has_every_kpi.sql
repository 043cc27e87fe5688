-- kpi_value holds one row for each KPI, window and unit of the window's last day: an empty unit is a row without data, no gap.
with expected as (

    select
        kpi_window.kpi_id,
        kpi_window.window_id,
        count(*) as unit_count
    from {{ ref('dim_kpi_window') }} as kpi_window
    inner join {{ ref('dim_tree_unit') }} as unit -- n:m
        on
            kpi_window.end_date >= unit.valid_from_date
            and (unit.valid_to_date is null or kpi_window.end_date <= unit.valid_to_date)
    group by
        kpi_window.kpi_id,
        kpi_window.window_id

),

found as (

    select
        kpi_id,
        window_id,
        count(*) as unit_count
    from {{ ref('kpi_value') }}
    where breakdown_id = 'all'
    group by
        kpi_id,
        window_id

)

select
    expected.kpi_id,
    expected.window_id
from expected
left join found -- 1:1
    on
        expected.kpi_id = found.kpi_id
        and expected.window_id = found.window_id
where coalesce(found.unit_count, 0) <> expected.unit_count
