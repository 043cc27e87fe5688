-- A person is in one unit on a day, else a record of that day would count twice.
with followed as (

    select
        delivery_id,
        row_number,
        assigned_to_date,
        lead(assigned_from_date) over (
            partition by person_key
            order by assigned_from_date, row_number
        ) as next_from_date
    from {{ ref('fct_assignment_spell') }}

)

select
    delivery_id,
    row_number
from followed
where
    next_from_date is not null
    and (assigned_to_date is null or assigned_to_date >= next_from_date)
