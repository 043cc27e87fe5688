select
    measure_id,
    tree_code,
    unit_level,
    breakdown_id
from {{ source('config', 'measure_breakdown') }}
