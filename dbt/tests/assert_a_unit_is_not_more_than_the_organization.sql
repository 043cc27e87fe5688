-- No unit counts more, and no more people, than the organization that it is part of.
with whole as (

    select
        measure_value.measure_id,
        measure_value.window_id,
        measure_value.start_date,
        measure_value.quantity,
        measure_value.people_count
    from {{ ref('measure_value') }} as measure_value
    inner join {{ ref('dim_unit') }} as unit -- n:1
        on measure_value.unit_code = unit.unit_code
    where unit.unit_level = 'organization'

)

select
    part.measure_id,
    part.window_id,
    part.unit_code
from {{ ref('measure_value') }} as part
left join whole -- n:1
    on
        part.measure_id = whole.measure_id
        and part.window_id = whole.window_id
        and part.start_date = whole.start_date
where
    whole.quantity is null
    or part.quantity > whole.quantity
    or part.people_count > whole.people_count
