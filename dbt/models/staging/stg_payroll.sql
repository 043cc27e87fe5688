select
    person_key,
    fiscal_year,
    year_end_date,
    annual_pay_yen,
    delivery_id,
    row_number
from {{ source('lake', 'payroll') }}
