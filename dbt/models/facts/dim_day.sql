select
    work_date,
    is_holiday,
    is_working_day
from {{ source('config', 'day') }}
