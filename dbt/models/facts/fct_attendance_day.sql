with final as (

    select
        attendance.person_key,
        attendance.work_date,
        attendance.overtime_minutes,
        attendance.late_night_minutes,
        attendance.is_telework,
        attendance.is_closed,
        assignment.sex_code,
        assignment.birth_date,
        assignment.hired_date,
        assignment.employment_type_code,
        assignment.job_family_code,
        assignment.rank_code,
        assignment.is_manager,
        assignment.is_supervisor,
        -- who has no assignment on that day counts in the whole organization only
        coalesce(assignment.unit_code, '{{ var("unknown_unit") }}') as unit_code,
        attendance.delivery_id,
        attendance.row_number
    from {{ ref('stg_attendance') }} as attendance
    left join {{ ref('fct_assignment_spell') }} as assignment -- n:1, assert_assignments_do_not_overlap
        on
            attendance.person_key = assignment.person_key
            and attendance.work_date >= assignment.assigned_from_date
            and (
                assignment.assigned_to_date is null
                or attendance.work_date <= assignment.assigned_to_date
            )

)

select
    person_key,
    work_date,
    overtime_minutes,
    late_night_minutes,
    is_telework,
    is_closed,
    sex_code,
    birth_date,
    hired_date,
    employment_type_code,
    job_family_code,
    rank_code,
    is_manager,
    is_supervisor,
    unit_code,
    delivery_id,
    row_number
from final
