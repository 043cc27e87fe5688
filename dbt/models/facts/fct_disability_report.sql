with required as (

    select
        report.report_date,
        report.base_halves_count,
        report.disabled_halves_count,
        -- the quota of local governments in thousandths, on the day that the report speaks of: 2.6 % from March 2021, 2.8 % from April
        -- 2024, 3.0 % from July 2026
        2 * ({{ whole_quotient(
            "report.base_halves_count * case
                when report.report_date >= cast('2026-07-01' as date) then 30
                when report.report_date >= cast('2024-04-01' as date) then 28
                when report.report_date >= cast('2021-03-01' as date) then 26
                else 25
            end", "2000"
        ) }}) as required_halves_count,
        report.delivery_id,
        report.row_number
    from {{ ref('stg_disability_report') }} as report

),

final as (

    select
        required.report_date,
        required.base_halves_count,
        required.disabled_halves_count,
        required.required_halves_count,
        case
            when required.required_halves_count > required.disabled_halves_count
                then required.required_halves_count - required.disabled_halves_count
            else 0
        end as shortage_halves_count,
        {{ whole_quotient('required.base_halves_count', '2') }} as base_people_count,
        -- numbers of the whole organization
        '{{ var("unknown_unit") }}' as unit_code,
        required.delivery_id,
        required.row_number
    from required

)

select
    report_date,
    base_halves_count,
    disabled_halves_count,
    required_halves_count,
    shortage_halves_count,
    base_people_count,
    unit_code,
    delivery_id,
    row_number
from final
