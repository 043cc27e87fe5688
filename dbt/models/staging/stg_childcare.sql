select
    person_key,
    sex_code,
    child_number,
    child_birth_date,
    eligible_date,
    spell_number,
    from_date,
    to_date,
    -- a ledger of the older form has leave only
    coalesce(leave_kind_code, 'childcare_leave') as leave_kind_code,
    end_code,
    delivery_id,
    row_number
from {{ source('lake', 'childcare') }}
