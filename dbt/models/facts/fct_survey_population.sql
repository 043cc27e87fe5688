with wave as (

    select max(period_first_date) as wave_date
    from {{ ref('dim_delivery') }}
    where source_id = 'survey'

),

final as (

    select
        wave.wave_date,
        population.population_count,
        case
            when unit.unit_code is null then '{{ var("unknown_unit") }}'
            else population.unit_code
        end as unit_code,
        population.delivery_id,
        population.row_number
    from {{ ref('stg_survey_population') }} as population
    inner join wave -- n:1, one wave a month
        on population.survey_year = extract(year from wave.wave_date)
    left join {{ ref('dim_unit') }} as unit -- n:1
        on population.unit_code = unit.unit_code

)

select
    wave_date,
    population_count,
    unit_code,
    delivery_id,
    row_number
from final
