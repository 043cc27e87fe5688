with years as (

    -- the fiscal years that any window of the month speaks of
    select distinct
        fiscal_year,
        cast(concat(cast(fiscal_year as string), '-04-01') as date) as year_start_date,
        cast(concat(cast(fiscal_year + 1 as string), '-03-31') as date) as year_end_date
    from {{ ref('dim_measure_window') }}

),

served as (

    select
        years.fiscal_year,
        years.year_start_date,
        assignment.person_key,
        assignment.assigned_from_date,
        greatest(assignment.assigned_from_date, years.year_start_date) as served_from_date,
        case
            when
                assignment.retired_date between years.year_start_date and years.year_end_date
                and assignment.retired_date >= assignment.assigned_from_date
                and (assignment.assigned_to_date is null or assignment.retired_date <= assignment.assigned_to_date)
                then assignment.retired_date
        end as left_date,
        assignment.retirement_reason_code,
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
    from years
    inner join {{ ref('fct_assignment_spell') }} as assignment -- 1:n, every assignment of the year
        on
            years.year_end_date >= assignment.assigned_from_date
            and years.year_start_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))
    inner join {{ ref('dim_delivery') }} as delivery -- n:1, every assignment has its delivery
        on assignment.delivery_id = delivery.delivery_id
    -- an assignment that is only announced says nothing of the month
    where assignment.assigned_from_date <= last_day(delivery.period_first_date)

),

ordered as (

    select
        fiscal_year,
        year_start_date,
        person_key,
        min(served_from_date) over (
            partition by person_key, employment_type_code, fiscal_year
        ) as first_served_date,
        max(left_date) over (
            partition by person_key, employment_type_code, fiscal_year
        ) as left_date,
        -- of the assignment that ended, not of one that somebody came back to
        max(case when left_date is not null then retirement_reason_code end) over (
            partition by person_key, employment_type_code, fiscal_year
        ) as retirement_reason_code,
        row_number() over (
            partition by person_key, employment_type_code, fiscal_year
            order by assigned_from_date desc, row_number desc
        ) as latest_number,
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
    from served

),

final as (

    select
        person_key,
        fiscal_year,
        first_served_date,
        first_served_date = year_start_date as is_on_april_first,
        left_date,
        retirement_reason_code,
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
    from ordered
    where latest_number = 1

)

select
    person_key,
    fiscal_year,
    first_served_date,
    is_on_april_first,
    left_date,
    retirement_reason_code,
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
