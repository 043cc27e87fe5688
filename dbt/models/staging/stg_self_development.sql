select
    person_key,
    support_code,
    used_date,
    delivery_id,
    row_number
from {{ source('lake', 'self_development') }}
