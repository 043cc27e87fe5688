select
    person_key,
    work_date,
    start_minutes,
    end_minutes,
    overtime_minutes,
    late_night_minutes,
    work_pattern_code,
    scheduled_end_minutes,
    pc_end_minutes,
    is_on_time_day,
    is_telework,
    is_closed,
    delivery_id,
    row_number
from {{ source('lake', 'attendance') }}
