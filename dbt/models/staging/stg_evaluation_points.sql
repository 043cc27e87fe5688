select
    person_key,
    evaluation_fiscal_year,
    cycle_end_date,
    item_id,
    first_rater_key,
    first_points_count,
    second_points_count,
    delivery_id,
    row_number
from {{ source('lake', 'evaluation_points') }}
