-- No unit counts more, and no more people, than the organization that it is part of; nor does a part of a breakdown.
with whole as (

    select
        measure_value.measure_id,
        measure_value.window_id,
        measure_value.start_date,
        measure_value.end_date,
        measure_value.tree_code,
        measure_value.quantity,
        measure_value.people_count
    from {{ ref('measure_value') }} as measure_value
    inner join {{ ref('dim_unit') }} as unit -- n:1
        on measure_value.unit_code = unit.unit_code
    where unit.unit_level = 'organization' and measure_value.breakdown_id = 'all'

)

select
    part.measure_id,
    part.window_id,
    part.unit_code,
    part.breakdown_code
from {{ ref('measure_value') }} as part
inner join {{ ref('dim_measure') }} as measure -- n:1
    on part.measure_id = measure.measure_id
left join whole -- n:1
    on
        part.measure_id = whole.measure_id
        and part.window_id = whole.window_id
        and part.start_date = whole.start_date
        and part.end_date = whole.end_date
        and part.tree_code = whole.tree_code
where
    measure.is_rolled_up
    and (
        whole.quantity is null
        -- a sum can have parts below zero, and a mean is no sum
        or (measure.aggregate_code in ('rows', 'persons') and part.quantity > whole.quantity)
        or part.people_count > whole.people_count
    )
