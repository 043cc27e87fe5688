select
    person_key,
    evaluation_fiscal_year,
    cycle_end_date,
    is_target,
    grade_code,
    finalized_date,
    due_date,
    delivery_id,
    row_number
from {{ source('lake', 'evaluation') }}
