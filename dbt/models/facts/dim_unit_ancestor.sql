select
    tree_code,
    tree_from_date,
    unit_code,
    ancestor_unit_code,
    ancestor_level
from {{ source('config', 'unit_ancestor') }}
