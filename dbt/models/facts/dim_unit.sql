select
    unit_code,
    unit_level,
    parent_unit_code,
    valid_from_date,
    valid_to_date
from {{ source('config', 'unit') }}
