select
    report_date,
    base_halves_count,
    disabled_halves_count,
    delivery_id,
    row_number
from {{ source('lake', 'disability_report') }}
