with aprils as (

    select distinct start_date as april_date
    from {{ ref('dim_measure_window') }}
    where window_id = 'fiscal_year_to_date'

),

final as (

    select
        assignment.person_key,
        aprils.april_date,
        assignment.sex_code,
        assignment.birth_date,
        assignment.hired_date,
        assignment.employment_type_code,
        assignment.secondment_code,
        assignment.job_family_code,
        assignment.rank_code,
        assignment.is_manager,
        assignment.is_supervisor,
        assignment.unit_code,
        assignment.delivery_id,
        assignment.row_number
    from aprils
    inner join {{ ref('fct_assignment_spell') }} as assignment -- n:m
        on
            aprils.april_date >= assignment.assigned_from_date
            and aprils.april_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))

)

select
    person_key,
    april_date,
    sex_code,
    birth_date,
    hired_date,
    employment_type_code,
    secondment_code,
    job_family_code,
    rank_code,
    is_manager,
    is_supervisor,
    unit_code,
    delivery_id,
    row_number
from final
