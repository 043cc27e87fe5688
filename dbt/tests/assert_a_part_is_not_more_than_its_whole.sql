-- Where a KPI says part_of_whole, its numerator counts some of what its denominator counts.
select
    kpi_value.kpi_id,
    kpi_value.unit_code
from {{ ref('kpi_value') }} as kpi_value
inner join {{ ref('dim_kpi_window') }} as kpi_window -- n:1
    on
        kpi_value.kpi_id = kpi_window.kpi_id
        and kpi_value.window_id = kpi_window.window_id
where
    kpi_window.is_part_of_whole
    and kpi_value.numerator > kpi_value.denominator
