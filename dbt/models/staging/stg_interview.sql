select
    person_key,
    interview_date,
    interview_kind_code,
    delivery_id,
    row_number
from {{ source('lake', 'interview') }}
