select
    person_key,
    month_end_date,
    is_target,
    message_count,
    delivery_id,
    row_number
from {{ source('lake', 'i_message') }}
