select
    person_key,
    snapshot_date,
    is_active,
    last_login_date,
    delivery_id,
    row_number
from {{ source('lake', 'talent_db_user') }}
