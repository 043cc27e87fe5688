with final as (

    select
        attendance.person_key,
        attendance.work_date,
        -- minutes of a day that ended after midnight are more than 1440
        1440 + attendance.start_minutes - day_before.end_minutes as rest_minutes,
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
        attendance.delivery_id,
        attendance.row_number
    from {{ ref('stg_attendance') }} as attendance
    inner join {{ ref('stg_attendance') }} as day_before -- 1:1, attendance.work_date.once
        on
            attendance.person_key = day_before.person_key
            and cast(attendance.work_date - interval '1' day as date) = day_before.work_date
    left join {{ ref('fct_assignment_spell') }} as assignment -- n:1, assert_assignments_do_not_overlap
        on
            attendance.person_key = assignment.person_key
            and attendance.work_date >= assignment.assigned_from_date
            and attendance.work_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))
    where
        attendance.start_minutes is not null
        and day_before.end_minutes is not null

)

select
    person_key,
    work_date,
    rest_minutes,
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
