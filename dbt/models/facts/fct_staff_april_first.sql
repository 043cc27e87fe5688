with years as (

    -- the fiscal years that any window of the month speaks of
    select distinct cast(concat(cast(fiscal_year as string), '-04-01') as date) as april_first_date
    from {{ ref('dim_measure_window') }}

),

final as (

    select
        years.april_first_date,
        assignment.person_key,
        -- whole months from the day of hiring
        12 * (extract(year from years.april_first_date) - extract(year from assignment.hired_date))
        + 4 - extract(month from assignment.hired_date)
        - case when extract(day from assignment.hired_date) > 1 then 1 else 0 end as service_month_count,
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
    inner join {{ ref('fct_assignment_spell') }} as assignment -- 1:n, everybody who serves on that day
        on
            years.april_first_date >= assignment.assigned_from_date
            and years.april_first_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))

)

select
    person_key,
    april_first_date,
    cast(service_month_count as bigint) as service_month_count,
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
