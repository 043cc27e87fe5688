select
    tree_code,
    unit_code,
    unit_level,
    valid_from_date,
    valid_to_date
from {{ source('config', 'tree_unit') }}
