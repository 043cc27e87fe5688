select
    rank_code,
    is_manager
from {{ source('config', 'rank') }}
