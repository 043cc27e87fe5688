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
    declined_count,
    hired_count,
    delivery_id,
    row_number
from {{ source('lake', 'recruitment') }}
