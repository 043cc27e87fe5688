select
    posting_id,
    posting_kind_code,
    closed_date,
    slot_count,
    applicant_count,
    selected_count,
    delivery_id,
    row_number
from {{ source('lake', 'internal_posting') }}
