with final as (

    select
        group_result.conducted_date,
        group_result.target_count,
        group_result.examinee_count,
        group_result.high_stress_count,
        group_result.total_risk_count,
        case when group_result.high_stress_count is not null then group_result.examinee_count end as analysed_count,
        case
            when unit.unit_code is null then '{{ var("unknown_unit") }}'
            else group_result.unit_code
        end as unit_code,
        group_result.delivery_id,
        group_result.row_number
    from {{ ref('stg_stress_check') }} as group_result
    left join {{ ref('dim_unit') }} as unit -- n:1
        on group_result.unit_code = unit.unit_code

)

select
    conducted_date,
    target_count,
    examinee_count,
    high_stress_count,
    total_risk_count,
    analysed_count,
    unit_code,
    delivery_id,
    row_number
from final
