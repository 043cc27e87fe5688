with months as (

    select distinct
        period_first_date as month_first_date,
        last_day(period_first_date) as month_end_date
    from {{ ref('dim_delivery') }}
    where source_id = 'attendance'

),

worked as (

    select
        person_key,
        cast(date_trunc('month', work_date) as date) as month_first_date,
        sum(overtime_minutes) as overtime_minutes,
        sum(case when work_pattern_code = 'staggered' then 1 else 0 end) as staggered_day_count
    from {{ ref('stg_attendance') }}
    group by 1, 2

),

serving as (

    select
        months.month_first_date,
        months.month_end_date,
        assignment.person_key,
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
    from months
    inner join {{ ref('fct_assignment_spell') }} as assignment -- 1:n, everybody who serves on the month's last day
        on
            months.month_end_date >= assignment.assigned_from_date
            and months.month_end_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))

),

person_months as (

    select
        person_key,
        month_first_date
    from serving
    union -- who was away at one month's end still has that month behind them
    select
        person_key,
        month_first_date
    from worked

),

numbered as (

    select
        person_months.person_key,
        person_months.month_first_date,
        12 * extract(year from person_months.month_first_date) + extract(month from person_months.month_first_date) as month_number,
        extract(year from person_months.month_first_date - interval '3' month) as fiscal_year,
        -- no day at work is no overtime
        coalesce(worked.overtime_minutes, 0) as overtime_minutes,
        coalesce(worked.staggered_day_count, 0) as staggered_day_count
    from person_months
    left join worked -- 1:1
        on
            person_months.person_key = worked.person_key
            and person_months.month_first_date = worked.month_first_date

),

summed as (

    select
        person_key,
        month_first_date,
        overtime_minutes,
        staggered_day_count,
        -- a month before the service or the first extract adds nothing, so a longer average is never above a shorter one because of it
        (
            {% for months in range(2, 7) %}
                sum(overtime_minutes) over (
                    partition by person_key
                    order by month_number
                    range between {{ months - 1 }} preceding and current row
                ) > {{ months }} * 80 * 60{% if not loop.last %} or{% endif %}
            {% endfor %}
        ) as is_average_over_80h,
        sum(overtime_minutes) over (
            partition by person_key, fiscal_year
            order by month_number
            rows between unbounded preceding and current row
        ) as year_overtime_minutes,
        sum(case when overtime_minutes > 45 * 60 then 1 else 0 end) over (
            partition by person_key, fiscal_year
            order by month_number
            rows between unbounded preceding and current row
        ) as over45h_month_count
    from numbered

),

designated as (

    select
        serving.month_first_date,
        serving.person_key,
        max(case when designation.unit_designation_code = 'externally_driven' then 1 else 0 end) = 1 as is_externally_driven,
        max(case when designation.unit_designation_code = 'rotating_shift' then 1 else 0 end) = 1 as is_rotating_shift
    from serving
    left join {{ ref('dim_unit_designation') }} as designation -- n:m, a unit may have several designations
        on
            serving.unit_code = designation.unit_code
            and serving.month_end_date >= designation.valid_from_date
            and (
                designation.valid_to_date is null
                or serving.month_end_date <= designation.valid_to_date
            )
    group by 1, 2

),

final as (

    select
        serving.person_key,
        serving.month_end_date,
        cast(summed.overtime_minutes as bigint) as overtime_minutes,
        cast(summed.year_overtime_minutes as bigint) as year_overtime_minutes,
        cast(summed.over45h_month_count as bigint) as over45h_month_count,
        summed.is_average_over_80h,
        case when designated.is_externally_driven then 'externally_driven' else 'general' end as cap_class_code,
        case
            when designated.is_externally_driven
                then
                    summed.overtime_minutes >= 100 * 60
                    or summed.year_overtime_minutes > 720 * 60
                    or summed.is_average_over_80h
                    or summed.over45h_month_count > 6
            else summed.overtime_minutes > 45 * 60 or summed.year_overtime_minutes > 360 * 60
        end as is_over_cap,
        cast(summed.staggered_day_count as bigint) as staggered_day_count,
        designated.is_rotating_shift,
        serving.sex_code,
        serving.birth_date,
        serving.hired_date,
        serving.employment_type_code,
        serving.secondment_code,
        serving.job_family_code,
        serving.rank_code,
        serving.is_manager,
        serving.is_supervisor,
        serving.unit_code,
        serving.delivery_id,
        serving.row_number
    from serving
    inner join summed -- 1:1
        on
            serving.person_key = summed.person_key
            and serving.month_first_date = summed.month_first_date
    inner join designated -- 1:1
        on
            serving.person_key = designated.person_key
            and serving.month_first_date = designated.month_first_date

)

select
    person_key,
    month_end_date,
    overtime_minutes,
    year_overtime_minutes,
    over45h_month_count,
    is_average_over_80h,
    cap_class_code,
    is_over_cap,
    staggered_day_count,
    is_rotating_shift,
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
