with final as (

    select
        leave.person_key,
        leave.leave_type_code,
        leave.from_date,
        leave.to_date,
        case leave.leave_unit_code
            when 'day' then 8 * leave.quantity_count
            when 'half_day' then 4 * leave.quantity_count
            when 'hour' then leave.quantity_count
        end as leave_hours,
        leave.is_cancelled,
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
        leave.delivery_id,
        leave.row_number
    from {{ ref('stg_leave') }} as leave
    left join {{ ref('fct_assignment_spell') }} as assignment -- n:1, assert_assignments_do_not_overlap
        on
            leave.person_key = assignment.person_key
            and leave.from_date >= assignment.assigned_from_date
            and leave.from_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))

)

select
    person_key,
    leave_type_code,
    from_date,
    to_date,
    leave_hours,
    is_cancelled,
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
