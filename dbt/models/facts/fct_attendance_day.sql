with days as (

    select
        person_key,
        work_date,
        end_minutes,
        overtime_minutes,
        late_night_minutes,
        work_pattern_code,
        scheduled_end_minutes,
        is_on_time_day,
        is_telework,
        is_closed,
        delivery_id,
        row_number,
        -- the later of the punch and the last sign of the PC
        case
            when pc_end_minutes > end_minutes or end_minutes is null then pc_end_minutes
            else end_minutes
        end as last_sign_minutes
    from {{ ref('stg_attendance') }}

),

final as (

    select
        attendance.person_key,
        attendance.work_date,
        attendance.overtime_minutes,
        attendance.late_night_minutes,
        attendance.work_pattern_code,
        attendance.is_on_time_day,
        attendance.is_telework,
        attendance.is_closed,
        attendance.end_minutes - attendance.scheduled_end_minutes as minutes_past_end,
        attendance.last_sign_minutes - attendance.scheduled_end_minutes - attendance.overtime_minutes as unclaimed_minutes,
        day_of_work.is_holiday,
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
    from days as attendance
    left join {{ ref('dim_day') }} as day_of_work -- n:1
        on attendance.work_date = day_of_work.work_date
    left join {{ ref('fct_assignment_spell') }} as assignment -- n:1, assert_assignments_do_not_overlap
        on
            attendance.person_key = assignment.person_key
            and attendance.work_date >= assignment.assigned_from_date
            and attendance.work_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))

)

select
    person_key,
    work_date,
    overtime_minutes,
    late_night_minutes,
    work_pattern_code,
    is_on_time_day,
    is_telework,
    is_closed,
    minutes_past_end,
    unclaimed_minutes,
    is_holiday,
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
