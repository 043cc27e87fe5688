select
    rank_code,
    is_manager,
    is_supervisor
from {{ source('config', 'rank') }}
