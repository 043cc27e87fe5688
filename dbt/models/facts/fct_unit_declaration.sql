with years as (

    select distinct
        start_date as april_date,
        fiscal_year
    from {{ ref('dim_measure_window') }}
    where window_id = 'fiscal_year_to_date'

),

declared as (

    select
        fiscal_year,
        unit_code,
        min(declared_date) as declared_date
    from {{ ref('stg_priority_declaration') }}
    group by
        fiscal_year,
        unit_code

),

delivered as (

    select max(delivery_id) as delivery_id
    from {{ ref('stg_priority_declaration') }}

),

final as (

    select
        years.april_date,
        declared.declared_date,
        cast(1 as bigint) as unit_count,
        unit.unit_code,
        delivered.delivery_id,
        cast(
            row_number() over (
                order by years.april_date, unit.unit_code
            ) as bigint
        ) as row_number
    from years
    inner join {{ ref('dim_tree_unit') }} as unit -- n:m: the departments and sections that there were on 1 April
        on
            unit.tree_code = 'as_was'
            and unit.unit_level in ('department', 'section')
            and years.april_date >= unit.valid_from_date
            and (unit.valid_to_date is null or years.april_date <= unit.valid_to_date)
    cross join delivered
    left join declared -- n:1
        on
            years.fiscal_year = declared.fiscal_year
            and unit.unit_code = declared.unit_code

)

select
    april_date,
    declared_date,
    unit_count,
    unit_code,
    delivery_id,
    row_number
from final
