select
    person_key,
    sex_code,
    child_number,
    child_birth_date,
    eligible_date,
    spell_number,
    from_date,
    to_date,
    delivery_id,
    row_number
from {{ source('lake', 'childcare') }}
