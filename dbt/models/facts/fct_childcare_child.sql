with children as (

    select
        person_key,
        child_number,
        delivery_id,
        min(sex_code) as sex_code,
        min(child_birth_date) as child_birth_date,
        min(eligible_date) as eligible_date,
        min(case when leave_kind_code = 'childcare_leave' then from_date end) as first_leave_date,
        min(row_number) as row_number
    from {{ ref('stg_childcare') }}
    group by person_key, child_number, delivery_id

),

final as (

    select
        child.person_key,
        child.sex_code,
        child.child_number,
        child.child_birth_date,
        child.eligible_date,
        child.first_leave_date,
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
        child.delivery_id,
        child.row_number
    from children as child
    left join {{ ref('fct_assignment_spell') }} as assignment -- n:1, assert_assignments_do_not_overlap
        on
            child.person_key = assignment.person_key
            and child.eligible_date >= assignment.assigned_from_date
            and child.eligible_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))

)

select
    person_key,
    sex_code,
    child_number,
    child_birth_date,
    eligible_date,
    first_leave_date,
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
