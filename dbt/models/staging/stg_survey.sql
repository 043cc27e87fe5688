select
    respondent_key,
    answered_at,
    unit_code,
    sex_code,
    age_band_code,
    rank_code,
    item_id,
    points_count,
    delivery_id,
    row_number
from {{ source('lake', 'survey') }}
