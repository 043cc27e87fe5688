with final as (

    select
        exam.exam_fiscal_year,
        exam.category_code,
        exam.result_date,
        exam.hire_date,
        exam.planned_count,
        exam.applicant_count,
        exam.examinee_count,
        exam.passed_people_count,
        exam.offered_count,
        exam.offered_count - exam.declined_count as accepted_offer_count,
        exam.hired_count,
        -- numbers of the whole organization
        '{{ var("unknown_unit") }}' as unit_code,
        exam.delivery_id,
        exam.row_number
    from {{ ref('stg_recruitment') }} as exam

)

select
    exam_fiscal_year,
    category_code,
    result_date,
    hire_date,
    planned_count,
    applicant_count,
    examinee_count,
    passed_people_count,
    offered_count,
    accepted_offer_count,
    hired_count,
    unit_code,
    delivery_id,
    row_number
from final
