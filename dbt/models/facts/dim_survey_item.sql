-- an organization lists its items itself or has them delivered; none does both (transform/declared.py)
select
    item_id,
    category_id,
    subcategory_id,
    is_engagement,
    is_reversed,
    scale_max
from {{ source('config', 'survey_item') }}
union all
select
    item_id,
    category_id,
    subcategory_id,
    is_engagement,
    is_reversed,
    scale_max
from {{ ref('stg_survey_items') }}
