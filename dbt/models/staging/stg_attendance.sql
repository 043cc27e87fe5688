select
    person_key,
    work_date,
    overtime_minutes,
    late_night_minutes,
    is_telework,
    is_closed,
    delivery_id,
    row_number
from {{ source('lake', 'attendance') }}
