with final as (

    select
        spell.person_key,
        spell.sex_code,
        spell.leave_kind_code,
        spell.from_date,
        spell.to_date,
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
        spell.delivery_id,
        spell.row_number
    from {{ ref('stg_childcare') }} as spell
    left join {{ ref('fct_assignment_spell') }} as assignment -- n:1, assert_assignments_do_not_overlap
        on
            spell.person_key = assignment.person_key
            and spell.from_date >= assignment.assigned_from_date
            and spell.from_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))
    where
        spell.from_date is not null
        and spell.leave_kind_code in ('part_time', 'short_time')

)

select
    person_key,
    sex_code,
    leave_kind_code,
    from_date,
    to_date,
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
