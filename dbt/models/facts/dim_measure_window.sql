select
    measure_id,
    window_id,
    start_date,
    end_date,
    fiscal_year
from {{ source('config', 'measure_window') }}
