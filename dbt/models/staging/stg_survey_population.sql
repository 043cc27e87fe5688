select
    survey_year,
    unit_code,
    population_count,
    delivery_id,
    row_number
from {{ source('lake', 'survey_population') }}
