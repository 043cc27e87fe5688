select
    person_key,
    fiscal_year,
    course_id,
    designation_code,
    designated_date,
    due_date,
    is_exempt,
    completed_date,
    delivery_id,
    row_number
from {{ source('lake', 'training') }}
