select
    person_key,
    leave_type_code,
    from_date,
    to_date,
    leave_unit_code,
    quantity_count,
    is_cancelled,
    delivery_id,
    row_number
from {{ source('lake', 'leave') }}
