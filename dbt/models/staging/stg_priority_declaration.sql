select
    fiscal_year,
    unit_code,
    declared_date,
    delivery_id,
    row_number
from {{ source('lake', 'priority_declaration') }}
