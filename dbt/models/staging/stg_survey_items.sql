select
    item_id,
    category_id,
    subcategory_id,
    is_engagement,
    is_reversed,
    scale_max,
    delivery_id,
    row_number
from {{ source('lake', 'survey_items') }}
