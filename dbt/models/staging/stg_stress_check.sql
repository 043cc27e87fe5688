select
    conducted_date,
    unit_code,
    target_count,
    examinee_count,
    high_stress_count,
    total_risk_count,
    delivery_id,
    row_number
from {{ source('lake', 'stress_check') }}
