select
    kpi_id,
    breakdown_id
from {{ source('config', 'kpi_breakdown') }}
