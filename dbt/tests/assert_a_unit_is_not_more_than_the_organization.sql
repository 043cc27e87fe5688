-- No unit counts more, and no more people, than the organization that it is part of; of differences, which may be below zero in one unit
-- and above in another, only the people.
with differences as (

    select distinct measure_id
    from {{ ref('measure_value') }}
    where quantity < 0

),

whole as (

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
    or (
        part.quantity > whole.quantity
        and part.measure_id not in (select differences.measure_id from differences)
    )
    or part.people_count > whole.people_count
