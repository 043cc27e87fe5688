select
    course_id,
    competency_code
from {{ source('config', 'course_competency') }}
