select
    unit_code,
    successor_unit_code,
    succession_date
from {{ source('config', 'unit_succession') }}
