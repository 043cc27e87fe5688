select
    delivery_id,
    source_id,
    period,
    period_first_date,
    accepted_count
from {{ source('config', 'delivery') }}
