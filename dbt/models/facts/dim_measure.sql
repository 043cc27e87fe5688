select
    measure_id,
    aggregate_code,
    has_persons,
    is_rolled_up
from {{ source('config', 'measure') }}
