with days as (

    select
        work_date,
        -- how many working days there are up to and including this one
        sum(case when is_working_day then 1 else 0 end) over (
            order by work_date
            rows between unbounded preceding and current row
        ) as working_day_number
    from {{ ref('dim_day') }}

),

records as (

    select
        person_key,
        from_date,
        to_date,
        delivery_id,
        row_number,
        max(to_date) over (
            partition by person_key
            order by from_date, to_date, delivery_id, row_number
            rows between unbounded preceding and 1 preceding
        ) as sick_until_date
    from {{ ref('stg_leave') }}
    where
        leave_type_code in ('sick', 'sick_absence')
        and leave_unit_code = 'day'
        and not is_cancelled

),

linked as (

    select
        record.person_key,
        record.from_date,
        record.to_date,
        record.delivery_id,
        record.row_number,
        case
            when record.from_date <= cast(record.sick_until_date + interval '1' day as date) then 0
            -- only days off lie between
            when before_first.working_day_number = until.working_day_number then 0
            else 1
        end as new_chain_count
    from records as record
    left join days as until -- n:1
        on record.sick_until_date = until.work_date
    left join days as before_first -- n:1
        on cast(record.from_date - interval '1' day as date) = before_first.work_date

),

chained as (

    select
        person_key,
        from_date,
        to_date,
        delivery_id,
        row_number,
        sum(new_chain_count) over (
            partition by person_key
            order by from_date, to_date, delivery_id, row_number
            rows between unbounded preceding and current row
        ) as chain_number
    from linked

),

counted as (

    select
        person_key,
        from_date,
        to_date,
        delivery_id,
        row_number,
        min(from_date) over (partition by person_key, chain_number) as sick_from_date
    from chained

),

final as (

    select
        sick.person_key,
        sick.from_date,
        sick.to_date,
        sick.sick_from_date,
        {{ days_between('sick.sick_from_date', 'sick.to_date') }} + 1 as days_in_a_row,
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
        sick.delivery_id,
        sick.row_number
    from counted as sick
    left join {{ ref('fct_assignment_spell') }} as assignment -- n:1, assert_assignments_do_not_overlap
        on
            sick.person_key = assignment.person_key
            and sick.from_date >= assignment.assigned_from_date
            and sick.from_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))

)

select
    person_key,
    from_date,
    to_date,
    sick_from_date,
    days_in_a_row,
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
