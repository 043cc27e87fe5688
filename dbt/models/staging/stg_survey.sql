select
    respondent_key,
    answered_at,
    unit_code,
    item_id,
    points_count,
    delivery_id,
    row_number
from {{ source('lake', 'survey') }}
