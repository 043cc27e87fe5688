select
    person_key,
    fiscal_year,
    theme_code,
    viewed_date,
    passed_date,
    delivery_id,
    row_number
from {{ source('lake', 'elearning') }}
