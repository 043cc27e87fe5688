with final as (

    select
        support.person_key,
        support.support_code,
        support.used_date,
        assignment.sex_code,
        assignment.birth_date,
        assignment.hired_date,
        assignment.employment_type_code,
        assignment.secondment_code,
        assignment.job_family_code,
        assignment.rank_code,
        assignment.is_manager,
        assignment.is_supervisor,
        -- who has no assignment on that day counts in the whole organization only
        coalesce(assignment.unit_code, '{{ var("unknown_unit") }}') as unit_code,
        support.delivery_id,
        support.row_number
    from {{ ref('stg_self_development') }} as support
    left join {{ ref('fct_assignment_spell') }} as assignment -- n:1, assert_assignments_do_not_overlap
        on
            support.person_key = assignment.person_key
            and support.used_date >= assignment.assigned_from_date
            and support.used_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))

)

select
    person_key,
    support_code,
    used_date,
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
