-- |value| is the whole number of ticks t with t <= |a/b| + 1/2 < t + 1: the law, checked by multiplication where the model divides.
with cells as (

    select
        kpi_value.kpi_id,
        kpi_value.window_id,
        kpi_value.unit_code,
        abs(kpi_value.numerator) * kpi_window.multiply * kpi_window.scale as dividend,
        coalesce(kpi_value.denominator, 1) * kpi_window.divide as divisor,
        cast(abs(kpi_value.value) * kpi_window.scale as bigint) as ticks
    from {{ ref('kpi_value') }} as kpi_value
    inner join {{ ref('dim_kpi_window') }} as kpi_window -- n:1
        on
            kpi_value.kpi_id = kpi_window.kpi_id
            and kpi_value.window_id = kpi_window.window_id
    where kpi_value.value is not null

)

select
    kpi_id,
    window_id,
    unit_code
from cells
where
    (ticks < 0 and dividend > 0)
    or (ticks > 0 and dividend < 0)
    or 2 * abs(ticks) * divisor > 2 * abs(dividend) + divisor
    or 2 * abs(dividend) + divisor >= 2 * (abs(ticks) + 1) * divisor
