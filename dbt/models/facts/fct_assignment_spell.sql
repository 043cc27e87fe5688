with joined as (

    select
        person_key,
        assigned_from_date,
        assigned_to_date,
        hired_date,
        retired_date,
        hire_type_code,
        retirement_reason_code,
        sex_code,
        birth_date,
        employment_type_code,
        secondment_code,
        job_family_code,
        rank_code,
        is_manager,
        is_supervisor,
        unit_code,
        delivery_id,
        row_number,
        case
            when
                lag(assigned_to_date) over (
                    partition by person_key, employment_type_code
                    order by assigned_from_date
                ) >= cast(assigned_from_date - interval '1' day as date)
                then 0
            else 1
        end as new_chain_count
    from {{ ref('fct_post_spell') }}
    -- a person is in one unit on a day: that of the main post
    where post_kind_code = 'main'

),

chained as (

    select
        person_key,
        assigned_from_date,
        assigned_to_date,
        hired_date,
        retired_date,
        hire_type_code,
        retirement_reason_code,
        sex_code,
        birth_date,
        employment_type_code,
        secondment_code,
        job_family_code,
        rank_code,
        is_manager,
        is_supervisor,
        unit_code,
        delivery_id,
        row_number,
        sum(new_chain_count) over (
            partition by person_key, employment_type_code
            order by assigned_from_date
            rows between unbounded preceding and current row
        ) as chain_number
    from joined

),

final as (

    select
        person_key,
        assigned_from_date,
        assigned_to_date,
        min(assigned_from_date) over (
            partition by person_key, employment_type_code, chain_number
        ) as service_from_date,
        hired_date,
        retired_date,
        hire_type_code,
        retirement_reason_code,
        sex_code,
        birth_date,
        employment_type_code,
        secondment_code,
        job_family_code,
        rank_code,
        is_manager,
        is_supervisor,
        unit_code,
        delivery_id,
        row_number
    from chained

)

select
    person_key,
    assigned_from_date,
    assigned_to_date,
    service_from_date,
    hired_date,
    retired_date,
    hire_type_code,
    retirement_reason_code,
    sex_code,
    birth_date,
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
