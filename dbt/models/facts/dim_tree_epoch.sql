select
    tree_from_date,
    tree_to_date
from {{ source('config', 'tree_epoch') }}
