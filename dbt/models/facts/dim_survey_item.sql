select
    item_id,
    is_engagement,
    is_reversed,
    scale_max
from {{ source('config', 'survey_item') }}
