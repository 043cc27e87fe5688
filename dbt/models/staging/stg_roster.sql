select
    person_key,
    sex_code,
    birth_date,
    hired_date,
    retired_date,
    hire_type_code,
    retirement_reason_code,
    employment_type_code,
    job_family_code,
    rank_code,
    unit_code,
    assigned_from_date,
    assigned_to_date,
    delivery_id,
    row_number
from {{ source('lake', 'roster') }}
