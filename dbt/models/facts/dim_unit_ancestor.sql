select
    unit_code,
    ancestor_unit_code
from {{ source('config', 'unit_ancestor') }}
