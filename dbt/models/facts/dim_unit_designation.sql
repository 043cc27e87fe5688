select
    unit_code,
    unit_designation_code,
    valid_from_date,
    valid_to_date
from {{ source('config', 'unit_designation') }}
