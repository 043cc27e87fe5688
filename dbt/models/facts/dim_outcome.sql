select
    organization_id,
    period,
    node_id,
    level,
    status_rule
from {{ source('config', 'outcome') }}
