select
    rank_code,
    competency_code
from {{ source('config', 'rank_competency') }}
